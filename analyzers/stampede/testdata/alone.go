// Package alone takes messages one after the other.
package alone

import (
	"context"
	"database/sql"

	"github.com/patrickmn/go-cache"
)

// Units are loaded for messages.
type Units struct {
	db    *sql.DB
	mem   *cache.Cache
	queue chan string
	jobs  chan string
}

// New starts one goroutine for the queue, and several for the jobs.
func New(ctx context.Context, db *sql.DB, n int) *Units {
	u := &Units{db, cache.New(0, 0), make(chan string), make(chan string)}
	go u.follow(ctx)
	for range n {
		go u.work(ctx)
	}
	return u
}

// Put and Add bring what callers have.
func (u *Units) Put(id string) { u.queue <- id }
func (u *Units) Add(id string) { u.jobs <- id }

func (u *Units) follow(ctx context.Context) {
	for id := range u.queue {
		u.unit(ctx, id)
	}
}

func (u *Units) unit(ctx context.Context, id string) {
	if _, ok := u.mem.Get(id); ok {
		return
	}
	var body string
	if err := u.db.QueryRowContext(ctx, "SELECT body FROM units WHERE id = ?", id).Scan(&body); err == nil { // want "stampede note"
		u.mem.Set(id, body, cache.DefaultExpiration)
	}
}

func (u *Units) work(ctx context.Context) {
	for id := range u.jobs {
		u.job(ctx, id)
	}
}

func (u *Units) job(ctx context.Context, id string) {
	if _, ok := u.mem.Get("job:" + id); ok {
		return
	}
	var body string
	if err := u.db.QueryRowContext(ctx, "SELECT body FROM jobs WHERE id = ?", id).Scan(&body); err == nil { // want "stampede warn"
		u.mem.Set("job:"+id, body, cache.DefaultExpiration)
	}
}
