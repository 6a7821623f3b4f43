// Package registry has the shape of a client whose package uses no cache and no
// database.
package registry

import "context"

type Manifest struct{ Digest string }

type Client struct{}

func (*Client) Manifest(ctx context.Context, name string) (*Manifest, error) { return nil, nil }

func (*Client) ParseManifest(ctx context.Context, doc string) (*Manifest, error) { return nil, nil }

type Token struct{}

func (*Token) PopulateToken(req any) {}

// Go runs the function in a pool.
func Go(f func()) {}

// Pool runs a function for each item, in workers.
type Pool struct{}

func NewPool(f func(item string) (string, error)) *Pool { return &Pool{} }
