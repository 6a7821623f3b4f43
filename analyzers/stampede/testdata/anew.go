// Package anew has caches that one request has to itself.
package anew

import (
	"context"
	"sync"
)

// Row is a row.
type Row struct{ ID int }

// DB knows rows.
type DB interface {
	FindRow(ctx context.Context, id int) (*Row, error)
}

// RowCache remembers rows.
type RowCache struct {
	mu   sync.Mutex
	rows map[int]*Row
}

func newRowCache() *RowCache { return &RowCache{rows: map[int]*Row{}} }

func (c *RowCache) get(id int) (*Row, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.rows[id]
	return r, ok
}

func (c *RowCache) put(id int, r *Row) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rows[id] = r
}

var db DB

func through(ctx context.Context, c *RowCache, id int) (*Row, error) {
	if r, ok := c.get(id); ok {
		return r, nil
	}
	r, err := db.FindRow(ctx, id) // want "stampede warn"
	if err == nil {
		c.put(id, r)
	}
	return r, err
}

func brief(ctx context.Context, c *RowCache, id int) (*Row, error) {
	if r, ok := c.get(id); ok {
		return r, nil
	}
	r, err := db.FindRow(ctx, id)
	if err == nil {
		c.put(id, r)
	}
	return r, err
}

var all = newRowCache()

// Kept asks a cache that all callers share.
func Kept(ctx context.Context, id int) (*Row, error) { return through(ctx, all, id) }

// Once makes a cache for its own rows.
func Once(ctx context.Context, ids []int) {
	c := newRowCache()
	for _, id := range ids {
		brief(ctx, c, id)
	}
}

type key struct{}

// Carried asks the cache that a request brings along.
func Carried(ctx context.Context, id int) (*Row, error) {
	return brief(ctx, ctx.Value(key{}).(*RowCache), id)
}

func carried(ctx context.Context) *RowCache {
	c, _ := ctx.Value(key{}).(*RowCache)
	return c
}

// Fetched asks for that cache in a function.
func Fetched(ctx context.Context, id int) (*Row, error) {
	if c := carried(ctx); c != nil {
		return brief(ctx, c, id)
	}
	return db.FindRow(ctx, id)
}

// plain has no lock.
type plainCache map[int]*Row

func (c plainCache) Get(id int) (*Row, bool) { r, ok := c[id]; return r, ok }
func (c plainCache) Put(id int, r *Row)      { c[id] = r }

// Task is one task.
type Task struct{ Cache plainCache }

// Row asks for each row once.
func (t *Task) Row(ctx context.Context, id int) (*Row, error) {
	if r, ok := t.Cache.Get(id); ok {
		return r, nil
	}
	r, err := db.FindRow(ctx, id)
	if err == nil {
		t.Cache.Put(id, r)
	}
	return r, err
}

// Desk is asked by many.
type Desk struct {
	mu    sync.Mutex
	cache plainCache
}

func (d *Desk) have(id int) (*Row, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.cache.Get(id)
}

func (d *Desk) keep(id int, r *Row) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cache.Put(id, r)
}

// Row asks outside the lock.
func (d *Desk) Row(ctx context.Context, id int) (*Row, error) {
	if r, ok := d.have(id); ok {
		return r, nil
	}
	r, err := db.FindRow(ctx, id) // want "stampede warn"
	if err == nil {
		d.keep(id, r)
	}
	return r, err
}

// walk has a cache of its own for as long as it goes on.
type walk struct {
	rows  *RowCache
	outer *walk
}

// Walk makes it for its own rows.
func Walk(ctx context.Context, ids []int) {
	w := &walk{rows: newRowCache()}
	w.outer = w
	for _, id := range ids {
		w.step(ctx, id)
	}
}

func (w *walk) step(ctx context.Context, id int) { brief(ctx, w.rows, id) }

// keeper holds what it makes once.
type keeper struct{ w *held }

type held struct{ rows *RowCache }

// Rows makes a cache for those who come later too.
func (k *keeper) Rows(ctx context.Context, id int) (*Row, error) {
	if k.w == nil {
		k.w = &held{rows: newRowCache()}
	}
	return k.w.row(ctx, id)
}

func (h *held) row(ctx context.Context, id int) (*Row, error) {
	if r, ok := h.rows.get(id); ok {
		return r, nil
	}
	r, err := db.FindRow(ctx, id) // want "stampede warn"
	if err == nil {
		h.rows.put(id, r)
	}
	return r, err
}

// Keep hands a keeper out.
func Keep() *keeper { return &keeper{} }

// tour is a walk whose parts its user sees.
type tour struct{ rows *RowCache }

// Part is one of them.
type Part struct {
	t  *tour
	id int
}

// Tour makes a cache for its own parts.
func Tour(ctx context.Context, ids []int, visit func(*Part)) {
	t := &tour{rows: newRowCache()}
	t.each(ids, visit)
}

func (t *tour) each(ids []int, visit func(*Part)) {
	for _, id := range ids {
		visit(&Part{t, id})
	}
}

// Row is asked for while the tour goes on.
func (p *Part) Row(ctx context.Context) (*Row, error) { return brief(ctx, p.t.rows, p.id) }

// service is there for long.
type service struct{ rows *RowCache }

// Served is a part of it.
type Served struct{ s *service }

// Serve makes the cache of all that it serves.
func Serve(visit func(*Served)) {
	s := &service{rows: newRowCache()}
	s.each(visit)
}

func (s *service) each(visit func(*Served)) { visit(&Served{s}) }

// Row is asked for by everybody.
func (s *Served) Row(ctx context.Context, id int) (*Row, error) {
	if r, ok := s.s.rows.get(id); ok {
		return r, nil
	}
	r, err := db.FindRow(ctx, id) // want "stampede warn"
	if err == nil {
		s.s.rows.put(id, r)
	}
	return r, err
}
