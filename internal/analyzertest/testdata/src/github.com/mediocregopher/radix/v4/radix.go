// Package radix has the shape of radix v4 and no behaviour.
package radix

import "context"

type Action interface {
	Perform(ctx context.Context) error
}

type Client interface {
	Do(ctx context.Context, a Action) error
}

func Cmd(rcv any, cmd string, args ...string) Action { return nil }

type ScannerConfig struct {
	Command, Key, Pattern, Type string
	Count                       int
}

type Scanner interface {
	Next(ctx context.Context, into *string) bool
	Close() error
}

func (cfg ScannerConfig) New(c Client) Scanner { return nil }
