// Package looked takes a lock where it has looked that there is none.
package looked

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

type Queue struct{ rdb *redis.Client }

func lockKey(item string) string { return "queue-lock-" + item }

func (q *Queue) Lock(ctx context.Context, item string) (bool, error) {
	key := lockKey(item)
	if left, err := q.rdb.TTL(ctx, key).Result(); err != nil || left > 0 {
		return false, err
	}
	return true, q.rdb.Set(ctx, key, item, 30*time.Second).Err()
}

func (q *Queue) Unlock(ctx context.Context, item string) error {
	return q.rdb.Del(ctx, lockKey(item)).Err() // want "unsafe-unlock warn"
}

// Users are locked out by whoever says so.
type Users struct{ rdb *redis.Client }

func (u *Users) LockUser(ctx context.Context, id string) error {
	return u.rdb.Set(ctx, "users:lock:"+id, 1, time.Hour).Err()
}

func (u *Users) UnlockUser(ctx context.Context, id string) error {
	return u.rdb.Del(ctx, "users:lock:"+id).Err()
}

// Cache is whatever the module puts behind it.
type Cache interface {
	Get(ctx context.Context, key string) (string, error)
	Set(ctx context.Context, key, val string, ttl time.Duration) error
	Delete(ctx context.Context, key string) error
}

type redisCache struct{ c *redis.Client }

func NewCache(c *redis.Client) Cache { return &redisCache{c} }

func (r *redisCache) Get(ctx context.Context, key string) (string, error) {
	return r.c.Get(ctx, key).Result()
}

func (r *redisCache) Set(ctx context.Context, key, val string, ttl time.Duration) error {
	return r.c.Set(ctx, key, val, ttl).Err()
}

func (r *redisCache) Delete(ctx context.Context, key string) error { return r.c.Del(ctx, key).Err() }

// Mutex is a lock by way of the cache.
type Mutex struct {
	cache      Cache
	key, token string
}

func NewMutex(c Cache, key, token string) *Mutex { return &Mutex{c, key, token} }

func (m *Mutex) Acquire(ctx context.Context) error {
	if v, err := m.cache.Get(ctx, m.key); err == nil && v != "" {
		return errors.New("locked")
	}
	return m.cache.Set(ctx, m.key, m.token, time.Minute)
}

func (m *Mutex) Release(ctx context.Context) error {
	return m.cache.Delete(ctx, m.key) // want "unsafe-unlock warn"
}

// Jobs take a lock by the cache around their work.
type Jobs struct{ cache Cache }

func NewJobs(c Cache) *Jobs { return &Jobs{c} }

func (j *Jobs) Run(ctx context.Context, id string, f func() error) error {
	lock := "lock:" + id
	if v, _ := j.cache.Get(ctx, lock); v != "" {
		return errors.New("busy")
	}
	if err := j.cache.Set(ctx, lock, "1", 10*time.Second); err != nil {
		return err
	}
	defer j.cache.Delete(ctx, lock) // want "unsafe-unlock warn"
	return f()
}

// Forget takes none: what it deletes is a copy.
func (j *Jobs) Forget(ctx context.Context, id string) error {
	if v, _ := j.cache.Get(ctx, "job:"+id); v == "" {
		j.cache.Set(ctx, "job:"+id, "new", time.Minute)
	}
	return j.cache.Delete(ctx, "job:"+id)
}

// Helpers has what locks are made of, and leaves it to its users.
type Helpers struct{ c *redis.Client }

func NewHelpers(c *redis.Client) *Helpers { return &Helpers{c} }

func (h *Helpers) PutIfAbsent(ctx context.Context, key, val string, ttl time.Duration) (bool, error) {
	return h.c.SetNX(ctx, key, val, ttl).Result()
}

func (h *Helpers) DeleteByKeyValue(ctx context.Context, key, val string) (bool, error) {
	v, err := h.c.Get(ctx, key).Result()
	if err != nil || v != val {
		return false, err
	}
	n, err := h.c.Del(ctx, key).Result() // want "unsafe-unlock warn"
	return n > 0, err
}

func (h *Helpers) DeleteSmall(ctx context.Context, key string) error {
	if v := h.c.Get(ctx, key).Val(); v == "small" {
		return h.c.Del(ctx, key).Err()
	}
	return nil
}

// Tokens compares too, and takes nothing.
type Tokens struct{ c *redis.Client }

func NewTokens(c *redis.Client) *Tokens { return &Tokens{c} }

func (t *Tokens) Revoke(ctx context.Context, key, token string) error {
	if v := t.c.Get(ctx, key).Val(); v != token {
		return errors.New("not yours")
	}
	return t.c.Del(ctx, key).Err()
}
