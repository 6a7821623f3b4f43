// Package beside empties one thing, and goes on with another.
package beside

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Enforcer loads its own rules.
type Enforcer interface {
	LoadPolicy() error
}

// Memo is a cache of answers.
type Memo interface {
	Clear(ctx context.Context) error
}

type memo struct{ rdb *redis.Client }

func (m *memo) Clear(ctx context.Context) error { return m.rdb.FlushDB(ctx).Err() }

type Invalidator struct {
	enforcer Enforcer
	memo     Memo
}

func New(e Enforcer, rdb *redis.Client) *Invalidator { return &Invalidator{e, &memo{rdb}} }

// All has the rules read again, and forgets what was answered by the old ones.
func (i *Invalidator) All(ctx context.Context) error {
	if err := i.memo.Clear(ctx); err != nil {
		return fmt.Errorf("clear: %w", err)
	}
	return i.enforcer.LoadPolicy()
}

// Source is asked.
type Source interface {
	GetAll(ctx context.Context) (map[string]string, error)
}

// Tree keeps what a server has, and what it had where that fails.
type Tree struct {
	mu     sync.RWMutex
	nodes  map[string]string
	rdb    *redis.Client
	client *redis.Client
}

// Get is asked by everybody.
func (t *Tree) Get(k string) string {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.nodes[k]
}

// Save puts the old ones back.
func (t *Tree) Save(ctx context.Context) error {
	before := t.nodes
	t.nodes = map[string]string{}
	all, err := t.rdb.HGetAll(ctx, "nodes").Result()
	if err != nil {
		t.nodes = before
		return err
	}
	for k, v := range all {
		t.nodes[k] = v
	}
	return nil
}

// Again does not.
func (t *Tree) Again(ctx context.Context) error {
	t.nodes = map[string]string{} // want "delete-before-refresh warn"
	all, err := t.rdb.HGetAll(ctx, "nodes").Result()
	if err != nil {
		return err
	}
	for k, v := range all {
		t.nodes[k] = v
	}
	return nil
}

type state struct{ nodes map[string]string }

// Keep does so by a state that it has kept.
func (t *Tree) Keep(ctx context.Context) error {
	before := &state{t.nodes}
	t.nodes = map[string]string{}
	all, err := t.rdb.HGetAll(ctx, "nodes").Result()
	if err != nil {
		t.nodes = before.nodes
		return err
	}
	for k, v := range all {
		t.nodes[k] = v
	}
	return nil
}

// Root has its state in a thing of its own.
type Root struct {
	mu   sync.Mutex
	head *state
	rdb  *redis.Client
}

// Update keeps that of the head.
func (r *Root) Update(ctx context.Context) error {
	before := &state{nodes: r.head.nodes}
	r.head.nodes = map[string]string{}
	all, err := r.rdb.HGetAll(ctx, "nodes").Result()
	if err != nil {
		r.head.nodes = before.nodes
		return err
	}
	for k, v := range all {
		r.head.nodes[k] = v
	}
	return nil
}

// Feed is something that runs.
type Feed struct{ quit chan struct{} }

// Stop ends it.
func (f *Feed) Stop() { close(f.quit) }

// Close does too.
func (f *Feed) Close() error {
	close(f.quit)
	return nil
}

// Feeds are those that run.
type Feeds struct {
	mu    sync.Mutex
	feeds map[string]*Feed
	rdb   *redis.Client
}

// Restart stops them all, and starts what is then wanted.
func (f *Feeds) Restart(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, x := range f.feeds {
		x.Stop()
	}
	f.feeds = make(map[string]*Feed)
	names, err := f.rdb.SMembers(ctx, "feeds").Result()
	if err != nil {
		return err
	}
	for _, n := range names {
		f.feeds[n] = &Feed{make(chan struct{})}
	}
	return nil
}

// Groups are those that run, by their kind.
type Groups struct {
	mu    sync.Mutex
	feeds map[string][]*Feed
	rdb   *redis.Client
}

// Restart does the same.
func (f *Groups) Restart(ctx context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, group := range f.feeds {
		for _, x := range group {
			_ = x.Close()
		}
	}
	f.feeds = make(map[string][]*Feed)
	names, err := f.rdb.SMembers(ctx, "feeds").Result()
	if err != nil {
		return err
	}
	for _, n := range names {
		f.feeds[n] = append(f.feeds[n], &Feed{make(chan struct{})})
	}
	return nil
}

// Channels has what a listing gave.
type Channels struct {
	rdb *redis.Client
	db  *sql.DB
}

// Take takes out what is no more, and writes the rest.
func (c *Channels) Take(ctx context.Context) error {
	now := map[string]string{}
	old, err := c.rdb.HKeys(ctx, "channels").Result()
	if err != nil {
		return err
	}
	var doc string
	if err := c.db.QueryRowContext(ctx, "SELECT doc FROM channels").Scan(&doc); err != nil {
		return err
	}
	now[doc] = doc
	for _, k := range old {
		if _, ok := now[k]; !ok {
			c.rdb.Del(ctx, "channel:"+k)
		}
	}
	for k := range now {
		var v string
		if err := c.db.QueryRowContext(ctx, "SELECT v FROM channels WHERE k = ?", k).Scan(&v); err != nil {
			return err
		}
		if err := c.rdb.Set(ctx, "channel:"+k, v, time.Hour).Err(); err != nil {
			return err
		}
	}
	return nil
}

// Local does so in memory.
type Local struct {
	mu       sync.Mutex
	channels map[string]string
	cache    map[string]string
}

func (l *Local) gone(now map[string]string) {
	for k := range l.cache {
		if _, ok := now[k]; !ok {
			delete(l.cache, k)
		}
	}
}

func (l *Local) put(ctx context.Context, rdb *redis.Client, now map[string]string) error {
	for k := range now {
		v, err := rdb.Get(ctx, k).Result()
		if err != nil {
			return err
		}
		l.cache[k] = v
	}
	return nil
}

// Set does both.
func (l *Local) Set(ctx context.Context, rdb *redis.Client, now map[string]string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gone(now)
	return l.put(ctx, rdb, now)
}
