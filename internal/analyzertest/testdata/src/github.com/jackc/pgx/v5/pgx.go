// Package pgx has the shape of pgx v5 and no behaviour.
package pgx

import "context"

type Notification struct{ Channel, Payload string }

type Conn struct{ closed bool }

func Connect(ctx context.Context, conn string) (*Conn, error) { return nil, nil }

func (c *Conn) WaitForNotification(ctx context.Context) (*Notification, error) { return nil, nil }
func (c *Conn) IsClosed() bool                                                 { return c.closed }
func (c *Conn) Ping(ctx context.Context) error                                 { return nil }
