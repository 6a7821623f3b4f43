// Package runtime has the shape of the library and no behaviour.
package runtime

func BindStyledParameter(style string, explode bool, paramName, value string, dest interface{}) error {
	return nil
}
