// Package websocket has the shape of the library and no behaviour.
package websocket

import (
	"io"
	"net/http"
)

type Conn struct{ subprotocol string }

func (c *Conn) Close() error                                        { return nil }
func (c *Conn) ReadMessage() (messageType int, p []byte, err error) { return 0, nil, nil }
func (c *Conn) ReadJSON(v interface{}) error                        { return nil }
func (c *Conn) NextReader() (messageType int, r io.Reader, err error) {
	return 0, nil, nil
}

type Upgrader struct{ ReadBufferSize int }

func (u *Upgrader) Upgrade(w http.ResponseWriter, r *http.Request, responseHeader http.Header) (*Conn, error) {
	return nil, nil
}
