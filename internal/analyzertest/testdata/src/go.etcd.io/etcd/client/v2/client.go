// Package client stands for the client of etcd's second protocol.
package client

import "context"

type GetOptions struct{ Recursive bool }

type SetOptions struct{ TTL int64 }

type Response struct{ Action string }

type KeysAPI interface {
	Get(ctx context.Context, key string, opts *GetOptions) (*Response, error)
	Set(ctx context.Context, key, value string, opts *SetOptions) (*Response, error)
	Watcher(key string) Watcher
}

type Watcher interface {
	Next(context.Context) (*Response, error)
}
