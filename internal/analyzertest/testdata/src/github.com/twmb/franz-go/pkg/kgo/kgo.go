// Package kgo has the shape of franz-go and no behaviour.
package kgo

import "context"

type Record struct {
	Topic string
	Value []byte
}

type Fetch struct{ Topics int }

type Fetches []Fetch

func (fs Fetches) EachRecord(fn func(*Record)) {}
func (fs Fetches) Records() []*Record          { return nil }

type Opt interface{ apply(int) }

type Client struct{ cfg int }

func NewClient(opts ...Opt) (*Client, error)               { return nil, nil }
func (cl *Client) PollFetches(ctx context.Context) Fetches { return nil }
