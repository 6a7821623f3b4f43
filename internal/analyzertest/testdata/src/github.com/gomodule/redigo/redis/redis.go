// Package redis has the shape of redigo and no behaviour.
package redis

import (
	"context"
	"errors"
	"time"
)

var ErrNil = errors.New("redigo: nil returned")

type Conn interface {
	Close() error
	Err() error
	Do(commandName string, args ...any) (reply any, err error)
	Send(commandName string, args ...any) error
	Flush() error
	Receive() (reply any, err error)
}

type Message struct {
	Channel string
	Data    []byte
}

type PubSubConn struct{ Conn Conn }

func (c PubSubConn) Subscribe(channel ...interface{}) error { return nil }

func (c PubSubConn) Receive() interface{} { return nil }

type Pool struct {
	Dial         func() (Conn, error)
	TestOnBorrow func(c Conn, lastUsed time.Time) error
	MaxIdle      int
	IdleTimeout  time.Duration
}

func (p *Pool) Get() Conn                                       { return nil }
func (p *Pool) GetContext(ctx context.Context) (Conn, error)    { return nil, nil }
func (p *Pool) Close() error                                    { return nil }
func Dial(network, address string) (Conn, error)                { return nil, nil }
func DialURL(rawurl string) (Conn, error)                       { return nil, nil }
func Strings(reply any, err error) ([]string, error)            { return nil, nil }
func StringMap(reply any, err error) (map[string]string, error) { return nil, nil }
func String(reply any, err error) (string, error)               { return "", nil }
func Bytes(reply any, err error) ([]byte, error)                { return nil, nil }
func ByteSlices(reply any, err error) ([][]byte, error)         { return nil, nil }
func Values(reply any, err error) ([]any, error)                { return nil, nil }
func Int(reply any, err error) (int, error)                     { return 0, nil }
func Int64(reply any, err error) (int64, error)                 { return 0, nil }
func Bool(reply any, err error) (bool, error)                   { return false, nil }
func Scan(src []any, dest ...any) ([]any, error)                { return nil, nil }

type Args []any

func (args Args) Add(value ...any) Args { return args }
func (args Args) AddFlat(v any) Args    { return args }

type Script struct{ src string }

func NewScript(keyCount int, src string) *Script             { return nil }
func (s *Script) Do(c Conn, keysAndArgs ...any) (any, error) { return nil, nil }
func (s *Script) Load(c Conn) error                          { return nil }
func (s *Script) Send(c Conn, keysAndArgs ...any) error      { return nil }
func (s *Script) SendHash(c Conn, keysAndArgs ...any) error  { return nil }
func (s *Script) Hash() string                               { return "" }
