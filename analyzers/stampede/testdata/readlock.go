// Package readlock has locks by name, for readers and for writers.
package readlock

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

type lock struct{ sync.RWMutex }

type locks struct {
	mu lock
	by map[string]*lock
}

func (l *lock) upgrade() {
	l.RUnlock()
	l.Lock()
}

func (ls *locks) acquire(name string, write bool) *lock {
	ls.mu.RLock()
	done := ls.mu.RUnlock
	l, ok := ls.by[name]
	if !ok {
		done = ls.mu.Unlock
		ls.mu.upgrade()
		l = &lock{}
		ls.by[name] = l
	}
	done()
	if write {
		l.Lock()
	} else {
		l.RLock()
	}
	return l
}

// Acquire is for one.
func (ls *locks) Acquire(name string) *lock { return ls.acquire(name, true) }

// RAcquire is for any number.
func (ls *locks) RAcquire(name string) *lock { return ls.acquire(name, false) }

// Pages are kept in Redis.
type Pages struct {
	db    *sql.DB
	rdb   *redis.Client
	locks *locks
}

func (p *Pages) load(ctx context.Context, id string) (s string, err error) {
	err = p.db.QueryRowContext(ctx, "SELECT body FROM pages WHERE id = $1", id).Scan(&s)
	return s, err
}

// Read holds a lock that others hold as well.
func (p *Pages) Read(ctx context.Context, id string) (string, error) {
	l := p.locks.RAcquire(id)
	defer l.RUnlock()
	if s, err := p.rdb.Get(ctx, id).Result(); err == nil {
		return s, nil
	}
	s, err := p.load(ctx, id) // want "stampede warn"
	if err == nil {
		p.rdb.Set(ctx, id, s, time.Hour)
	}
	return s, err
}

// Alone is held up by nobody's miss but the first.
func (p *Pages) Alone(ctx context.Context, id string) (string, error) {
	l := p.locks.Acquire(id)
	defer l.Unlock()
	if s, err := p.rdb.Get(ctx, id).Result(); err == nil {
		return s, nil
	}
	s, err := p.load(ctx, id)
	if err == nil {
		p.rdb.Set(ctx, id, s, time.Hour)
	}
	return s, err
}
