// Package graphql has the shape of graph-gophers' and no behaviour.
package graphql

type Schema struct{ schema int }

type SchemaOpt func(*Schema)

func MustParseSchema(schemaString string, resolver interface{}, opts ...SchemaOpt) *Schema {
	return nil
}
