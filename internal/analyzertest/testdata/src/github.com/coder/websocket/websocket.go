// Package websocket has the shape of the library and no behaviour.
package websocket

import (
	"context"
	"io"
	"net/http"
)

type MessageType int

type AcceptOptions struct{ Subprotocols []string }

type Conn struct{ subprotocol string }

func Accept(w http.ResponseWriter, r *http.Request, opts *AcceptOptions) (*Conn, error) {
	return nil, nil
}

func (c *Conn) CloseNow() error                                            { return nil }
func (c *Conn) Read(ctx context.Context) (MessageType, []byte, error)      { return 0, nil, nil }
func (c *Conn) Reader(ctx context.Context) (MessageType, io.Reader, error) { return 0, nil, nil }
