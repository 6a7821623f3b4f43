// Package traced keeps a cache behind a decorator that has its interface too.
package traced

import (
	"context"
	"database/sql"

	"github.com/redis/go-redis/v9"
)

type Cache interface {
	Has(ctx context.Context, channel, thing string) bool
	Connect(ctx context.Context, channel, thing string) error
}

type cache struct{ rdb *redis.Client }

func (c cache) Has(ctx context.Context, channel, thing string) bool {
	return c.rdb.SIsMember(ctx, "channel:"+channel, thing).Val()
}
func (c cache) Connect(ctx context.Context, channel, thing string) error {
	if err := c.rdb.SAdd(ctx, "channel:"+channel, thing).Err(); err != nil {
		return err
	}
	return nil
}

type traced struct{ c Cache }

func (t traced) Has(ctx context.Context, channel, thing string) bool {
	return t.c.Has(ctx, channel, thing)
}
func (t traced) Connect(ctx context.Context, channel, thing string) error {
	return t.c.Connect(ctx, channel, thing)
}

type Repo interface {
	Has(ctx context.Context, channel, thing string) error
}
type DB interface {
	Row(ctx context.Context, q string, args ...any) *sql.Row
}
type db struct{ db *sql.DB }

func (d db) Row(ctx context.Context, q string, args ...any) *sql.Row {
	return d.db.QueryRowContext(ctx, q, args...)
}

type repo struct{ db DB }

func (r repo) Has(ctx context.Context, channel, thing string) error {
	return r.has(ctx, channel, thing)
}
func (r repo) has(ctx context.Context, channel, thing string) error {
	exists := false
	if err := r.db.Row(ctx, "SELECT EXISTS (SELECT 1 FROM connections WHERE channel = ? AND thing = ?)", channel, thing).Scan(&exists); err != nil {
		return err
	}
	if !exists {
		return sql.ErrNoRows
	}
	return nil
}

type tracedRepo struct{ r Repo }

func (t tracedRepo) Has(ctx context.Context, channel, thing string) error {
	return t.r.Has(ctx, channel, thing)
}

type service struct {
	cache Cache
	repo  Repo
}

// May asks the database for what the cache does not know.
func (c *service) May(ctx context.Context, channel, thing string) error {
	if connected := c.cache.Has(ctx, channel, thing); connected {
		return nil
	}
	if err := c.repo.Has(ctx, channel, thing); err != nil { // want "stampede warn"
		return err
	}
	if err := c.cache.Connect(ctx, channel, thing); err != nil {
		return err
	}
	return nil
}

// New wires them.
func New(sdb *sql.DB, rdb *redis.Client) *service {
	return &service{traced{cache{rdb}}, tracedRepo{repo{db{sdb}}}}
}
