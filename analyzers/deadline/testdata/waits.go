// Package waits asks the database while others wait.
package waits

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/bsm/redislock"
	"github.com/redis/go-redis/v9"
	"gorm.io/gorm"
)

// Store keeps prices.
type Store struct {
	db    *sql.DB
	rdb   *redis.Client
	locks *redislock.Client
}

func (s *Store) fetch(ctx context.Context) (doc string, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT doc FROM prices").Scan(&doc)
	return doc, err
}

// Forever holds a lock for as long as the query takes.
func (s *Store) Forever(ctx context.Context) error {
	lock, err := s.locks.Obtain(ctx, "lock", time.Minute, nil)
	if err != nil {
		return err
	}
	defer lock.Release(ctx)
	doc, err := s.fetch(context.Background()) // want "no-deadline warn"
	if err != nil {
		return err
	}
	return s.rdb.Set(ctx, "prices", doc, time.Hour).Err()
}

// Bounded gives the query a time.
func (s *Store) Bounded(ctx context.Context) error {
	lock, err := s.locks.Obtain(ctx, "lock", time.Minute, nil)
	if err != nil {
		return err
	}
	defer lock.Release(ctx)
	short, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	doc, err := s.fetch(short)
	if err != nil {
		return err
	}
	return s.rdb.Set(ctx, "prices", doc, time.Hour).Err()
}

// Handed passes on what it is given.
func (s *Store) Handed(ctx context.Context) error {
	ok, err := s.rdb.SetNX(ctx, "lock", "token", time.Minute).Result()
	if err != nil || !ok {
		return errors.New("busy")
	}
	_, err = s.fetch(ctx)
	return err
}

// Valued wraps a context that never ends in another.
func (s *Store) Valued(ctx context.Context) error {
	ok, err := s.rdb.SetNX(ctx, "lock", "token", time.Minute).Result()
	if err != nil || !ok {
		return errors.New("busy")
	}
	inner, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	doc, err := s.fetch(inner) // want "no-deadline warn"
	if err != nil {
		return err
	}
	return s.rdb.Set(ctx, "prices", doc, time.Hour).Err()
}

// Unsaid takes no context at all; it is a job under a lock and no refresh.
func (s *Store) Unsaid(ctx context.Context) error {
	ok, err := s.rdb.SetNX(ctx, "lock", "token", time.Minute).Result()
	if err != nil || !ok {
		return errors.New("busy")
	}
	_, err = s.db.Exec("UPDATE prices SET seen = 1") // want "no-deadline note"
	return err
}

// Free holds nothing.
func (s *Store) Free() (string, error) { return s.fetch(context.Background()) }

// Given back: the lock is released first.
func (s *Store) Given(ctx context.Context) (string, error) {
	lock, err := s.locks.Obtain(ctx, "lock", time.Minute, nil)
	if err != nil {
		return "", err
	}
	lock.Release(ctx)
	return s.fetch(context.Background())
}

// Emptied has deleted the entry that it asks for.
func (s *Store) Emptied(ctx context.Context) error {
	s.rdb.Del(ctx, "prices")
	doc, err := s.fetch(context.TODO()) // want "no-deadline warn"
	if err != nil {
		return err
	}
	return s.rdb.Set(ctx, "prices", doc, time.Hour).Err()
}

// Through gets its context from two calls further up.
func (s *Store) Through() error { return s.step(context.Background()) }

func (s *Store) step(ctx context.Context) error {
	s.rdb.Del(ctx, "rates")
	doc, err := s.fetch(ctx) // want "no-deadline warn"
	if err != nil {
		return err
	}
	return s.rdb.Set(ctx, "rates", doc, time.Hour).Err()
}

// alone runs what it is handed under a lock.
func (s *Store) alone(ctx context.Context, name string, do func() error) error {
	if ok, err := s.rdb.SetNX(ctx, "lock:"+name, 1, time.Minute).Result(); err != nil || !ok {
		return err
	}
	return do() // want "no-deadline warn"
}

// Rebuild has no time for what it hands in.
func (s *Store) Rebuild(ctx context.Context) error {
	return s.alone(ctx, "rebuild", func() error {
		doc, err := s.fetch(context.Background())
		if err != nil {
			return err
		}
		return s.rdb.Set(ctx, "prices", doc, time.Hour).Err()
	})
}

// Rows asks with no context, and RowsFor with one that ends.
type Rows struct {
	db    *gorm.DB
	rdb   *redis.Client
	locks *redislock.Client
}

func (r *Rows) Refill(ctx context.Context) error {
	lock, err := r.locks.Obtain(ctx, "rows", time.Minute, nil)
	if err != nil {
		return err
	}
	defer lock.Release(ctx)
	var all []string
	if err := r.db.Limit(100).Find(&all).Error; err != nil { // want "no-deadline warn"
		return err
	}
	return r.rdb.Set(ctx, "rows", all, time.Hour).Err()
}

func (r *Rows) RefillFor(ctx context.Context) error {
	lock, err := r.locks.Obtain(ctx, "rows", time.Minute, nil)
	if err != nil {
		return err
	}
	defer lock.Release(ctx)
	var all []string
	if err := r.db.WithContext(ctx).Limit(100).Find(&all).Error; err != nil {
		return err
	}
	return r.rdb.Set(ctx, "rows", all, time.Hour).Err()
}

const take = `if redis.call("SETNX", KEYS[1], ARGV[1]) == 1 then redis.call("PEXPIRE", KEYS[1], ARGV[2]) return 1 end return 0`

// Scripted takes its lock by a script.
func (s *Store) Scripted(ctx context.Context) error {
	n, err := s.rdb.Eval(ctx, take, []string{"lock:scripted"}, "me", 10000).Int()
	if err != nil || n == 0 {
		return err
	}
	doc, err := s.fetch(context.Background()) // want "no-deadline warn"
	if err != nil {
		return err
	}
	return s.rdb.Set(ctx, "prices", doc, time.Hour).Err()
}

// Brief has given its lock back before.
func (s *Store) Brief(ctx context.Context) error {
	if ok, err := s.rdb.SetNX(ctx, "lock:brief", 1, time.Second).Result(); err != nil || !ok {
		return err
	}
	s.rdb.Del(ctx, "lock:brief")
	doc, err := s.fetch(context.Background())
	if err != nil {
		return err
	}
	return s.rdb.Set(ctx, "prices", doc, time.Hour).Err()
}
