// Package later writes the cache when what was asked for has been read.
package later

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Rows are read one by one.
type Rows struct{ Scanner }

type Scanner interface {
	Next() bool
	Close() error
}

// Driver asks a database.
type Driver interface {
	Query(ctx context.Context, query string, v any) error
}

// Cache keeps what was read.
type Cache interface {
	Get(ctx context.Context, key string) ([]string, error)
	Add(ctx context.Context, key string, rows []string, ttl time.Duration) error
}

// Cached is a driver in front of a driver.
type Cached struct {
	next  Driver
	cache Cache
}

func New(next Driver, cache Cache) *Cached { return &Cached{next, cache} }

type replay struct{ rows []string }

func (r *replay) Next() bool   { return len(r.rows) > 0 }
func (r *replay) Close() error { return nil }

type recorder struct {
	Scanner
	rows    []string
	onClose func([]string) error
}

func (r *recorder) Close() error {
	if err := r.Scanner.Close(); err != nil {
		return err
	}
	return r.onClose(r.rows)
}

// Query records what it asks for.
func (c *Cached) Query(ctx context.Context, query string, v any) error {
	rows, ok := v.(*Rows)
	if !ok {
		return errors.New("rows expected")
	}
	switch have, err := c.cache.Get(ctx, query); {
	case err == nil:
		rows.Scanner = &replay{have}
	case err == sql.ErrNoRows:
		if err := c.next.Query(ctx, query, rows); err != nil { // want "stampede warn"
			return err
		}
		rows.Scanner = &recorder{Scanner: rows.Scanner, onClose: func(read []string) error {
			return c.cache.Add(ctx, query, read, time.Minute)
		}}
	default:
		return c.next.Query(ctx, query, v)
	}
	return nil
}
