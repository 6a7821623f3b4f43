// Package workflow has the shape of temporal's workflows and no behaviour.
package workflow

type Context interface {
	Value(key interface{}) interface{}
}

type Future interface {
	Get(ctx Context, valuePtr interface{}) error
}

func ExecuteLocalActivity(ctx Context, activity interface{}, args ...interface{}) Future { return nil }
func SetQueryHandler(ctx Context, queryType string, handler interface{}) error           { return nil }
