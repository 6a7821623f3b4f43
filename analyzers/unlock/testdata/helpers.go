package helpers

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// Cache has small helpers around the client's commands.
type Cache struct {
	rdb    *redis.Client
	prefix string
}

func (c *Cache) full(key string) (string, error) { return c.prefix + key, nil }

func (c *Cache) take(ctx context.Context, key string, ttl time.Duration) (bool, error) {
	return c.rdb.SetNX(ctx, key, true, ttl).Result()
}

func (c *Cache) del(ctx context.Context, key string) (int64, error) {
	return c.rdb.Del(ctx, key).Result()
}

func (c *Cache) Del(ctx context.Context, key string) (int64, error) {
	key, err := c.full(key)
	if err != nil {
		return 0, err
	}
	return c.del(ctx, key)
}

// LockWithDone hands out what gives the lock back.
func (c *Cache) LockWithDone(ctx context.Context, key string, ttl time.Duration) (func() error, error) {
	key, err := c.full(key)
	if err != nil {
		return nil, err
	}
	if ok, err := c.take(ctx, key, ttl); err != nil || !ok {
		return nil, err
	}
	return func() error {
		_, err := c.del(ctx, key) // want "unsafe-unlock warn DEL"
		return err
	}, nil
}

// LockOther deletes the data that the lock is for, not the lock.
func (c *Cache) LockOther(ctx context.Context, key string, ttl time.Duration) (bool, error) {
	ok, err := c.take(ctx, "lock:"+key, ttl)
	if ok {
		_, err = c.del(ctx, "data:"+key)
	}
	return ok, err
}

// First marks what has been seen; nothing here speaks of a mutex.
func (c *Cache) First(ctx context.Context, key string, work func() error) error {
	if ok, err := c.take(ctx, key, time.Hour); err != nil || !ok {
		return err
	}
	if err := work(); err != nil {
		_, _ = c.del(ctx, key)
		return err
	}
	return nil
}

// DelLock gives any lock back, two helpers away.
func (c *Cache) DelLock(ctx context.Context, key string) error {
	_, err := c.Del(ctx, key) // want "unsafe-unlock warn DEL"
	return err
}

func (c *Cache) busy(ctx context.Context, key string) bool {
	ok, _ := c.rdb.SetNX(ctx, "busy:"+key, 1, time.Minute).Result()
	return ok
}

// Work has a helper take what it deletes.
func (c *Cache) Work(ctx context.Context, key string, do func()) {
	if !c.busy(ctx, key) {
		return
	}
	defer c.rdb.Del(ctx, "busy:"+key) // want "unsafe-unlock warn"
	do()
}

// Spent deletes something else.
func (c *Cache) Spent(ctx context.Context, key string, do func()) {
	if !c.busy(ctx, key) {
		return
	}
	defer c.rdb.Del(ctx, "value:"+key)
	do()
}

// Lead keeps a key for as long as it lives, and has a helper delete it.
func (c *Cache) Lead(ctx context.Context, path string, beat time.Duration) (func(), error) {
	if ok, err := c.rdb.SetNX(ctx, path, "here", beat).Result(); err != nil || !ok {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		<-ctx.Done()
		c.revoke(path) // want "unsafe-unlock warn"
	}()
	return cancel, nil
}

func (c *Cache) revoke(path string) {
	c.rdb.Del(context.Background(), path)
}
