package mutex

import (
	"context"
	"time"

	"github.com/bsm/redislock"
	"github.com/redis/go-redis/v9"
)

type Mutex struct {
	rdb        *redis.Client
	key, token string
}

func (m *Mutex) Lock(ctx context.Context) bool {
	return m.rdb.SetNX(ctx, m.key, m.token, time.Minute).Val()
}

// Unlock deletes, whoever holds it.
func (m *Mutex) Unlock(ctx context.Context) error {
	return m.rdb.Del(ctx, m.key).Err() // want "unsafe-unlock warn DEL"
}

// UnlockChecked compares in a command of its own.
func (m *Mutex) UnlockChecked(ctx context.Context) error {
	if v := m.rdb.Get(ctx, m.key).Val(); v == m.token {
		return m.rdb.Del(ctx, m.key).Err() // want "unsafe-unlock warn DEL"
	}
	return nil
}

var release = redis.NewScript(`
if redis.call("get", KEYS[1]) == ARGV[1] then
  return redis.call("del", KEYS[1])
end
return 0`)

// UnlockScript compares and deletes in one step.
func (m *Mutex) UnlockScript(ctx context.Context) error {
	return release.Run(ctx, m.rdb, []string{m.key}, m.token).Err()
}

var drop = redis.NewScript(`return redis.call("DEL", KEYS[1])`)

// UnlockBlind is a script that compares nothing.
func (m *Mutex) UnlockBlind(ctx context.Context) error {
	return drop.Run(ctx, m.rdb, []string{m.key}).Err() // want "unsafe-unlock warn DEL"
}

// UnlockWatched lets the server see to it that nothing changed.
func (m *Mutex) UnlockWatched(ctx context.Context) error {
	return m.rdb.Watch(ctx, func(tx *redis.Tx) error {
		if tx.Get(ctx, m.key).Val() != m.token {
			return nil
		}
		_, err := tx.TxPipelined(ctx, func(p redis.Pipeliner) error {
			p.Del(ctx, m.key)
			return nil
		})
		return err
	}, m.key)
}

// ForceUnlock is there to break it.
func (m *Mutex) ForceUnlock(ctx context.Context) error {
	return m.rdb.Del(ctx, m.key).Err()
}

// Release hands on to the library.
func Release(ctx context.Context, l *redislock.Lock) error { return l.Release(ctx) }
