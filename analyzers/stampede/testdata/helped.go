// Package helped has one helper run what all of it does.
package helped

import (
	"context"
	"database/sql"
	"time"

	"github.com/patrickmn/go-cache"
)

// Shop reads prices by way of a cache, and names without one.
type Shop struct {
	db  *sql.DB
	mem *cache.Cache
}

// trace notes how long something takes.
func trace(ctx context.Context, fn func(context.Context) error) error {
	start := time.Now()
	err := fn(ctx)
	println(time.Since(start))
	return err
}

// Name asks by itself.
func (s *Shop) Name(ctx context.Context, id string) (name string, err error) {
	err = trace(ctx, func(ctx context.Context) error {
		return s.db.QueryRowContext(ctx, "SELECT name FROM goods WHERE id = ?", id).Scan(&name)
	})
	return name, err
}

// Price has a step ask.
func (s *Shop) Price(ctx context.Context, id string) (price int, err error) {
	if v, ok := s.mem.Get(id); ok {
		return v.(int), nil
	}
	err = trace(ctx, func(ctx context.Context) error { // want "stampede warn"
		price, err = s.price(ctx, id)
		return err
	})
	if err == nil {
		s.mem.Set(id, price, time.Minute)
	}
	return price, err
}

func (s *Shop) price(ctx context.Context, id string) (price int, err error) {
	return price, s.db.QueryRowContext(ctx, "SELECT price FROM goods WHERE id = ?", id).Scan(&price)
}

// Sign works its value out, by the same helper.
func (s *Shop) Sign(ctx context.Context, id string) (sign string) {
	if v, ok := s.mem.Get("sign:" + id); ok {
		return v.(string)
	}
	_ = trace(ctx, func(context.Context) error {
		sign = "#" + id
		return nil
	})
	s.mem.Set("sign:"+id, sign, time.Minute)
	return sign
}
