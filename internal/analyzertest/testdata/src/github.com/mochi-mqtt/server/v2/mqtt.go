// Package mqtt has the shape of the library and no behaviour.
package mqtt

import "github.com/mochi-mqtt/server/v2/packets"

type Client struct{ ID string }

type Hook interface {
	ID() string
	Init(config any) error
	Stop() error
	OnConnect(cl *Client, pk packets.Packet) error
	OnPublish(cl *Client, pk packets.Packet) (packets.Packet, error)
}

type HookBase struct{ id string }

func (h *HookBase) ID() string                                    { return "" }
func (h *HookBase) Init(config any) error                         { return nil }
func (h *HookBase) Stop() error                                   { return nil }
func (h *HookBase) OnConnect(cl *Client, pk packets.Packet) error { return nil }
func (h *HookBase) OnPublish(cl *Client, pk packets.Packet) (packets.Packet, error) {
	return pk, nil
}

type (
	Options     struct{ InlineClient bool }
	Server      struct{ Options *Options }
	InlineSubFn func(cl *Client, sub packets.Subscription, pk packets.Packet)
)

func New(opts *Options) *Server                       { return nil }
func (s *Server) AddHook(hook Hook, config any) error { return nil }
func (s *Server) Serve() error                        { return nil }
func (s *Server) Subscribe(filter string, subscriptionId int, handler InlineSubFn) error {
	return nil
}
