package cache

import (
	"context"
	"math/rand"
	"time"

	"github.com/bradfitz/gomemcache/memcache"
	gocache "github.com/patrickmn/go-cache"
	"github.com/redis/go-redis/v9"
)

type PageCache struct {
	rdb *redis.Client
	mc  *memcache.Client
	mem *gocache.Cache
	ttl time.Duration
}

func (c *PageCache) Put(ctx context.Context, url string, page []byte) error {
	return c.rdb.Set(ctx, url, page, 0).Err() // want "no-ttl warn SET"
}

// PutFor leaves it to the caller.
func (c *PageCache) PutFor(ctx context.Context, url string, page []byte, ttl time.Duration) error {
	return c.rdb.Set(ctx, url, page, ttl).Err()
}

// PutOptional has no expiry where the caller says so.
func (c *PageCache) PutOptional(ctx context.Context, url string, page []byte, ttl time.Duration) error {
	if ttl == 0 {
		return c.rdb.Set(ctx, url, page, 0).Err() // want "no-ttl note SET"
	}
	return c.rdb.SetEx(ctx, url, page, ttl).Err()
}

// PutConfigured leaves it to the configuration.
func (c *PageCache) PutConfigured(ctx context.Context, url string, page []byte) error {
	return c.rdb.Set(ctx, url, page, c.ttl).Err()
}

// PutHour is given one.
func (c *PageCache) PutHour(ctx context.Context, url string, page []byte) error {
	return c.rdb.Set(ctx, url, page, time.Hour).Err()
}

// PutThenExpire gives it in the next command.
func (c *PageCache) PutThenExpire(ctx context.Context, url string, page []byte) error {
	pipe := c.rdb.Pipeline()
	pipe.HSet(ctx, url, "body", page)
	pipe.Expire(ctx, url, time.Hour)
	_, err := pipe.Exec(ctx)
	return err
}

// PutHash never does.
func (c *PageCache) PutHash(ctx context.Context, url string, page []byte) error {
	return c.rdb.MSet(ctx, url, page).Err() // want "no-ttl warn MSET"
}

// PutLatest has one key.
func (c *PageCache) PutLatest(ctx context.Context, page []byte) error {
	return c.rdb.Set(ctx, "latest", page, 0).Err()
}

// PutKept keeps what was.
func (c *PageCache) PutKept(ctx context.Context, url string, page []byte) error {
	return c.rdb.Set(ctx, url, page, redis.KeepTTL).Err()
}

// PutForever says what it does.
func (c *PageCache) PutForever(ctx context.Context, url string, page []byte) error {
	return c.rdb.Set(ctx, url, page, 0).Err()
}

// PutArgs gives it in a struct.
func (c *PageCache) PutArgs(ctx context.Context, url string, page []byte) error {
	return c.rdb.SetArgs(ctx, url, page, redis.SetArgs{TTL: time.Hour}).Err()
}

func (c *PageCache) PutArgsBare(ctx context.Context, url string, page []byte) error {
	return c.rdb.SetArgs(ctx, url, page, redis.SetArgs{Mode: "XX"}).Err() // want "no-ttl warn SET"
}

// PutMemcached is evicted by the server.
func (c *PageCache) PutMemcached(url string, page []byte) error {
	return c.mc.Set(&memcache.Item{Key: url, Value: page}) // want "no-ttl note SET"
}

func (c *PageCache) PutMemcachedHour(url string, page []byte) error {
	return c.mc.Set(&memcache.Item{Key: url, Value: page, Expiration: 3600})
}

func (c *PageCache) PutMemory(url string, page []byte) {
	c.mem.Set(url, page, gocache.NoExpiration) // want "no-ttl warn SET"
}

func (c *PageCache) PutMemoryDefault(url string, page []byte) {
	c.mem.Set(url, page, gocache.DefaultExpiration)
}

// Seen is made so that nothing ever goes.
type Seen struct{ mem *gocache.Cache }

func NewSeen() *Seen { return &Seen{mem: gocache.New(gocache.NoExpiration, 0)} }

func (s *Seen) Put(url string, page []byte) {
	s.mem.Set(url, page, gocache.DefaultExpiration) // want "no-ttl warn SET"
}

func (s *Seen) PutDefault(url string, page []byte) {
	s.mem.SetDefault(url, page) // want "no-ttl warn SET"
}

func (s *Seen) PutHour(url string, page []byte) {
	s.mem.Set(url, page, time.Hour)
}

// Recent is made in two ways, of which one lets go.
type Recent struct{ mem *gocache.Cache }

func NewRecent() *Recent { return &Recent{mem: gocache.New(0, 0)} }

func NewRecentFor(d time.Duration) *Recent { return &Recent{mem: gocache.New(d, d)} }

func (r *Recent) Put(url string, page []byte) {
	r.mem.Set(url, page, gocache.DefaultExpiration)
}

// PutJittered spreads the expiries.
func (c *PageCache) PutJittered(ctx context.Context, url string, page []byte) error {
	jitter := time.Duration(rand.Int63n(int64(time.Minute)))
	return c.rdb.Set(ctx, url, page, time.Hour+jitter).Err()
}
