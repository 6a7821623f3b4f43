// Package pagecache has caches whose expiry may be left out.
package pagecache

import (
	"context"
	"net/url"
	"strconv"
	"time"

	gocache "github.com/patrickmn/go-cache"
	"github.com/redis/go-redis/v9"
)

// Cache is given its expiry by New, whose last parameter may be left out.
type Cache struct {
	rdb *redis.Client
	ttl time.Duration
}

func New(rdb *redis.Client, ttl ...time.Duration) *Cache {
	var d time.Duration
	if len(ttl) > 0 {
		d = ttl[0]
	}
	return newCache(rdb, d)
}

func newCache(rdb *redis.Client, d time.Duration) *Cache { return &Cache{rdb, d} }

func (c *Cache) Put(ctx context.Context, url, page string) error {
	return c.rdb.Set(ctx, url, page, c.ttl*time.Second).Err() // want "no-ttl warn SET"
}

// HourCache has an hour where it is left out.
type HourCache struct {
	rdb *redis.Client
	ttl time.Duration
}

func NewHour(rdb *redis.Client, ttl ...time.Duration) *HourCache {
	d := time.Hour
	if len(ttl) > 0 {
		d = ttl[0]
	}
	return &HourCache{rdb, d}
}

func (c *HourCache) Put(ctx context.Context, url, page string) error {
	return c.rdb.Set(ctx, url, page, c.ttl).Err()
}

// OptionCache has an option for it.
type OptionCache struct {
	rdb *redis.Client
	ttl time.Duration
}

type Option func(*OptionCache)

func WithTTL(ttl time.Duration) Option { return func(c *OptionCache) { c.ttl = ttl } }

func NewWith(rdb *redis.Client, opts ...Option) *OptionCache {
	c := &OptionCache{rdb: rdb}
	for _, o := range opts {
		o(c)
	}
	return c
}

func (c *OptionCache) Put(ctx context.Context, url, page string) error {
	return c.rdb.Set(ctx, url, page, c.ttl).Err() // want "no-ttl warn SET"
}

// SetCache has an option for it, and an hour without.
type SetCache struct {
	rdb *redis.Client
	ttl time.Duration
}

func WithSet(ttl time.Duration) func(*SetCache) { return func(c *SetCache) { c.ttl = ttl } }

func NewSet(rdb *redis.Client, opts ...func(*SetCache)) *SetCache {
	c := &SetCache{rdb: rdb, ttl: time.Hour}
	for _, o := range opts {
		o(c)
	}
	return c
}

func (c *SetCache) Put(ctx context.Context, url, page string) error {
	return c.rdb.Set(ctx, url, page, c.ttl).Err()
}

type Options struct{ Expiration, Short time.Duration }

func defaults() *Options { return &Options{Expiration: 0 * time.Second, Short: time.Minute} }

// MemCache is made from options, by default without an expiry.
type MemCache struct{ long, short *gocache.Cache }

func Open(uri string) (*MemCache, error) {
	u, err := url.Parse(uri)
	if err != nil {
		return nil, err
	}
	opts := defaults()
	if s := u.Query().Get("expiration"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			return nil, err
		}
		opts.Expiration = time.Duration(n) * time.Second
	}
	if s := u.Query().Get("short"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			return nil, err
		}
		opts.Short = time.Duration(n) * time.Second
	}
	return &MemCache{gocache.New(opts.Expiration, 0), gocache.New(opts.Short, 0)}, nil
}

func (c *MemCache) Put(url, page string) {
	c.long.Set(url, page, gocache.DefaultExpiration) // want "no-ttl warn SET"
}

func (c *MemCache) PutShort(url, page string) { c.short.Set(url, page, gocache.DefaultExpiration) }

// SetOnce has a time that is put in where none was given.
type SetOnce struct{ mem *gocache.Cache }

type Once struct{ Expiration time.Duration }

func NewOnce(o Once) *SetOnce {
	if o.Expiration == 0 {
		o.Expiration = time.Hour
	}
	return &SetOnce{gocache.New(o.Expiration, 0)}
}

func (c *SetOnce) Put(url, page string) { c.mem.Set(url, page, gocache.DefaultExpiration) }

// TaskCache has an hour, over which the Server puts its own setting, which is none by default.
type TaskCache struct {
	rdb *redis.Client
	ttl time.Duration
}

func NewTask(rdb *redis.Client) *TaskCache { return &TaskCache{rdb, time.Hour} }

func (c *TaskCache) SetTTL(ttl time.Duration) { c.ttl = ttl }

func (c *TaskCache) Put(ctx context.Context, id, state string) error {
	return c.rdb.Set(ctx, "task:"+id, state, c.ttl).Err() // want "no-ttl warn SET"
}

// JobCache is only given what is more than none.
type JobCache struct {
	rdb *redis.Client
	ttl time.Duration
}

func NewJob(rdb *redis.Client) *JobCache { return &JobCache{rdb, time.Hour} }

func (c *JobCache) SetTTL(ttl time.Duration) { c.ttl = ttl }

func (c *JobCache) Put(ctx context.Context, id, state string) error {
	return c.rdb.Set(ctx, "job:"+id, state, c.ttl).Err()
}

type serverConfig struct {
	name string
	ttl  time.Duration
}

func NewServer(tasks *TaskCache, jobs *JobCache) {
	cfg := &serverConfig{name: "server", ttl: 0}
	tasks.SetTTL(cfg.ttl)
	if cfg.ttl > 0 {
		jobs.SetTTL(cfg.ttl)
	}
}

// Standing are the settings that NewStanding takes.
var Standing = Settings{Prefix: "standing:"}

type Settings struct {
	Prefix string
	TTL    time.Duration
}

// StandingCache keeps the settings that are written out.
type StandingCache struct {
	rdb *redis.Client
	set Settings
}

func NewStanding(rdb *redis.Client) *StandingCache { return &StandingCache{rdb, Standing} }

func (c *StandingCache) Put(ctx context.Context, id, page string) error {
	return c.rdb.Set(ctx, c.set.Prefix+id, page, c.set.TTL).Err() // want "no-ttl warn SET"
}

// PointerCache may have a time, which nobody need set.
type PointerCache struct {
	rdb *redis.Client
	ttl *time.Duration
}

func NewPointer(rdb *redis.Client) *PointerCache { return &PointerCache{rdb: rdb} }

func (c *PointerCache) Put(ctx context.Context, id, page string) error {
	ttl := time.Duration(0)
	if c.ttl != nil {
		ttl = *c.ttl
	}
	return c.rdb.Set(ctx, "pointer:"+id, page, ttl).Err() // want "no-ttl warn SET"
}

// FilledCache has one.
type FilledCache struct {
	rdb *redis.Client
	ttl *time.Duration
}

func NewFilled(rdb *redis.Client) *FilledCache {
	hour := time.Hour
	return &FilledCache{rdb: rdb, ttl: &hour}
}

func (c *FilledCache) Put(ctx context.Context, id, page string) error {
	ttl := time.Duration(0)
	if c.ttl != nil {
		ttl = *c.ttl
	}
	return c.rdb.Set(ctx, "filled:"+id, page, ttl).Err()
}

// FuncCache asks a function, and ThingCache the thing.
type FuncCache struct {
	rdb *redis.Client
	ttl func(id string) time.Duration
}

func NewFunc(rdb *redis.Client) *FuncCache {
	return &FuncCache{rdb, func(string) time.Duration { return 0 }}
}

func (c *FuncCache) Put(ctx context.Context, id, page string) error {
	return c.rdb.Set(ctx, "func:"+id, page, c.ttl(id)).Err() // want "no-ttl warn SET"
}

type thing interface{ ttl() time.Duration }

type endless struct{}

func (endless) ttl() time.Duration { return 0 }

type ThingCache struct{ rdb *redis.Client }

func (c *ThingCache) put(ctx context.Context, id string, t thing) error {
	return c.rdb.Set(ctx, "thing:"+id, 1, t.ttl()).Err() // want "no-ttl warn SET"
}

func (c *ThingCache) Put(ctx context.Context, id string) error { return c.put(ctx, id, endless{}) }

type hourly struct{}

func (hourly) span() time.Duration { return time.Hour }

type spanned interface{ span() time.Duration }

type SpanCache struct{ rdb *redis.Client }

func (c *SpanCache) put(ctx context.Context, id string, t spanned) error {
	return c.rdb.Set(ctx, "span:"+id, 1, t.span()).Err()
}

func (c *SpanCache) Put(ctx context.Context, id string) error { return c.put(ctx, id, hourly{}) }
