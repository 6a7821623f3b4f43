// Package asked sends what its callers, its tables and its objects say.
package asked

import (
	"context"
	"slices"

	"github.com/gomodule/redigo/redis"
	goredis "github.com/redis/go-redis/v9"
)

type Store struct {
	pool *redis.Pool
	rdb  *goredis.Client
	sha  map[string]string
}

var commands = map[string]string{"read": "GET", "wipe": "FLUSHDB"}

func (s *Store) op(what string, args ...any) (any, error) {
	c := s.pool.Get()
	defer c.Close()
	return c.Do(commands[what], args...)
}

func (s *Store) Ingest() error {
	_, err := s.op("wipe") // want "flush fail FLUSHDB"
	return err
}

func (s *Store) Lookup(key string) (string, error) { return redis.String(s.op("read", key)) }

// Any lets users say.
func (s *Store) Any(what string) error {
	c := s.pool.Get()
	defer c.Close()
	_, err := c.Do(commands[what]) // want "flush fail FLUSHDB"
	return err
}

type command interface{ words() []any }

type get struct{ key string }

func (g get) words() []any { return []any{"GET", g.key} }

type wipe struct{ async bool }

func (w wipe) words() []any {
	if w.async {
		return []any{"FLUSHALL", "ASYNC"}
	}
	return []any{"FLUSHALL"}
}

func (s *Store) run(ctx context.Context, c command) error { return s.rdb.Do(ctx, c.words()...).Err() }

func (s *Store) Merge(ctx context.Context) error {
	return s.run(ctx, wipe{async: true}) // want "flush fail FLUSHALL"
}

func (s *Store) Show(ctx context.Context, key string) error { return s.run(ctx, get{key}) }

func (s *Store) config(ctx context.Context, sub string, rest ...any) error {
	return s.rdb.Do(ctx, append([]any{"CONFIG", sub}, rest...)...).Err()
}

func (s *Store) Enlarge(ctx context.Context) error {
	return s.config(ctx, "SET", "maxmemory", "2gb") // want "admin-command fail CONFIG SET"
}

func (s *Store) Ask(ctx context.Context) error { return s.config(ctx, "GET", "maxmemory") }

// load keeps the digests of several scripts by name.
func (s *Store) load(c redis.Conn) (err error) {
	for name, src := range map[string]string{
		"members": `return redis.call('KEYS', 'member:*')`,
		"bump":    `return redis.call('INCR', KEYS[1])`,
	} {
		if s.sha[name], err = redis.String(c.Do("SCRIPT", "LOAD", src)); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) Members() error {
	c := s.pool.Get()
	defer c.Close()
	if err := s.load(c); err != nil {
		return err
	}
	_, err := c.Do("EVALSHA", s.sha["members"], 0) // want "keys fail KEYS"
	return err
}

func (s *Store) Bump(key string) error {
	c := s.pool.Get()
	defer c.Close()
	_, err := c.Do("EVALSHA", s.sha["bump"], 1, key)
	return err
}

// Named runs one or the other.
func (s *Store) Named(name string) error {
	c := s.pool.Get()
	defer c.Close()
	_, err := c.Do("EVALSHA", s.sha[name], 0) // want "keys fail KEYS"
	return err
}

func (s *Store) Sample(ctx context.Context) error {
	return s.rdb.Do(ctx, "SCAN", "0", "COUNT", "100000").Err() // want "keys fail SCAN"
}

func (s *Store) Glance(ctx context.Context) error {
	return s.rdb.Do(ctx, "SCAN", "0", "COUNT", "100").Err()
}

// impl is made of functions that init sets, none of which it calls.
var impl struct {
	begin, end func(context.Context, *goredis.Client) error
}

func init() {
	impl.begin = func(ctx context.Context, c *goredis.Client) error { return c.Set(ctx, "begun", 1, 1).Err() }
	impl.end = func(ctx context.Context, c *goredis.Client) error {
		return c.FlushDB(ctx).Err() // want "flush fail FLUSHDB"
	}
}

func Settle(ctx context.Context, c *goredis.Client) error { return impl.end(ctx, c) }

type step func(context.Context, goredis.Pipeliner)

func set(key string) step {
	return func(ctx context.Context, p goredis.Pipeliner) { p.Set(ctx, key, 1, 1) }
}

func empty() step {
	return func(ctx context.Context, p goredis.Pipeliner) {
		p.FlushDB(ctx) // want "flush fail FLUSHDB"
	}
}

func all(ctx context.Context, c *goredis.Client, steps ...step) error {
	p := c.Pipeline()
	for s := range slices.Values(steps) {
		s(ctx, p)
	}
	_, err := p.Exec(ctx)
	return err
}

func Deploy(ctx context.Context, c *goredis.Client) error {
	return all(ctx, c, empty(), set("version"))
}
