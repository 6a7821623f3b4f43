// Package registries keeps its scripts under names.
package registries

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type registry struct{ scripts map[string]*redis.Script }

func (r *registry) add(name, source string)        { r.scripts[name] = redis.NewScript(source) }
func (r *registry) find(name string) *redis.Script { return r.scripts[name] }

// Registered has its scripts added one by one.
type Registered struct {
	rdb *redis.Client
	all *registry
}

// NewRegistered adds them.
func NewRegistered(rdb *redis.Client) *Registered {
	all := &registry{map[string]*redis.Script{}}
	all.add("every", `return redis.call('KEYS', ARGV[1])`)
	all.add("one", `return redis.call('GET', KEYS[1])`)
	return &Registered{rdb, all}
}

// Every runs the dear one.
func (r *Registered) Every(ctx context.Context) error {
	return r.all.find("every").Run(ctx, r.rdb, nil, "user:*").Err() // want "keys fail"
}

// One runs the cheap one.
func (r *Registered) One(ctx context.Context, key string) error {
	return r.all.find("one").Run(ctx, r.rdb, []string{key}).Err()
}

var table = []struct{ name, source string }{
	{"every", `return redis.call('KEYS', ARGV[1])`},
	{"one", `return redis.call('GET', KEYS[1])`},
}

// Loaded has its scripts loaded line by line.
type Loaded struct {
	rdb  *redis.Client
	shas map[string]string
}

// NewLoaded loads them.
func NewLoaded(ctx context.Context, rdb *redis.Client) (*Loaded, error) {
	l := &Loaded{rdb, map[string]string{}}
	for _, line := range table {
		sha, err := rdb.ScriptLoad(ctx, line.source).Result()
		if err != nil {
			return nil, err
		}
		l.shas[line.name] = sha
	}
	return l, nil
}

func (l *Loaded) run(ctx context.Context, name string, keys ...string) error {
	return l.rdb.EvalSha(ctx, l.shas[name], keys).Err()
}

// Every runs the dear one.
func (l *Loaded) Every(ctx context.Context) error { return l.run(ctx, "every") } // want "keys fail"

// One runs the cheap one.
func (l *Loaded) One(ctx context.Context, key string) error { return l.run(ctx, "one", key) }

type number int

const (
	every number = iota
	single
)

var numbered = [...]string{
	every:  `return redis.call('KEYS', ARGV[1])`,
	single: `return redis.call('GET', KEYS[1])`,
}

// Numbered has its scripts under numbers.
type Numbered struct {
	rdb  *redis.Client
	shas map[number]string
}

// NewNumbered loads them.
func NewNumbered(ctx context.Context, rdb *redis.Client) (*Numbered, error) {
	n := &Numbered{rdb, map[number]string{}}
	for i, source := range numbered {
		sha, err := rdb.ScriptLoad(ctx, source).Result()
		if err != nil {
			return nil, err
		}
		n.shas[number(i)] = sha
	}
	return n, nil
}

func (n *Numbered) run(ctx context.Context, which number, keys ...string) error {
	return n.rdb.EvalSha(ctx, n.shas[which], keys).Err()
}

// Every runs the dear one.
func (n *Numbered) Every(ctx context.Context) error { return n.run(ctx, every) } // want "keys fail"

// Single runs the cheap one.
func (n *Numbered) Single(ctx context.Context, key string) error { return n.run(ctx, single, key) }
