// Package graphql has the shape of graphql-go and no behaviour.
package graphql

import "context"

type ResolveParams struct {
	Source  interface{}
	Args    map[string]interface{}
	Context context.Context
}

type FieldResolveFn func(p ResolveParams) (interface{}, error)

type Output interface{ Name() string }

type Field struct {
	Name    string
	Type    Output
	Resolve FieldResolveFn
}

type Fields map[string]*Field

type ObjectConfig struct {
	Name   string
	Fields interface{}
}

type Object struct{ err error }

func NewObject(config ObjectConfig) *Object { return nil }
