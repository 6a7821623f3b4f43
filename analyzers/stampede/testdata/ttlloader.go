// Package ttlloader gives a cache its loader as an option, of the cache or of a call.
package ttlloader

import (
	"context"
	"database/sql"
	"time"

	"github.com/jellydator/ttlcache/v3"
)

// A has a loader.
type A struct {
	db *sql.DB
	c  *ttlcache.Cache[string, string]
}

// NewA returns one.
func NewA(db *sql.DB) *A {
	a := &A{db: db}
	loader := ttlcache.LoaderFunc[string, string](func(c *ttlcache.Cache[string, string], key string) *ttlcache.Item[string, string] {
		v, err := a.fetch(context.Background(), key)
		if err != nil {
			return nil
		}
		return c.Set(key, v, time.Minute)
	})
	a.c = ttlcache.New[string, string](ttlcache.WithLoader[string, string](loader))
	return a
}

func (a *A) fetch(ctx context.Context, key string) (v string, err error) {
	err = a.db.QueryRowContext(ctx, "SELECT v FROM t WHERE k = ?", key).Scan(&v)
	return
}

// One reads.
func (a *A) One(key string) string { return a.c.Get(key).Value() } // want "stampede warn"

// B has none.
type B struct {
	db *sql.DB
	c  *ttlcache.Cache[string, string]
}

// NewB returns one.
func NewB(db *sql.DB) *B {
	return &B{db, ttlcache.New[string, string](ttlcache.WithDisableTouchOnHit[string, string]())}
}

func (a *B) fetch(ctx context.Context, key string) (v string, err error) {
	err = a.db.QueryRowContext(ctx, "SELECT v FROM t WHERE k = ?", key).Scan(&v)
	return
}

// Two brings a loader along.
func (b *B) Two(ctx context.Context, key string) (string, error) {
	var lerr error
	loader := ttlcache.LoaderFunc[string, string](func(c *ttlcache.Cache[string, string], _ string) *ttlcache.Item[string, string] {
		var v string
		v, lerr = b.fetch(ctx, key)
		if lerr == nil {
			return c.Set(key, v, time.Minute)
		}
		return nil
	})
	item := b.c.Get(key, ttlcache.WithLoader[string, string](loader)) // want "stampede warn"
	if lerr == nil {
		return item.Value(), nil
	}
	return "", lerr
}

// Three brings one that one caller runs for all.
func (b *B) Three(ctx context.Context, key string) string {
	loader := ttlcache.LoaderFunc[string, string](func(c *ttlcache.Cache[string, string], _ string) *ttlcache.Item[string, string] {
		v, _ := b.fetch(ctx, key)
		return c.Set(key, v, time.Minute)
	})
	return b.c.Get(key, ttlcache.WithLoader[string, string](ttlcache.NewSuppressedLoader[string, string](loader, nil))).Value()
}

// C has one that one caller runs for all.
type C struct {
	db *sql.DB
	c  *ttlcache.Cache[string, string]
}

// NewC returns one.
func NewC(db *sql.DB) *C {
	a := &C{db: db}
	loader := ttlcache.LoaderFunc[string, string](a.load)
	a.c = ttlcache.New[string, string](ttlcache.WithLoader[string, string](ttlcache.NewSuppressedLoader[string, string](loader, nil)))
	return a
}

func (a *C) load(c *ttlcache.Cache[string, string], key string) *ttlcache.Item[string, string] {
	var v string
	if err := a.db.QueryRow("SELECT v FROM t WHERE k = ?", key).Scan(&v); err != nil {
		return nil
	}
	return c.Set(key, v, time.Minute)
}

// Four reads.
func (a *C) Four(key string) string { return a.c.Get(key).Value() }
