// Package order deletes and refreshes in either order.
package order

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

// Store keeps prices.
type Store struct {
	db  *sql.DB
	rdb *redis.Client
}

func (s *Store) query(ctx context.Context, id string) (doc string, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT doc FROM prices WHERE id = ?", id).Scan(&doc)
	return doc, err
}

func key(id string) string { return "price:" + id }

// Price makes a hole, asks and fills it.
func (s *Store) Price(ctx context.Context, id string) error {
	if err := s.rdb.Del(ctx, key(id)).Err(); err != nil { // want "delete-before-refresh warn"
		return err
	}
	doc, err := s.query(ctx, id)
	if err != nil {
		return err
	}
	return s.rdb.Set(ctx, key(id), doc, time.Hour).Err()
}

// All does so with the one key that everybody reads.
func (s *Store) All(ctx context.Context) error {
	s.rdb.Del(ctx, "prices") // want "delete-before-refresh fail"
	doc, err := s.query(ctx, "all")
	if err != nil {
		return err
	}
	return s.rdb.Set(ctx, "prices", doc, time.Hour).Err()
}

// Validated fetches and validates first.
func (s *Store) Validated(ctx context.Context) error {
	doc, err := s.query(ctx, "all")
	if err != nil {
		return err
	}
	if doc == "" {
		return errors.New("nothing to store")
	}
	return s.rdb.Set(ctx, "prices", doc, time.Hour).Err()
}

// Other deletes one entry and fills another.
func (s *Store) Other(ctx context.Context, id string) error {
	s.rdb.Del(ctx, "old:"+id)
	doc, err := s.query(ctx, id)
	if err != nil {
		return err
	}
	return s.rdb.Set(ctx, "new:"+id, doc, time.Hour).Err()
}

// Corrupt throws away what cannot be read.
func (s *Store) Corrupt(ctx context.Context, id string) error {
	raw, err := s.rdb.Get(ctx, key(id)).Bytes()
	if err != nil {
		return err
	}
	var out map[string]string
	if err := json.Unmarshal(raw, &out); err != nil {
		s.rdb.Del(ctx, key(id))
		doc, err := s.query(ctx, id)
		if err != nil {
			return err
		}
		return s.rdb.Set(ctx, key(id), doc, time.Hour).Err()
	}
	return nil
}

// Kept renames the old value away, for readers to fall back on.
func (s *Store) Kept(ctx context.Context) error {
	s.rdb.Rename(ctx, "prices", "prices:stale")
	s.rdb.Del(ctx, "prices")
	doc, err := s.query(ctx, "all")
	if err != nil {
		return err
	}
	return s.rdb.Set(ctx, "prices", doc, time.Hour).Err()
}

// Either deletes or writes, never both.
func (s *Store) Either(ctx context.Context, id string, on bool) error {
	if !on {
		s.rdb.Del(ctx, key(id))
	}
	doc, err := s.query(ctx, id)
	if err != nil {
		return err
	}
	if on {
		return s.rdb.Set(ctx, key(id), doc, time.Hour).Err()
	}
	return nil
}

// Update invalidates before the row is written.
func (s *Store) Update(ctx context.Context, id, doc string) error {
	s.rdb.Del(ctx, key(id)) // want "delete-before-refresh note"
	_, err := s.db.ExecContext(ctx, "UPDATE prices SET doc = ? WHERE id = ?", doc, id)
	return err
}

// Updated invalidates after it.
func (s *Store) Updated(ctx context.Context, id, doc string) error {
	if _, err := s.db.ExecContext(ctx, "UPDATE prices SET doc = ? WHERE id = ?", doc, id); err != nil {
		return err
	}
	return s.rdb.Del(ctx, key(id)).Err()
}

// List fills a set step by step.
func (s *Store) List(ctx context.Context, id string, names []string) {
	s.rdb.Del(ctx, key(id)) // want "delete-before-refresh warn"
	for _, n := range names {
		s.rdb.SAdd(ctx, key(id), n)
	}
}

// Piped fills it in one transaction.
func (s *Store) Piped(ctx context.Context, id string, names []string) error {
	_, err := s.rdb.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Del(ctx, key(id))
		for _, n := range names {
			p.SAdd(ctx, key(id), n)
		}
		return nil
	})
	return err
}

// Outdated throws away what was read and is too old; the value itself told so.
func (s *Store) Outdated(ctx context.Context, id string) error {
	old, err := s.rdb.Get(ctx, key(id)).Result()
	if err != nil {
		return err
	}
	if old < "2020" {
		s.rdb.Del(ctx, key(id)) // want "delete-before-refresh note"
		doc, err := s.query(ctx, id)
		if err != nil {
			return err
		}
		return s.rdb.Set(ctx, key(id), doc, time.Hour).Err()
	}
	return nil
}

func (s *Store) decode(ctx context.Context, id string) (out map[string]string, err error) {
	raw, err := s.rdb.Get(ctx, key(id)).Bytes()
	if err != nil {
		return nil, err
	}
	if err = json.Unmarshal(raw, &out); err != nil {
		s.rdb.Del(ctx, key(id))
	}
	return out, err
}

// Decoded has a helper throw away what cannot be read.
func (s *Store) Decoded(ctx context.Context, id string) error {
	if _, err := s.decode(ctx, id); err == nil {
		return nil
	}
	doc, err := s.query(ctx, id)
	if err != nil {
		return err
	}
	return s.rdb.Set(ctx, key(id), doc, time.Hour).Err()
}

// Chosen picks the key on the way, and may delete what it then writes.
func (s *Store) Chosen(ctx context.Context, id string, fresh bool) error {
	k := key(id)
	if fresh {
		k = key("fresh:" + id)
		s.rdb.Del(ctx, k) // want "delete-before-refresh warn"
	}
	doc, err := s.query(ctx, id)
	if err != nil {
		return err
	}
	return s.rdb.Set(ctx, k, doc, time.Hour).Err()
}
