// Package handed has a helper that does what it is told, for everybody.
package handed

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type Store struct{ rdb *redis.Client }

func New(rdb *redis.Client) *Store { return &Store{rdb} }

// Each calls what it is given.
func Each(ids []string, do func(id string) error) error {
	for _, id := range ids {
		if err := do(id); err != nil {
			return err
		}
	}
	return nil
}

func retry(do func() error) error {
	if err := do(); err == nil {
		return nil
	}
	return do()
}

// Save deletes one by one: no path of it empties the server.
func (s *Store) Save(ctx context.Context, ids []string) error {
	return Each(ids, func(id string) error {
		return retry(func() error { return s.rdb.Del(ctx, id).Err() })
	})
}

// Reset says that it empties it.
func (s *Store) Reset(ctx context.Context, ids []string) error {
	return Each(ids, func(id string) error {
		return retry(func() error { return s.rdb.FlushDB(ctx).Err() }) // want "flush note"
	})
}

// Put does not say so, and has its function from further up.
func (s *Store) Put(ctx context.Context, ids []string) error {
	return s.with(ids, func(string) error { return s.rdb.FlushAll(ctx).Err() }) // want "flush fail"
}

// Touch goes the same way with another.
func (s *Store) Touch(ctx context.Context, ids []string) error {
	return s.with(ids, func(id string) error { return s.rdb.Get(ctx, id).Err() })
}

func (s *Store) with(ids []string, do func(string) error) error { return Each(ids, do) }

// Jobs runs functions beside its caller.
type Jobs struct{ all []*job }

type job struct {
	name string
	run  func(ctx context.Context)
}

func (j *Jobs) Run(ctx context.Context, name string, run func(ctx context.Context)) {
	one := &job{name: name, run: run}
	j.all = append(j.all, one)
	j.start(ctx, one)
}

func (j *Jobs) start(ctx context.Context, one *job) {
	go func(ctx context.Context) {
		one.run(ctx)
	}(ctx)
}

// Count starts a job that reads.
func (s *Store) Count(ctx context.Context, j *Jobs) {
	j.Run(ctx, "count", func(ctx context.Context) { s.rdb.Get(ctx, "n") })
}

// Purge starts one that empties, as it says.
func (s *Store) Purge(ctx context.Context, j *Jobs) {
	j.Run(ctx, "purge", func(ctx context.Context) { s.rdb.FlushDB(ctx) }) // want "flush note"
}
