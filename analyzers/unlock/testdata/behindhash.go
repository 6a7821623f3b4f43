// Package behindhash keeps locks as fields of a hash, behind an interface of its own.
package behindhash

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type KV interface {
	PutNew(key, field string, v any) (bool, error)
	Drop(key string, fields ...string) (int64, error)
}

type store struct{ c *redis.Client }

func (s *store) PutNew(key, field string, v any) (bool, error) {
	return s.c.HSetNX(context.Background(), key, field, v).Result()
}

func (s *store) Drop(key string, fields ...string) (int64, error) {
	return s.c.HDel(context.Background(), key, fields...).Result()
}

func New(c *redis.Client) *Manager { return &Manager{&store{c}} }

type Manager struct{ kv KV }

func (m *Manager) LockEntity(id, server string) bool {
	ok, err := m.kv.PutNew("locks", id, server)
	return err == nil && ok
}

func (m *Manager) UnlockEntity(id string) {
	m.kv.Drop("locks", id) // want "unsafe-unlock warn HDEL"
}

const free = `if redis.call("exists", KEYS[1]) == 0 then return 0 end
	redis.call("del", KEYS[1])
	redis.call("publish", KEYS[2], ARGV[1])
	return 1`

// Mutex is a lock of which the others are told when it is free; nobody looks whose it is.
type Mutex struct {
	c   *redis.Client
	key string
}

func (m *Mutex) Lock(ctx context.Context, lease time.Duration) error {
	return m.c.Eval(ctx, `if redis.call("exists", KEYS[1]) == 0 then
		redis.call("set", KEYS[1], 1)
		redis.call("pexpire", KEYS[1], ARGV[1])
		return 0
	end
	return redis.call("pttl", KEYS[1])`, []string{m.key}, lease.Milliseconds()).Err()
}

func (m *Mutex) Unlock(ctx context.Context) error {
	return m.c.Eval(ctx, free, []string{m.key, m.key + ":free"}, "free").Err() // want "unsafe-unlock warn DEL"
}

const key = "reset:lock"

// ResetJob is called after what it does, not after its lock.
type ResetJob struct{ c *redis.Client }

func (r *ResetJob) acquireLock(ctx context.Context) bool {
	return r.c.SetNX(ctx, key, "locked", time.Minute).Val()
}

func (r *ResetJob) releaseLock(ctx context.Context) {
	r.c.Del(ctx, key) // want "unsafe-unlock warn DEL"
}

func (r *ResetJob) Run(ctx context.Context) {
	if r.acquireLock(ctx) {
		defer r.releaseLock(ctx)
	}
}
