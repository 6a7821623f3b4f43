// Package client stands for the client of etcd's second protocol.
package client

import (
	"context"
	"time"
)

type GetOptions struct{ Recursive bool }

type PrevExistType string

const (
	PrevExist   = PrevExistType("true")
	PrevNoExist = PrevExistType("false")
)

type SetOptions struct {
	PrevExist PrevExistType
	TTL       time.Duration
}

type DeleteOptions struct{ PrevValue string }

type Response struct{ Action string }

type KeysAPI interface {
	Get(ctx context.Context, key string, opts *GetOptions) (*Response, error)
	Set(ctx context.Context, key, value string, opts *SetOptions) (*Response, error)
	Delete(ctx context.Context, key string, opts *DeleteOptions) (*Response, error)
	Watcher(key string) Watcher
}

type Watcher interface {
	Next(context.Context) (*Response, error)
}
