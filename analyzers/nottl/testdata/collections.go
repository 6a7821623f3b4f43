package keeper

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// RedisStore gives what it sets the expiry that it was built with.
type RedisStore struct {
	rdb        *redis.Client
	expiration time.Duration
}

func New(rdb *redis.Client, expiration time.Duration) *RedisStore {
	return &RedisStore{rdb, expiration}
}

func (s *RedisStore) Set(ctx context.Context, key, v string) error {
	return s.rdb.Set(ctx, key, v, s.expiration).Err()
}

// SetMap forgets it.
func (s *RedisStore) SetMap(ctx context.Context, key string, m map[string]string) error {
	return s.rdb.HSet(ctx, key, m).Err() // want "no-ttl note HSET"
}

func (s *RedisStore) AddMember(ctx context.Context, key string, v string) error {
	return s.rdb.SAdd(ctx, key, v).Err() // want "no-ttl note SADD"
}

// Index has keys of its own.
func (s *RedisStore) Index(ctx context.Context, key string, v string) error {
	return s.rdb.SAdd(ctx, "index:"+key, v).Err()
}

// Careful gives its maps the expiry, too.
type Careful struct {
	rdb *redis.Client
	ttl time.Duration
}

func (s *Careful) Set(ctx context.Context, key, v string) error {
	return s.rdb.Set(ctx, key, v, s.ttl).Err()
}

func (s *Careful) SetMap(ctx context.Context, key string, m map[string]string) error {
	if err := s.rdb.HSet(ctx, key, m).Err(); err != nil {
		return err
	}
	return s.rdb.Expire(ctx, key, s.ttl).Err()
}

// Asked leaves it to each call.
type Asked struct{ rdb *redis.Client }

func (s *Asked) Set(ctx context.Context, key, v string, ttl time.Duration) error {
	return s.rdb.Set(ctx, key, v, ttl).Err()
}

func (s *Asked) SetMap(ctx context.Context, key string, m map[string]string) error {
	return s.rdb.HSet(ctx, key, m).Err()
}
