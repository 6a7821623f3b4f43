// Package options leaves it to its users whether callers are coalesced.
package options

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/patrickmn/go-cache"
	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/singleflight"
)

// Asked coalesces where it is told to.
type Asked struct {
	db       *sql.DB
	rdb      *redis.Client
	group    singleflight.Group
	coalesce bool
}

// Option changes how it works.
type Option func(*Asked)

// WithCoalescing has one of several callers work for all.
func WithCoalescing() Option { return func(a *Asked) { a.coalesce = true } }

// New makes one.
func New(db *sql.DB, rdb *redis.Client, opts ...Option) *Asked {
	a := &Asked{db: db, rdb: rdb}
	for _, o := range opts {
		o(a)
	}
	return a
}

// Get is as the option says, which nobody has to give.
func (a *Asked) Get(ctx context.Context, id string) (string, error) {
	if v, err := a.rdb.Get(ctx, "asked:"+id).Result(); err == nil {
		return v, nil
	}
	v, err := a.load(ctx, id) // want "stampede warn"
	if err != nil {
		return "", err
	}
	return v, a.rdb.Set(ctx, "asked:"+id, v, time.Hour).Err()
}

func (a *Asked) load(ctx context.Context, id string) (string, error) {
	if !a.coalesce {
		return a.row(ctx, id)
	}
	v, err, _ := a.group.Do(id, func() (any, error) { return a.row(ctx, id) })
	if err != nil {
		return "", err
	}
	return v.(string), nil
}

func (a *Asked) row(ctx context.Context, id string) (v string, err error) {
	err = a.db.QueryRowContext(ctx, "SELECT v FROM rows WHERE id = ?", id).Scan(&v)
	return v, err
}

// Config has a group where callers are to be coalesced.
type Config struct{ Group *singleflight.Group }

// Grouped coalesces where it has a group.
type Grouped struct {
	db    *sql.DB
	rdb   *redis.Client
	group *singleflight.Group
}

// NewGrouped takes what it is configured with.
func NewGrouped(db *sql.DB, rdb *redis.Client, c Config) *Grouped {
	return &Grouped{db: db, rdb: rdb, group: c.Group}
}

// Get is as configured.
func (g *Grouped) Get(ctx context.Context, id string) (string, error) {
	if v, err := g.rdb.Get(ctx, "grouped:"+id).Result(); err == nil {
		return v, nil
	}
	v, err := g.load(ctx, id) // want "stampede warn"
	if err != nil {
		return "", err
	}
	return v, g.rdb.Set(ctx, "grouped:"+id, v, time.Hour).Err()
}

func (g *Grouped) load(ctx context.Context, id string) (string, error) {
	if g.group == nil {
		return g.row(ctx, id)
	}
	v, err, _ := g.group.Do(id, func() (any, error) { return g.row(ctx, id) })
	if err != nil {
		return "", err
	}
	return v.(string), nil
}

func (g *Grouped) row(ctx context.Context, id string) (v string, err error) {
	err = g.db.QueryRowContext(ctx, "SELECT v FROM rows WHERE id = ?", id).Scan(&v)
	return v, err
}

// Declined coalesces unless it is told not to.
type Declined struct {
	db       *sql.DB
	rdb      *redis.Client
	group    singleflight.Group
	coalesce bool
}

// NewDeclined makes one.
func NewDeclined(db *sql.DB, rdb *redis.Client, opts ...func(*Declined)) *Declined {
	d := &Declined{db: db, rdb: rdb, coalesce: true}
	for _, o := range opts {
		o(d)
	}
	return d
}

// Alone has each caller work for itself.
func Alone(d *Declined) { d.coalesce = false }

// Get is as the option says.
func (d *Declined) Get(ctx context.Context, id string) (string, error) {
	if v, err := d.rdb.Get(ctx, "declined:"+id).Result(); err == nil {
		return v, nil
	}
	v, err := d.load(ctx, id) // want "stampede note"
	if err != nil {
		return "", err
	}
	return v, d.rdb.Set(ctx, "declined:"+id, v, time.Hour).Err()
}

func (d *Declined) load(ctx context.Context, id string) (string, error) {
	if !d.coalesce {
		return d.row(ctx, id)
	}
	v, err, _ := d.group.Do(id, func() (any, error) { return d.row(ctx, id) })
	if err != nil {
		return "", err
	}
	return v.(string), nil
}

func (d *Declined) row(ctx context.Context, id string) (v string, err error) {
	err = d.db.QueryRowContext(ctx, "SELECT v FROM rows WHERE id = ?", id).Scan(&v)
	return v, err
}

// Drive is what links are made by; some are local, and cost nothing.
type Drive interface {
	Link(ctx context.Context, name string) (string, error)
	Local() bool
}

// Links are asked for once, but for those of local drives.
type Links struct {
	mem   *cache.Cache
	group singleflight.Group
}

// Link finds one.
func (l *Links) Link(ctx context.Context, d Drive, name string) (string, error) {
	if v, ok := l.mem.Get(name); ok {
		return v.(string), nil
	}
	ask := func() (any, error) {
		link, err := d.Link(ctx, name)
		if err == nil {
			l.mem.Set(name, link, time.Minute)
		}
		return link, err
	}
	if d.Local() {
		v, err := ask() // want "stampede note"
		return v.(string), err
	}
	v, err, _ := l.group.Do(name, ask)
	return v.(string), err
}

// Flights has one of several callers do what all wait for.
type Flights[T any] struct {
	mu sync.Mutex
	m  map[string]*flight[T]
}

type flight[T any] struct {
	wg  sync.WaitGroup
	val T
	err error
}

// Do runs a function for one of several callers.
func (g *Flights[T]) Do(key string, fn func() (T, error)) (T, error) {
	g.mu.Lock()
	if c, ok := g.m[key]; ok {
		g.mu.Unlock()
		c.wg.Wait()
		return c.val, c.err
	}
	c := new(flight[T])
	c.wg.Add(1)
	g.m[key] = c
	g.mu.Unlock()
	g.run(c, fn)
	return c.val, c.err
}

func (g *Flights[T]) run(c *flight[T], fn func() (T, error)) {
	c.val, c.err = fn()
	c.wg.Done()
}

// Files are asked for once by means of the package's own, but for local ones.
type Files struct {
	mem     *cache.Cache
	flights Flights[string]
}

// File finds one.
func (l *Files) File(ctx context.Context, d Drive, name string) (string, error) {
	if v, ok := l.mem.Get(name); ok {
		return v.(string), nil
	}
	ask := func() (string, error) {
		link, err := d.Link(ctx, name)
		if err == nil {
			l.mem.Set(name, link, time.Minute)
		}
		return link, err
	}
	if d.Local() {
		return ask() // want "stampede note"
	}
	return l.flights.Do(name, ask)
}
