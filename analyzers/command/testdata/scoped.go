package scoped

import (
	"context"
	"fmt"
	"time"

	"github.com/bradfitz/gomemcache/memcache"
	"github.com/redis/go-redis/v9"
)

// A Store keeps its keys under a prefix, which its options hold.
type Store struct {
	rdb  *redis.Client
	opts *options
}

type options struct{ prefix string }

func New(rdb *redis.Client, prefix string) *Store { return &Store{rdb, &options{prefix}} }

func (s *Store) Set(ctx context.Context, key, val string) error {
	return s.rdb.Set(ctx, s.opts.prefix+key, val, 0).Err()
}

// Flush empties more than the store.
func (s *Store) Flush(ctx context.Context) error {
	return s.rdb.FlushDB(ctx).Err() // want "flush warn FLUSHDB"
}

// A Whole store has the database for itself.
type Whole struct {
	rdb  *redis.Client
	opts *timeouts
}

type timeouts struct{ seconds int }

func NewWhole(rdb *redis.Client) *Whole { return &Whole{rdb, &timeouts{1}} }

func (w *Whole) Flush(ctx context.Context) error {
	return w.rdb.FlushDB(ctx).Err() // want "flush note FLUSHDB"
}

// Base builds the keys of those that embed it.
type Base struct{ opts *options }

func (b *Base) Key(key string) string { return b.opts.prefix + key }

// A Driver has its prefix from what it embeds.
type Driver struct {
	*Base
	mc *memcache.Client
}

func NewDriver(mc *memcache.Client, prefix string) *Driver {
	return &Driver{&Base{&options{prefix}}, mc}
}

func (d *Driver) Del(key string) error { return d.mc.Delete(d.Key(key)) }

func (d *Driver) Flush() error {
	return d.mc.DeleteAll() // want "flush warn FLUSH_ALL"
}

// Board's keys begin with what it is called.
type Board struct {
	rdb  *redis.Client
	name string
}

func (b *Board) key(id string) string { return fmt.Sprintf("%s:%s", b.name, id) }

// Put stores.
func (b *Board) Put(ctx context.Context, id, v string) error {
	return b.rdb.Set(ctx, b.key(id), v, time.Hour).Err()
}

// Flush empties more than its own keys.
func (b *Board) Flush(ctx context.Context) error {
	return b.rdb.FlushDB(ctx).Err() // want "flush warn"
}

// Shelf's keys are others' affair.
type Shelf struct {
	rdb  *redis.Client
	name string
}

// Put stores.
func (s *Shelf) Put(ctx context.Context, id, v string) error {
	return s.rdb.Set(ctx, id+":"+s.name, v, time.Hour).Err()
}

// Flush empties.
func (s *Shelf) Flush(ctx context.Context) error {
	return s.rdb.FlushDB(ctx).Err() // want "flush note"
}
