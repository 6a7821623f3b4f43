// Package retry is called after what it does, which limits nothing.
package retry

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Locker struct{ rdb *redis.Client }

// Lock tries for as long as it takes.
func (l *Locker) Lock(key string) {
	for !l.try(key) { // want "retry-storm warn SETNX"
		time.Sleep(100 * time.Millisecond)
	}
}

func (l *Locker) try(key string) bool {
	return l.rdb.SetNX(context.Background(), "lock:"+key, 1, time.Minute).Val()
}

// Open asks a step whose name says no more than that.
func (l *Locker) Open() {
	for {
		if l.retryPing() == nil { // want "retry-storm warn PING"
			return
		}
		time.Sleep(time.Second)
	}
}

func (l *Locker) retryPing() error { return l.rdb.Ping(context.Background()).Err() }

// Wait has a step that waits longer each time.
func (l *Locker) Wait(key string) {
	for n := 1; !l.try(key); n++ {
		l.backoff(n)
	}
}

func (l *Locker) backoff(n int) { time.Sleep(time.Duration(n) * time.Second) }

// Times gives the pause.
func (l *Locker) Times(key string) {
	for n := 1; !l.try(key); n++ {
		time.Sleep(retryDelay(n))
	}
}

func retryDelay(n int) time.Duration { return time.Second << n }
