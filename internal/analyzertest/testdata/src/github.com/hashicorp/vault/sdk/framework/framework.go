// Package framework has the shape of the vault plugin framework and no behaviour.
package framework

import (
	"context"

	"github.com/hashicorp/vault/sdk/logical"
)

type (
	FieldData        struct{}
	OperationFunc    func(context.Context, *logical.Request, *FieldData) (*logical.Response, error)
	InvalidateFunc   func(context.Context, string)
	periodicFunc     func(context.Context, *logical.Request) error
	PathOperation    struct{ Callback OperationFunc }
	OperationHandler interface{ Handler() OperationFunc }
	Path             struct {
		Pattern    string
		Operations map[logical.Operation]OperationHandler
		Callbacks  map[logical.Operation]OperationFunc
	}
	Backend struct {
		Paths        []*Path
		Invalidate   InvalidateFunc
		PeriodicFunc periodicFunc
	}
)

func (p *PathOperation) Handler() OperationFunc { return p.Callback }
