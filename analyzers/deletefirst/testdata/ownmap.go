// Package ownmap keeps rows in maps of its own.
package ownmap

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

type Revoked struct {
	mu     sync.RWMutex
	rdb    *redis.Client
	db     *sql.DB
	tokens map[string]bool
}

// Watch loads again every hour.
func (r *Revoked) Watch(ctx context.Context) {
	for range time.Tick(time.Hour) {
		_ = r.load(ctx)
	}
}

func (r *Revoked) load(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tokens = map[string]bool{} // want "delete-before-refresh warn map"
	it := r.rdb.Scan(ctx, 0, "revoked:*", 100).Iterator()
	for it.Next(ctx) {
		r.tokens[it.Val()] = true
	}
	return it.Err()
}

// Fetch puts the new map in place when it is whole.
func (r *Revoked) Fetch(ctx context.Context) error {
	fresh := map[string]bool{}
	rows, err := r.db.QueryContext(ctx, "SELECT id FROM revoked WHERE day = ?", 1)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		fresh[id] = true
	}
	r.mu.Lock()
	r.tokens = fresh
	r.mu.Unlock()
	return rows.Err()
}

// Take fills it with what is at hand.
func (r *Revoked) Take(ids []string) {
	r.tokens = map[string]bool{}
	for _, id := range ids {
		r.tokens[id] = true
	}
}

// Open makes a new one, which nobody has looked into.
func Open(ctx context.Context, rdb *redis.Client) (*Revoked, error) {
	r := &Revoked{rdb: rdb}
	r.tokens = map[string]bool{}
	ids, err := rdb.SMembers(ctx, "revoked").Result()
	for _, id := range ids {
		r.tokens[id] = true
	}
	return r, err
}

// kept makes its map when it is first asked, and empties nothing.
func (r *Revoked) kept(ctx context.Context, id string) bool {
	if r.tokens == nil {
		r.tokens = make(map[string]bool)
	}
	n, _ := r.rdb.Exists(ctx, id).Result()
	r.tokens[id] = n > 0
	return r.tokens[id]
}

// Kept is the API.
func (r *Revoked) Kept(ctx context.Context, id string) bool { return r.kept(ctx, id) }

// pass is one run's own work: nobody else looks into it.
type pass struct {
	db   *sql.DB
	seen map[string]bool
}

func (w *pass) run(ctx context.Context, ids []string) error {
	w.seen = map[string]bool{}
	for _, id := range ids {
		if err := w.db.QueryRowContext(ctx, "SELECT id FROM t WHERE id = ?", id).Err(); err != nil {
			return err
		}
		w.seen[id] = true
	}
	return nil
}

// Check makes a pass for each caller.
func Check(ctx context.Context, db *sql.DB, ids []string) error {
	return (&pass{db: db}).run(ctx, ids)
}

// Counted makes its map where there is none; a closure has captured the receiver.
type Counted struct {
	cache map[string]string
	rdb   *redis.Client
	n     int
}

func (c *Counted) Get(ctx context.Context, key string) (string, error) {
	if c.cache == nil {
		c.cache = map[string]string{}
	}
	defer func() { c.n++ }()
	v, err := c.rdb.Get(ctx, key).Result()
	if err != nil {
		return "", err
	}
	c.cache[key] = v
	return v, nil
}

// Matches takes out what is too old before it matches again.
type Matches struct {
	mu         sync.RWMutex
	db         *sql.DB
	matchCache map[string]*match
}

type match struct {
	name string
	at   time.Time
}

func (m *Matches) match(ctx context.Context, q string) (string, error) {
	var name string
	err := m.db.QueryRowContext(ctx, "SELECT name FROM t WHERE q = ?", q).Scan(&name)
	return name, err
}

func (m *Matches) Find(ctx context.Context, q string) (string, error) {
	m.mu.RLock()
	have, ok := m.matchCache[q]
	m.mu.RUnlock()
	if ok {
		if time.Since(have.at) < time.Minute {
			return have.name, nil
		}
		m.mu.Lock()
		delete(m.matchCache, q)
		m.mu.Unlock()
	}
	name, err := m.match(ctx, q)
	m.mu.Lock()
	m.matchCache[q] = &match{name, time.Now()}
	m.mu.Unlock()
	return name, err
}

// Again takes an entry out whatever it is, and asks for it again.
func (m *Matches) Again(ctx context.Context, q string) (string, error) {
	m.mu.Lock()
	delete(m.matchCache, q) // want "delete-before-refresh warn"
	m.mu.Unlock()
	name, err := m.match(ctx, q)
	m.mu.Lock()
	m.matchCache[q] = &match{name, time.Now()}
	m.mu.Unlock()
	return name, err
}

// tier is one of two caches, of which what is asked for again goes to the second.
type tierCache struct {
	mu sync.Mutex
	m  map[string]string
}

func (t *tierCache) delete(k string) (string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	v, ok := t.m[k]
	delete(t.m, k)
	return v, ok
}

func (t *tierCache) put(k, v string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.m[k] = v
}

func (t *tierCache) get(k string) (string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	v, ok := t.m[k]
	return v, ok
}

type Tiers struct{ first, second *tierCache }

func (t *Tiers) get(k string) (string, bool) {
	if v, ok := t.first.delete(k); ok {
		t.second.put(k, v)
		return v, true
	}
	return t.second.get(k)
}

func (t *Tiers) Provide(k string, provide func() (string, error)) (string, error) {
	if v, ok := t.get(k); ok {
		return v, nil
	}
	v, err := provide()
	if err != nil {
		return "", err
	}
	t.first.put(k, v)
	return v, nil
}
