// Package nats has the shape of nats and no behaviour.
package nats

import "time"

type Option func() error

type Msg struct {
	Subject string
	Data    []byte
}

type MsgHandler func(msg *Msg)

type SubOpt interface{ configureSubscribe() }

type Subscription struct{ Subject string }

func (s *Subscription) NextMsg(timeout time.Duration) (*Msg, error) { return nil, nil }

type JetStream interface {
	Subscribe(subj string, cb MsgHandler, opts ...SubOpt) (*Subscription, error)
}

type JSOpt interface{ configureJSContext() }

type JetStreamContext interface{ JetStream }

type Conn struct{ Opts int }

func Connect(url string, options ...Option) (*Conn, error)                   { return nil, nil }
func (nc *Conn) Subscribe(subj string, cb MsgHandler) (*Subscription, error) { return nil, nil }
func (nc *Conn) QueueSubscribe(subj, queue string, cb MsgHandler) (*Subscription, error) {
	return nil, nil
}
func (nc *Conn) SubscribeSync(subj string) (*Subscription, error)  { return nil, nil }
func (nc *Conn) JetStream(opts ...JSOpt) (JetStreamContext, error) { return nil, nil }
