// Package wsjson has the shape of the library's helpers and no behaviour.
package wsjson

import (
	"context"

	"github.com/coder/websocket"
)

func Read(ctx context.Context, c *websocket.Conn, v interface{}) error { return nil }
