// Package keeper is a cache whose entries are rows of a table.
package keeper

import (
	"context"
	"database/sql"
)

// Cache keeps scores.
type Cache interface {
	Get(ctx context.Context, key string) (string, error)
	Set(ctx context.Context, key, value string) error
	Scan(work func(key string) error) error
}

type table struct{ db *sql.DB }

func (t *table) Get(ctx context.Context, key string) (v string, err error) {
	return v, t.db.QueryRowContext(ctx, "SELECT v FROM cache WHERE k = ?", key).Scan(&v)
}

func (t *table) Set(ctx context.Context, key, value string) error {
	_, err := t.db.ExecContext(ctx, "UPDATE cache SET v = ? WHERE k = ?", value, key)
	return err
}

// Scan goes through what the cache keeps.
func (t *table) Scan(work func(key string) error) error {
	rows, err := t.db.Query("SELECT k FROM cache")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var k string
		if err := rows.Scan(&k); err != nil {
			return err
		}
		if err := work(k); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Collector trims what is kept.
type Collector struct{ cache Cache }

func New(db *sql.DB) *Collector { return &Collector{&table{db}} }

func (c *Collector) Collect(ctx context.Context) error {
	return c.cache.Scan(func(key string) error {
		v, err := c.cache.Get(ctx, key)
		if err != nil {
			return err
		}
		return c.cache.Set(ctx, key, v[:1])
	})
}

// Copy copies rows of another table into the cache.
func (c *Collector) Copy(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "SELECT id, score FROM scores")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, score string
		if err := rows.Scan(&id, &score); err != nil {
			return err
		}
		if err := c.cache.Set(ctx, id, score); err != nil { // want "rebuild-loop fail"
			return err
		}
	}
	return rows.Err()
}
