package cache

import (
	"context"
	"flag"
	"time"

	"github.com/redis/go-redis/v9"
)

type Config struct{ Expiration, Short, Chosen time.Duration }

func (c *Config) RegisterFlags(f *flag.FlagSet) {
	f.DurationVar(&c.Expiration, "expiration", 0, "how long entries stay")
	f.DurationVar(&c.Short, "short", time.Minute, "how long some stay")
	f.DurationVar(&c.Chosen, "chosen", 0, "0: an hour")
}

type Cache struct {
	rdb                                        *redis.Client
	ttl, short, chosen, seconds, fixed, handed time.Duration
}

// Settings are looked up by name.
type Settings interface {
	Int(name string, fallback *int) (int, error)
	Duration(name string, fallback time.Duration) time.Duration
}

var none = 0

func New(cfg *Config, s Settings, handed time.Duration) *Cache {
	if cfg.Chosen == 0 {
		cfg.Chosen = time.Hour
	}
	n, _ := s.Int("ttl", &none)
	return &Cache{
		ttl: cfg.Expiration, short: cfg.Short, chosen: cfg.Chosen, handed: handed,
		seconds: time.Duration(n) * time.Second, fixed: s.Duration("fixed", time.Minute),
	}
}

// Put is an option's, and by default for good.
func (c *Cache) Put(ctx context.Context, url, page string) {
	c.rdb.Set(ctx, url, page, c.ttl) // want "no-ttl warn SET"
}

func (c *Cache) PutShort(ctx context.Context, url, page string) {
	c.rdb.Set(ctx, url, page, c.short)
}

// PutChosen has a default that is put in afterwards.
func (c *Cache) PutChosen(ctx context.Context, url, page string) {
	c.rdb.Set(ctx, url, page, c.chosen)
}

// PutSeconds is looked up, with nothing to fall back on.
func (c *Cache) PutSeconds(ctx context.Context, url, page string) {
	c.rdb.Set(ctx, url, page, c.seconds) // want "no-ttl warn SET"
}

func (c *Cache) PutFixed(ctx context.Context, url, page string) {
	c.rdb.Set(ctx, url, page, c.fixed)
}

// PutHanded is for whoever makes the cache to say.
func (c *Cache) PutHanded(ctx context.Context, url, page string) {
	c.rdb.Set(ctx, url, page, c.handed)
}
