// Package copied sends words that were put together from lists, arrays and fields.
package copied

import (
	"context"

	"github.com/redis/go-redis/v9"
	"github.com/redis/rueidis"
)

type Store struct {
	rdb   *redis.Client
	sha   string
	batch int64
}

func New(rdb *redis.Client) *Store { return &Store{rdb: rdb, batch: 50_000} }

type command struct {
	path []string
	args []any
}

func (c command) words() []any {
	w := make([]any, 0, len(c.path)+len(c.args))
	for _, p := range c.path {
		w = append(w, p)
	}
	return append(w, c.args...)
}

func (s *Store) Admit(ctx context.Context, user, pass string) error {
	c := command{path: []string{"ACL", "SETUSER"}, args: []any{user, "on", ">" + pass}}
	return s.rdb.Do(ctx, c.words()...).Err() // want "admin-command fail ACL SETUSER"
}

func (s *Store) Name(ctx context.Context, name string) error {
	c := command{path: []string{"CLIENT", "SETNAME"}, args: []any{name}}
	return s.rdb.Do(ctx, c.words()...).Err()
}

// words hands on all that it is given.
func (s *Store) words(ctx context.Context, words ...string) error {
	args := make([]any, len(words))
	for i, w := range words {
		args[i] = w
	}
	return s.rdb.Do(ctx, args...).Err()
}

func (s *Store) Save(ctx context.Context) error {
	return s.words(ctx, "FLUSHDB", "ASYNC") // want "flush fail FLUSHDB"
}

func (s *Store) Load(ctx context.Context, key string) error { return s.words(ctx, "GET", key) }

// named puts a name before what it is given.
func (s *Store) named(ctx context.Context, name string, rest ...any) error {
	args := make([]any, len(rest)+1)
	args[0] = name
	copy(args[1:], rest)
	return s.rdb.Do(ctx, args...).Err()
}

func (s *Store) Sign(ctx context.Context) error {
	return s.named(ctx, "config", "set", "maxmemory", "1gb") // want "admin-command fail CONFIG SET"
}

func (s *Store) Ask(ctx context.Context) error { return s.named(ctx, "config", "get", "maxmemory") }

type opcode uint8

const (
	opGet opcode = iota
	opWipe
)

var opNames = [...]string{opGet: "GET", opWipe: "FLUSHDB"}

func (o opcode) String() string { return opNames[o] }

func (s *Store) Publish(ctx context.Context) error {
	return s.rdb.Do(ctx, opWipe.String()).Err() // want "flush fail FLUSHDB"
}

func (s *Store) Fetch(ctx context.Context, key string) error {
	return s.rdb.Do(ctx, opGet.String(), key).Err()
}

// Sample takes a page of a size that the constructor sets.
func (s *Store) Sample(ctx context.Context) []string {
	ks, _ := s.rdb.Scan(ctx, 0, "x*", s.batch).Val() // want "keys fail SCAN"
	return ks
}

// Glance has its size changed by those that it is handed to.
func (s *Store) Glance(ctx context.Context, tune func(*int64)) []string {
	n := int64(50_000)
	tune(&n)
	ks, _ := s.rdb.Scan(ctx, 0, "x*", n).Val()
	return ks
}

// Use runs a script through the interface that the client has for scripts.
func Use(ctx context.Context, sc redis.Scripter, p string) error {
	sha, err := sc.ScriptLoad(ctx, `return redis.call("KEYS", ARGV[1])`).Result()
	if err != nil {
		return err
	}
	return sc.EvalSha(ctx, sha, nil, p).Err() // want "keys fail KEYS"
}

// Pick builds its page.
func Pick(ctx context.Context, c rueidis.Client) error {
	return c.Do(ctx, c.B().Scan().Cursor(0).Match("job:*").Count(100_000).Build()).Error() // want "keys fail SCAN"
}

func PickFew(ctx context.Context, c rueidis.Client) error {
	return c.Do(ctx, c.B().Scan().Cursor(0).Match("job:*").Count(100).Build()).Error()
}
