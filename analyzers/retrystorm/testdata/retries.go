package retries

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/gomodule/redigo/redis"
	goredis "github.com/redis/go-redis/v9"
)

type Hits struct {
	rdb  *goredis.Client
	db   *sql.DB
	pool *redis.Pool
}

func (h *Hits) Add(ctx context.Context) {
	for {
		if err := h.rdb.Incr(ctx, "hits").Err(); err == nil { // want "retry-storm warn INCR"
			return
		}
	}
}

// AddPaced waits, always alike.
func (h *Hits) AddPaced(ctx context.Context) {
	for h.incr(ctx) != nil { // want "retry-storm warn INCR"
		time.Sleep(50 * time.Millisecond)
	}
}

func (h *Hits) incr(ctx context.Context) error { return h.rdb.Incr(ctx, "hits").Err() }

// AddSome gives up.
func (h *Hits) AddSome(ctx context.Context) (err error) {
	for range 5 {
		if err = h.incr(ctx); err == nil {
			return nil
		}
	}
	return err
}

// AddCounted gives up by a count of its own.
func (h *Hits) AddCounted(ctx context.Context, max int) (err error) {
	tries := 0
	for {
		if err = h.incr(ctx); err == nil {
			return nil
		}
		if tries++; tries > max {
			return err
		}
	}
}

// AddSlower doubles its pause.
func (h *Hits) AddSlower(ctx context.Context) {
	pause := time.Millisecond
	for {
		if h.incr(ctx) == nil {
			return
		}
		time.Sleep(pause)
		pause *= 2
	}
}

// AddWhile heeds its context.
func (h *Hits) AddWhile(ctx context.Context) error {
	for {
		if h.incr(ctx) == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// AddUntil heeds a clock.
func (h *Hits) AddUntil(ctx context.Context, end time.Time) {
	for {
		if h.incr(ctx) == nil || time.Now().After(end) {
			return
		}
	}
}

// Drain fails on the first error.
func (h *Hits) Drain(ctx context.Context) error {
	for {
		ok, err := h.rdb.Expire(ctx, "hits", time.Minute).Result()
		if err != nil {
			return err
		}
		if ok {
			return nil
		}
	}
}

// Work goes on to the next job.
func (h *Hits) Work(ctx context.Context) {
	for {
		if err := h.incr(ctx); err != nil {
			continue
		}
	}
}

// Spin polls for a lock.
func (h *Hits) Spin(ctx context.Context) {
	for {
		if h.rdb.SetNX(ctx, "lock:hits", 1, time.Minute).Val() { // want "retry-storm warn SETNX"
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (h *Hits) Insert(ctx context.Context) {
	for {
		_, err := h.db.ExecContext(ctx, "INSERT INTO hits VALUES (1)") // want "retry-storm warn exec"
		if err == nil {
			return
		}
		time.Sleep(time.Second)
	}
}

func (h *Hits) Raw() {
	c := h.pool.Get()
	defer c.Close()
	for {
		if _, err := c.Do("INCR", "hits"); err == nil { // want "retry-storm warn INCR"
			return
		}
	}
}

// Optimistic tries again where another writer was faster, and on no other error.
func (h *Hits) Optimistic(ctx context.Context) error {
	for {
		err := h.rdb.Watch(ctx, func(tx *goredis.Tx) error { return tx.Incr(ctx, "hits").Err() }, "hits")
		if err == nil || !errors.Is(err, errBusy) {
			return err
		}
	}
}

var errBusy = errors.New("busy")

// UntilGone waits for one error and takes every other for none.
func (h *Hits) UntilGone(ctx context.Context) {
	for {
		if err := h.incr(ctx); errors.Is(err, errBusy) {
			return
		}
	}
}

// SpinCareful polls for a lock too, though it gives up on errors.
func (h *Hits) SpinCareful(ctx context.Context) error {
	for {
		ok, err := h.rdb.SetNX(ctx, "lock:hits", 1, time.Minute).Result() // want "retry-storm warn SETNX"
		if err != nil {
			return err
		}
		if ok {
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// SpinBusy polls for a lock while it is taken, if its caller wants to wait, and
// asks its context each time, which is every millisecond.
func (h *Hits) SpinBusy(ctx context.Context, wait bool) error {
	for {
		err := h.takeWatched(ctx) // want "retry-storm warn WATCH"
		if !wait || err != errBusy {
			return err
		}
		time.Sleep(time.Millisecond)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// SpinSlow asks twice a second.
func (h *Hits) SpinSlow(ctx context.Context) error {
	for {
		if err := h.takeWatched(ctx); err != errBusy {
			return err
		}
		time.Sleep(500 * time.Millisecond)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// SpinWhile ends when it is told to.
func (h *Hits) SpinWhile(ctx context.Context, stopped *bool) error {
	for {
		if err := h.takeWatched(ctx); *stopped || err != errBusy {
			return err
		}
		time.Sleep(time.Millisecond)
	}
}

func (h *Hits) takeWatched(ctx context.Context) error {
	return h.rdb.Watch(ctx, func(tx *goredis.Tx) error {
		if tx.Get(ctx, "lock:hits").Val() != "" {
			return errBusy
		}
		_, err := tx.TxPipelined(ctx, func(p goredis.Pipeliner) error { return p.Set(ctx, "lock:hits", 1, time.Minute).Err() })
		return err
	}, "lock:hits")
}
