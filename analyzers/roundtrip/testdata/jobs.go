// Package jobs works off what a queue hands it.
package jobs

import (
	"context"
	"database/sql"
	"time"

	"github.com/redis/go-redis/v9"
)

// queue hands a batch of jobs to whoever works them off.
type queue struct {
	in     chan string
	handle func(ids ...string)
}

func (q *queue) run(ctx context.Context) {
	var batch []string
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case id := <-q.in:
			batch = append(batch, id)
		case <-tick.C:
			q.handle(batch...)
			batch = nil
		}
	}
}

// Checker checks pull requests.
type Checker struct {
	db  *sql.DB
	rdb *redis.Client
}

// Start works them off.
func (c *Checker) Start(ctx context.Context) {
	q := &queue{in: make(chan string), handle: func(ids ...string) {
		for _, id := range ids {
			c.check(ctx, id)
		}
	}}
	go q.run(ctx)
}

// check is a job of some seconds, of which the question is a part.
func (c *Checker) check(ctx context.Context, id string) {
	var merged bool
	if err := c.db.QueryRowContext(ctx, "SELECT merged FROM pulls WHERE id = ?", id).Scan(&merged); err == nil && !merged {
		c.done(ctx, id)
	}
}

func (c *Checker) done(ctx context.Context, id string) {
	if again, _ := c.queued(ctx, id); !again {
		c.db.ExecContext(ctx, "UPDATE pulls SET done = true WHERE id = ?", id)
	}
}

func (c *Checker) queued(ctx context.Context, id string) (bool, error) {
	return c.rdb.SIsMember(ctx, "queued", id).Result()
}

// Follow tells the cache of each.
func (c *Checker) Follow(ctx context.Context) {
	q := &queue{in: make(chan string), handle: func(ids ...string) {
		for _, id := range ids {
			c.rdb.Set(ctx, "seen:"+id, 1, time.Hour) // want "per-item-roundtrip note SET"
		}
	}}
	go q.run(ctx)
}

// Drop takes what has changed out of the cache, by several hands.
func (c *Checker) Drop(ctx context.Context) {
	q := &queue{in: make(chan string), handle: func(ids ...string) {
		for _, id := range ids {
			c.changed(ctx, id) // want "per-item-roundtrip note DEL"
		}
	}}
	go q.run(ctx)
}

func (c *Checker) changed(ctx context.Context, id string) { c.drop(ctx, "pull:"+id) }

func (c *Checker) drop(ctx context.Context, key string) { c.del(ctx, key) }

func (c *Checker) del(ctx context.Context, key string) { c.rdb.Del(ctx, key) }
