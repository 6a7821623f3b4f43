// Package queue is no library that anybody knows.
package queue

import (
	"context"
	"time"
)

type Message struct{ Body []byte }

type Job struct{ ID string }

type Event struct{ Name string }

type MessageOptions struct{ Size int }

type Worker interface {
	Handle(j *Job) error
	Close() error
}

type Client struct{ addr string }

func New(opts ...func(*MessageOptions)) *Client { return nil }

func (c *Client) Subscribe(topic string, f func(context.Context, ...*Message) error) {}

func (c *Client) Work(w Worker) {}

func (c *Client) Events() <-chan Event { return nil }

// Reconciler brings something to the state that is wanted.
type Reconciler interface {
	Reconcile(ctx context.Context, name string) error
}

// Config says what a controller calls.
type Config struct {
	Reconciler   Reconciler
	FileHandler  func(name string) error
	ErrorHandler func(err error)
}

func Control(c *Config) {}

// SessionHandler is told what the clients of a proxy do.
type SessionHandler interface {
	AuthConnect(ctx context.Context) error
	Unsubscribed(ctx context.Context, topics *[]string)
	OnTick() time.Duration
}

func Proxy(addr string, h SessionHandler) error { return nil }

// ArrayEach calls f with each element of a document.
func ArrayEach(doc []byte, f func(v []byte)) {}

// Pool runs a function in goroutines of its own.
type Pool struct{ f func(any) }

func NewPool(size int, f func(any)) (*Pool, error) { return &Pool{f}, nil }

func (p *Pool) Invoke(arg any) error { return nil }
func (p *Pool) Release()             {}

// Task is run when it is due, Perform for each of what is queued.
type (
	Task    func(ctx context.Context) error
	Perform func(ctx context.Context, args ...any) error
)

// ScheduledJob is run when it is due.
type ScheduledJob interface {
	Execute(ctx context.Context) error
	Description() string
}

func (c *Client) AddCron(d time.Duration, f func())     {}
func (c *Client) Add(spec string, t Task)               {}
func (c *Client) Register(name string, p Perform)       {}
func (c *Client) Submit(f func())                       {}
func NewDetail(j ScheduledJob, name string) interface{} { return j }

// Session is one of a player.
type Session struct{ ID int64 }

// Component has methods that are found by reflection.
type Component interface{ Init() }

func (c *Client) Mount(comp Component) {}

// Bus calls what is subscribed to a topic with what is published there.
type Bus struct{ topics map[string][]any }

func (b *Bus) SubscribeAsync(topic string, fn any, transactional bool) error { return nil }
func (b *Bus) Publish(topic string, args ...any)                             {}
