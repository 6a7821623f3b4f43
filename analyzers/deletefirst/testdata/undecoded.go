// Command undecoded takes out what it could not make anything of, and asks again, by an
// interface of whose methods not all are named for what they do.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"time"

	gocache "github.com/patrickmn/go-cache"
	"github.com/redis/go-redis/v9"
)

// Cache is what the program has behind its repositories.
type Cache interface {
	Base
	Here() bool
}

type Base interface {
	Get(ctx context.Context, key string) (any, bool)
	Set(ctx context.Context, key string, value any, ttl time.Duration)
	Delete(ctx context.Context, key string)
	ForceCacheGet(ctx context.Context, key string) (any, bool)
	ForceCacheSet(ctx context.Context, key string, value any, ttl time.Duration)
	ForceCacheDelete(ctx context.Context, key string)
}

type memory struct{ c *gocache.Cache }

func (m *memory) ForceCacheGet(_ context.Context, key string) (any, bool) { return m.c.Get(key) }
func (m *memory) ForceCacheSet(_ context.Context, key string, value any, d time.Duration) {
	m.c.Set(key, value, d)
}
func (m *memory) ForceCacheDelete(_ context.Context, key string) { m.c.Delete(key) }

type remote struct{ rdb *redis.Client }

func (r *remote) ForceCacheGet(ctx context.Context, key string) (any, bool) {
	v, err := r.rdb.Get(ctx, key).Result()
	return v, err == nil
}
func (r *remote) ForceCacheSet(ctx context.Context, key string, value any, d time.Duration) {
	r.rdb.Set(ctx, key, value, d)
}
func (r *remote) ForceCacheDelete(ctx context.Context, key string) { r.rdb.Del(ctx, key) }

func (m *memory) Here() bool                                    { return true }
func (m *memory) Get(_ context.Context, key string) (any, bool) { return m.c.Get(key) }
func (m *memory) Set(_ context.Context, key string, value any, d time.Duration) {
	m.c.Set(key, value, d)
}
func (m *memory) Delete(_ context.Context, key string) { m.c.Delete(key) }
func (r *remote) Here() bool                           { return false }
func (r *remote) Get(ctx context.Context, key string) (any, bool) {
	v, err := r.rdb.Get(ctx, key).Result()
	return v, err == nil
}
func (r *remote) Set(ctx context.Context, key string, value any, d time.Duration) {
	r.rdb.Set(ctx, key, value, d)
}
func (r *remote) Delete(ctx context.Context, key string) { r.rdb.Del(ctx, key) }

func decode[T any](v any) (*T, bool) {
	if t, ok := v.(*T); ok {
		return t, true
	}
	if text, ok := v.(string); ok {
		var t T
		if json.Unmarshal([]byte(text), &t) == nil {
			return &t, true
		}
	}
	return nil, false
}

type repository struct {
	cache Cache
	db    *sql.DB
}

func (r *repository) meters(ctx context.Context, event string) []string {
	key := "meters:" + event
	if cached, found := r.cache.ForceCacheGet(ctx, key); found {
		if meters, ok := decode[[]string](cached); ok {
			return *meters
		}
		r.cache.ForceCacheDelete(ctx, key)
	}
	var name string
	if r.db.QueryRow("SELECT name FROM meters WHERE event = ?", event).Scan(&name) != nil {
		return nil
	}
	r.cache.ForceCacheSet(ctx, key, []string{name}, time.Minute)
	return []string{name}
}

// renew takes out what it has not looked at.
func (r *repository) renew(ctx context.Context, event string) {
	key := "meters:" + event
	r.cache.ForceCacheDelete(ctx, key) // want "delete-before-refresh warn"
	var name string
	if r.db.QueryRow("SELECT name FROM meters WHERE event = ?", event).Scan(&name) != nil {
		return
	}
	r.cache.ForceCacheSet(ctx, key, []string{name}, time.Minute)
}

func main() {
	for _, c := range []Cache{&memory{gocache.New(time.Minute, time.Minute)}, &remote{redis.NewClient(&redis.Options{})}} {
		r := &repository{c, &sql.DB{}}
		http.HandleFunc("/meters", func(w http.ResponseWriter, q *http.Request) {
			json.NewEncoder(w).Encode(r.meters(q.Context(), q.FormValue("event")))
		})
		http.HandleFunc("/renew", func(w http.ResponseWriter, q *http.Request) {
			r.renew(q.Context(), q.FormValue("event"))
		})
	}
	http.ListenAndServe(":8080", nil)
}
