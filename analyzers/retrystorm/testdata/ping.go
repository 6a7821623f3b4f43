// Package ping waits until a server answers.
package ping

import (
	"context"
	"database/sql"
	"errors"
	"log"
	"time"

	"github.com/redis/go-redis/v9"
	"gorm.io/gorm"
)

type Ready struct {
	db  *sql.DB
	rdb *redis.Client
}

func (r *Ready) Wait() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for range t.C {
		if err := r.db.Ping(); err == nil { // want "retry-storm warn ping"
			return
		}
	}
}

func (r *Ready) WaitForCache(ctx context.Context) {
	t := time.NewTicker(time.Second)
	for {
		<-t.C
		if _, err := r.rdb.Ping(ctx).Result(); err != nil { // want "retry-storm warn PING"
			log.Print(err)
			continue
		}
		break
	}
}

func (r *Ready) WaitAsleep() {
	for {
		if r.db.Ping() == nil { // want "retry-storm warn ping"
			return
		}
		time.Sleep(time.Second)
	}
}

// WaitPatiently heeds its caller.
func (r *Ready) WaitPatiently(ctx context.Context) error {
	t := time.NewTicker(time.Second)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
			if err := r.db.PingContext(ctx); err == nil {
				return nil
			}
		}
	}
}

// WaitForAMinute has a clock.
func (r *Ready) WaitForAMinute() error {
	t, late := time.NewTicker(time.Second), time.After(time.Minute)
	for {
		select {
		case <-late:
			return errors.New("too late")
		case <-t.C:
			if err := r.db.Ping(); err == nil {
				return nil
			}
		}
	}
}

// WaitSome counts.
func (r *Ready) WaitSome() (err error) {
	tries := 0
	for range time.Tick(time.Second) {
		if err = r.db.Ping(); err == nil {
			return nil
		}
		if tries++; tries > 10 {
			break
		}
	}
	return err
}

// Watch looks after the server for ever.
func (r *Ready) Watch(up func(bool)) {
	for range time.Tick(time.Second) {
		if err := r.db.Ping(); err != nil {
			up(false)
			continue
		}
		up(true)
	}
}

// Drained waits for another state, and fails where the server does.
func (r *Ready) Drained(ctx context.Context) error {
	for range time.Tick(time.Second) {
		n, err := r.rdb.LLen(ctx, "jobs").Result()
		if err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
	}
	return nil
}

// Connect tries for as long as it takes.
func Connect(d gorm.Dialector) *gorm.DB {
	for {
		db, err := gorm.Open(d) // want "retry-storm warn ping"
		if err == nil {
			return db
		}
		time.Sleep(time.Second)
	}
}
