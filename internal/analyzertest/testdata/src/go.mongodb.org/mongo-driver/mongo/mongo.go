// Package mongo is a stand-in for the client of MongoDB.
package mongo

import "context"

type Collection struct{}

func (c *Collection) Find(ctx context.Context, filter interface{}, opts ...*FindOptions) (*Cursor, error) {
	return nil, nil
}

func (c *Collection) Aggregate(ctx context.Context, pipeline interface{}, opts ...*AggregateOptions) (*Cursor, error) {
	return nil, nil
}

type FindOptions struct{}

func Find() *FindOptions { return nil }

func (o *FindOptions) SetLimit(n int64) *FindOptions       { return o }
func (o *FindOptions) SetSort(by interface{}) *FindOptions { return o }

type AggregateOptions struct{}

type Cursor struct{}

func (c *Cursor) Next(ctx context.Context) bool                      { return false }
func (c *Cursor) Decode(val interface{}) error                       { return nil }
func (c *Cursor) Close(ctx context.Context) error                    { return nil }
func (c *Cursor) All(ctx context.Context, results interface{}) error { return nil }
