package tags

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type TagCache struct{ rdb *redis.Client }

func (c *TagCache) Set(ctx context.Context, key, value string, ttl time.Duration, tags ...string) error {
	if err := c.rdb.Set(ctx, key, value, ttl).Err(); err != nil {
		return err
	}
	for _, tag := range tags {
		c.rdb.SAdd(ctx, "tag:"+tag, key) // want "no-ttl warn SADD"
	}
	return nil
}

// RenewingCache gives its sets an expiry too.
type RenewingCache struct{ rdb *redis.Client }

func (c *RenewingCache) Set(ctx context.Context, key, value string, ttl time.Duration, tags ...string) error {
	for _, tag := range tags {
		c.rdb.SAdd(ctx, "tag:"+tag, key)
		c.rdb.Expire(ctx, "tag:"+tag, time.Hour)
	}
	return c.rdb.Set(ctx, key, value, ttl).Err()
}

// Group keeps members as such, beside no entries that expire.
type Group struct{ rdb *redis.Client }

func (g *Group) Join(ctx context.Context, group, user string) error {
	return g.rdb.SAdd(ctx, "group:"+group, user).Err()
}

// CacheQueue is worked off.
type CacheQueue struct{ rdb *redis.Client }

func (q *CacheQueue) Push(ctx context.Context, topic, id, value string, ttl time.Duration) error {
	q.rdb.SAdd(ctx, "queue:"+topic, id)
	return q.rdb.Set(ctx, id, value, ttl).Err()
}

// SampleCache takes off as much as it adds.
type SampleCache struct{ rdb *redis.Client }

func (c *SampleCache) Set(ctx context.Context, key, value, owner string, ttl time.Duration) error {
	c.rdb.SAdd(ctx, "owner:"+owner, key)
	c.rdb.SPop(ctx, "owner:"+owner)
	return c.rdb.Set(ctx, key, value, ttl).Err()
}

// LatelyCache cuts another list off.
type LatelyCache struct{ rdb *redis.Client }

func (c *LatelyCache) Set(ctx context.Context, key, value, tag, user string, ttl time.Duration) error {
	c.rdb.SAdd(ctx, "tagged:"+tag, key) // want "no-ttl warn SADD"
	c.rdb.LTrim(ctx, "lately:"+user, 0, 49)
	return c.rdb.Set(ctx, key, value, ttl).Err()
}

// ScoredCache takes the lowest off any sorted set, which is no set.
type ScoredCache struct{ rdb *redis.Client }

func (c *ScoredCache) Set(ctx context.Context, key, value, tag string, ttl time.Duration) error {
	c.rdb.SAdd(ctx, "scored:"+tag, key) // want "no-ttl warn SADD"
	return c.rdb.Set(ctx, key, value, ttl).Err()
}

func (c *ScoredCache) Lowest(ctx context.Context, key string) error {
	return c.rdb.Do(ctx, "ZPOPMIN", key).Err()
}

// OfferingCache lets its users give any key a time to live, and its own sets none.
type OfferingCache struct{ rdb *redis.Client }

func (c *OfferingCache) Set(ctx context.Context, key, value, tag string, ttl time.Duration) error {
	c.rdb.SAdd(ctx, "offered:"+tag, key) // want "no-ttl warn SADD"
	return c.rdb.Set(ctx, key, value, ttl).Err()
}

func (c *OfferingCache) Expire(ctx context.Context, key string, ttl time.Duration) error {
	return c.expire(ctx, key, ttl)
}

func (c *OfferingCache) expire(ctx context.Context, key string, ttl time.Duration) error {
	return c.rdb.Expire(ctx, key, ttl).Err()
}

// LockingCache has a script that writes something else with a time to live.
type LockingCache struct{ rdb *redis.Client }

func (c *LockingCache) Set(ctx context.Context, key, value, tag string, ttl time.Duration) error {
	c.rdb.SAdd(ctx, "locking:"+tag, key) // want "no-ttl warn SADD"
	return c.rdb.Set(ctx, key, value, ttl).Err()
}

func (c *LockingCache) Lock(ctx context.Context, name, token string) error {
	const script = `return redis.call("SET", KEYS[1], ARGV[1], "NX", "EX", 10)`
	return c.rdb.Eval(ctx, script, []string{name}, token).Err()
}

// UsersCache offers sets beside entries, as its users want them.
type UsersCache struct{ rdb *redis.Client }

func (c *UsersCache) Put(ctx context.Context, key, value string, ttl time.Duration) error {
	return c.rdb.Set(ctx, key, value, ttl).Err()
}

func (c *UsersCache) Add(ctx context.Context, set, member string) error {
	return c.rdb.SAdd(ctx, set, member).Err()
}

func (c *UsersCache) Remove(ctx context.Context, set, member string) error {
	return c.rdb.SRem(ctx, set, member).Err()
}
