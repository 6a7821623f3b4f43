// Package pubsub has the shape of the library and no behaviour.
package pubsub

import "context"

type (
	Client       struct{ projectID string }
	Subscription struct{ name string }
	Message      struct{ Data []byte }
)

func NewClient(ctx context.Context, projectID string) (*Client, error) { return nil, nil }
func (c *Client) Subscription(id string) *Subscription                 { return nil }
func (s *Subscription) Receive(ctx context.Context, f func(context.Context, *Message)) error {
	return nil
}
func (m *Message) Ack() {}
