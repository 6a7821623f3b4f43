// Package aside reads through a cache in the plain way, and with each cure.
package aside

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/singleflight"
)

// Store reads users through a cache.
type Store struct {
	db    *sql.DB
	rdb   *redis.Client
	group singleflight.Group
	mu    sync.Mutex
}

// User is the plain way: whoever misses asks the database.
func (s *Store) User(ctx context.Context, id string) (string, error) {
	name, err := s.rdb.Get(ctx, "user:"+id).Result()
	if err == nil {
		return name, nil
	}
	row := s.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id) // want "stampede warn"
	if err := row.Scan(&name); err != nil {
		return "", err
	}
	return name, s.rdb.Set(ctx, "user:"+id, name, time.Hour).Err()
}

// Coalesced wraps the rebuild in singleflight.
func (s *Store) Coalesced(ctx context.Context, id string) (string, error) {
	name, err := s.rdb.Get(ctx, "user:"+id).Result()
	if err == nil {
		return name, nil
	}
	v, err, _ := s.group.Do(id, func() (any, error) {
		var name string
		if err := s.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id).Scan(&name); err != nil {
			return "", err
		}
		return name, s.rdb.Set(ctx, "user:"+id, name, time.Hour).Err()
	})
	if err != nil {
		return "", err
	}
	return v.(string), nil
}

// Whole puts read and rebuild into singleflight together.
func (s *Store) Whole(ctx context.Context, id string) (string, error) {
	v, err, _ := s.group.Do(id, func() (any, error) {
		name, err := s.rdb.Get(ctx, "user:"+id).Result()
		if !errors.Is(err, redis.Nil) {
			return name, err
		}
		if err := s.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id).Scan(&name); err != nil {
			return "", err
		}
		return name, s.rdb.Set(ctx, "user:"+id, name, time.Hour).Err()
	})
	if err != nil {
		return "", err
	}
	return v.(string), nil
}

// Locked holds a mutex around the rebuild.
func (s *Store) Locked(ctx context.Context, id string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name, err := s.rdb.Get(ctx, "user:"+id).Result()
	if err == nil {
		return name, nil
	}
	if err := s.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id).Scan(&name); err != nil {
		return "", err
	}
	return name, s.rdb.Set(ctx, "user:"+id, name, time.Hour).Err()
}

// Released gives the mutex back before the database is asked.
func (s *Store) Released(ctx context.Context, id string) (string, error) {
	s.mu.Lock()
	name, err := s.rdb.Get(ctx, "user:"+id).Result()
	s.mu.Unlock()
	if err == nil {
		return name, nil
	}
	if err := s.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id).Scan(&name); err != nil { // want "stampede warn"
		return "", err
	}
	return name, s.rdb.Set(ctx, "user:"+id, name, time.Hour).Err()
}

// Elected lets the holder of an expiring key rebuild.
func (s *Store) Elected(ctx context.Context, id string) (string, error) {
	name, err := s.rdb.Get(ctx, "user:"+id).Result()
	if err == nil {
		return name, nil
	}
	first, err := s.rdb.SetNX(ctx, "lock:user:"+id, "token", time.Minute).Result()
	if err != nil || !first {
		return "", errors.New("busy")
	}
	if err := s.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id).Scan(&name); err != nil {
		return "", err
	}
	return name, s.rdb.Set(ctx, "user:"+id, name, time.Hour).Err()
}

// Stale serves a second copy while there is one.
func (s *Store) Stale(ctx context.Context, id string) (string, error) {
	if name, err := s.rdb.Get(ctx, "user:"+id).Result(); err == nil {
		return name, nil
	}
	if old, err := s.rdb.Get(ctx, "stale:user:"+id).Result(); err == nil {
		return old, nil
	}
	var name string
	if err := s.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id).Scan(&name); err != nil {
		return "", err
	}
	s.rdb.Set(ctx, "stale:user:"+id, name, 24*time.Hour)
	return name, s.rdb.Set(ctx, "user:"+id, name, time.Hour).Err()
}

// Behind serves what is there and refreshes behind the caller's back.
func (s *Store) Behind(ctx context.Context, id string) string {
	name, err := s.rdb.Get(ctx, "user:"+id).Result()
	if err != nil {
		go s.refill(context.WithoutCancel(ctx), id)
		return "unknown"
	}
	return name
}

func (s *Store) refill(ctx context.Context, id string) {
	var name string
	if err := s.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id).Scan(&name); err == nil {
		s.rdb.Set(ctx, "user:"+id, name, time.Hour)
	}
}

// Count fails where the cache fails: what follows is no rebuild.
func (s *Store) Count(ctx context.Context, id string) (n int, err error) {
	seen, err := s.rdb.Get(ctx, "user:"+id).Result()
	if err != nil {
		return 0, err
	}
	err = s.db.QueryRowContext(ctx, "SELECT COUNT(*) FROM visits WHERE name = ?", seen).Scan(&n)
	if err != nil {
		return 0, err
	}
	return n, s.rdb.Set(ctx, "user:"+id, seen, time.Hour).Err()
}

// Session looks up whom a token stands for. That he is still there is asked where
// the cache has found him: one row by its id, and no rebuild.
func (s *Store) Session(ctx context.Context, token string) (name string, err error) {
	if id := s.known(ctx, token); id > 0 {
		if err = s.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id).Scan(&name); err == nil {
			return name, nil
		}
	}
	return "", s.rdb.Set(ctx, "token:"+token, 7, time.Hour).Err()
}

func (s *Store) known(ctx context.Context, token string) int {
	id, err := s.rdb.Get(ctx, "token:"+token).Int()
	if err != nil {
		return 0
	}
	return id
}

// Owner is the same question the other way round: asked where nothing was found.
func (s *Store) Owner(ctx context.Context, token string) (id int, err error) {
	if id = s.known(ctx, token); id > 0 {
		return id, nil
	}
	if err = s.db.QueryRowContext(ctx, "SELECT owner FROM tokens WHERE token = ?", token).Scan(&id); err != nil { // want "stampede warn"
		return 0, err
	}
	return id, s.rdb.Set(ctx, "token:"+token, id, time.Hour).Err()
}

// Decided sees in a function literal, called on the spot, whether the value was there.
func (s *Store) Decided(ctx context.Context, id string) (v struct{ Name string }, err error) {
	cached := s.rdb.Get(ctx, "aside:"+id)
	err = func() error {
		raw, err := cached.Bytes()
		if err != nil {
			return err
		}
		return json.Unmarshal(raw, &v)
	}()
	if err != nil {
		if err = s.db.QueryRowContext(ctx, "SELECT name FROM files WHERE id = ?", id).Scan(&v.Name); err != nil { // want "stampede warn"
			return v, err
		}
		raw, err := json.Marshal(v)
		if err != nil {
			return v, nil
		}
		s.rdb.Set(ctx, "aside:"+id, raw, time.Hour)
	}
	return v, err
}

// Login counts who failed: nobody is saved a question to the database.
func (s *Store) Login(ctx context.Context, ip, name string) (id string, err error) {
	if s.rdb.Get(ctx, "failed:"+ip).Err() != nil {
		s.rdb.Set(ctx, "failed:"+ip, 0, time.Hour)
		if err = s.db.QueryRowContext(ctx, "SELECT id FROM users WHERE name = ?", name).Scan(&id); err != nil {
			s.failed(ctx, ip, 1)
			return "", err
		}
	}
	return id, nil
}

func (s *Store) failed(ctx context.Context, ip string, n int) {
	if s.rdb.Exists(ctx, "failed:"+ip).Val() == 0 {
		s.rdb.Set(ctx, "failed:"+ip, n, time.Hour)
		return
	}
	s.rdb.Incr(ctx, "failed:"+ip)
}

// Enter bars the old session of whoever comes in; that is another entry.
func (s *Store) Enter(ctx context.Context, ip, name string) (id string, err error) {
	if s.rdb.Get(ctx, "tries:"+ip).Err() == nil {
		return "", errors.New("wait")
	}
	var old string
	if err = s.db.QueryRowContext(ctx, "SELECT id, session FROM users WHERE name = ?", name).Scan(&id, &old); err != nil {
		return "", err
	}
	return id, s.bar(ctx, old)
}

func (s *Store) bar(ctx context.Context, session string) error {
	return s.rdb.Set(ctx, session, "1", time.Hour).Err()
}
