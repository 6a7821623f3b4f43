// Package loaded deletes an entry, and fills it by a step that knows its key from what it
// has loaded.
package loaded

import (
	"context"
	"database/sql"
	"encoding/json"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

type Person struct {
	ID, Chief int64
	Name      string
}

type People struct {
	rdb *redis.Client
	db  *sql.DB
}

func key(id int64) string { return "person:" + strconv.FormatInt(id, 10) }

func (s *People) drop(ctx context.Context, id int64) error { return s.rdb.Del(ctx, key(id)).Err() }

func (s *People) load(ctx context.Context, id int64) (*Person, error) {
	var p Person
	if err := s.db.QueryRowContext(ctx, "SELECT id, name FROM people WHERE id = ?", id).Scan(&p.ID, &p.Name); err != nil {
		return nil, err
	}
	return &p, s.save(ctx, &p)
}

func (s *People) save(ctx context.Context, p *Person) error {
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return s.rdb.Set(ctx, key(p.ID), b, time.Hour).Err()
}

// Profile is loaded for the same person.
func (s *People) Profile(ctx context.Context, id int64, again bool) (*Person, error) {
	if again {
		if err := s.drop(ctx, id); err != nil { // want "delete-before-refresh warn"
			return nil, err
		}
	}
	return s.load(ctx, id)
}

// Successor is another one's.
func (s *People) Successor(ctx context.Context, gone, id int64) (*Person, error) {
	if err := s.drop(ctx, gone); err != nil {
		return nil, err
	}
	return s.load(ctx, id)
}

// Column refills the field that it has deleted.
func (s *People) Column(ctx context.Context, table, id string) error {
	if err := s.rdb.HDel(ctx, table, id).Err(); err != nil { // want "delete-before-refresh warn"
		return err
	}
	var name string
	if err := s.db.QueryRowContext(ctx, "SELECT name FROM people WHERE id = ?", id).Scan(&name); err != nil {
		return err
	}
	return s.rdb.HSet(ctx, table, id, name).Err()
}

// Replace fills another field.
func (s *People) Replace(ctx context.Context, gone, id string) error {
	if err := s.rdb.HDel(ctx, "people", gone).Err(); err != nil {
		return err
	}
	var name string
	if err := s.db.QueryRowContext(ctx, "SELECT name FROM people WHERE id = ?", id).Scan(&name); err != nil {
		return err
	}
	return s.rdb.HSet(ctx, "people", id, name).Err()
}

// Piped has sent the pipeline before it asks.
func (s *People) Piped(ctx context.Context, id int64) error {
	p := s.rdb.Pipeline()
	p.Del(ctx, "tree") // want "delete-before-refresh fail"
	p.Del(ctx, key(id))
	if _, err := p.Exec(ctx); err != nil {
		return err
	}
	var name string
	if err := s.db.QueryRowContext(ctx, "SELECT name FROM people WHERE chief = 0").Scan(&name); err != nil {
		return err
	}
	return s.rdb.Set(ctx, "tree", name, time.Hour).Err()
}

// Together asks first, and sends both at once.
func (s *People) Together(ctx context.Context) error {
	p := s.rdb.Pipeline()
	p.Del(ctx, "tree")
	var name string
	if err := s.db.QueryRowContext(ctx, "SELECT name FROM people WHERE chief = 0").Scan(&name); err != nil {
		return err
	}
	p.Set(ctx, "tree", name, time.Hour)
	_, err := p.Exec(ctx)
	return err
}
