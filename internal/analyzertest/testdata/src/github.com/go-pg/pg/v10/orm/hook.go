// Package orm has the shape of go-pg's and no behaviour.
package orm

import "context"

type AfterScanHook interface {
	AfterScan(context.Context) error
}

type BeforeUpdateHook interface {
	BeforeUpdate(context.Context) (context.Context, error)
}

type AfterUpdateHook interface {
	AfterUpdate(context.Context) error
}
