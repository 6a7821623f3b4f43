// Package wait waits for messages and notifications.
package wait

import (
	"context"
	"errors"
	"log"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/redis/go-redis/v9"
)

type bus interface {
	Receive(topic string) (string, error)
}

type redisBus struct{ sub *redis.PubSub }

func (b *redisBus) Receive(topic string) (string, error) {
	m, err := b.sub.ReceiveMessage(context.Background())
	if err != nil {
		return "", err
	}
	return m.Payload, nil
}

type Hub struct {
	bus  bus
	out  chan string
	errs chan error
}

func NewHub(rdb *redis.Client) *Hub {
	return &Hub{bus: &redisBus{sub: rdb.Subscribe(context.Background(), "all")}}
}

// Subscribe rests for a blink where the error is the last one again.
func (h *Hub) Subscribe(topic string) {
	go func() {
		var last error
		for {
			m, err := h.bus.Receive(topic) // want "retry-storm warn wait"
			if err != nil {
				if last != nil && reflect.DeepEqual(err, last) {
					time.Sleep(time.Millisecond)
					continue
				}
				h.errs <- err
				last = err
				continue
			}
			last = nil
			h.out <- m
		}
	}()
}

type Listener struct {
	conn  *pgx.Conn
	down  chan bool
	pause time.Duration
}

// Listen waits where the connection is closed, and only there.
func (l *Listener) Listen(ctx context.Context, out chan string) {
	for {
		select {
		case <-ctx.Done():
			return
		default:
		}
		n, err := l.conn.WaitForNotification(ctx) // want "retry-storm warn wait"
		if err != nil {
			if errors.Is(err, context.Canceled) {
				return
			}
			log.Print(err)
			if l.conn.IsClosed() {
				l.down <- true
				time.Sleep(5 * time.Second)
			}
			continue
		}
		out <- n.Payload
	}
}

// ListenPaced rests after each failure.
func (l *Listener) ListenPaced(ctx context.Context, out chan string) {
	for {
		n, err := l.conn.WaitForNotification(ctx)
		if err != nil {
			select {
			case <-ctx.Done():
				return
			case <-time.After(l.pause):
			}
			continue
		}
		out <- n.Payload
	}
}

// ListenRested rests at the start of each turn.
func (l *Listener) ListenRested(ctx context.Context, out chan string) {
	for {
		time.Sleep(time.Second)
		n, err := l.conn.WaitForNotification(ctx)
		if err != nil {
			continue
		}
		out <- n.Payload
	}
}

// ListenAround dials anew where it fails, in a helper that rests.
func (l *Listener) ListenAround(ctx context.Context, out chan string) {
	for {
		n, err := l.conn.WaitForNotification(ctx)
		if err != nil {
			l.dial(ctx)
			continue
		}
		out <- n.Payload
	}
}

func (l *Listener) dial(ctx context.Context) { time.Sleep(time.Second) }

// ListenOnce leaves what to do about a failure to its caller.
func (l *Listener) ListenOnce(ctx context.Context, out chan string) error {
	for {
		n, err := l.conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		out <- n.Payload
	}
}

// ListenAgain connects anew where the connection is gone, at a pace that stays the same.
func (l *Listener) ListenAgain(ctx context.Context, out chan string) {
	for {
		n, err := l.conn.WaitForNotification(ctx) // want "retry-storm warn"
		if err != nil {
			if l.conn.IsClosed() {
				for {
					conn, err := pgx.Connect(ctx, "") // want "retry-storm warn ping"
					if err == nil {
						l.conn = conn
						break
					}
					time.Sleep(l.pause)
				}
				continue
			}
			time.Sleep(l.pause)
			continue
		}
		out <- n.Payload
	}
}
