// Package refill keeps who follows whom.
package refill

import (
	"context"
	"database/sql"
	"time"

	"github.com/redis/go-redis/v9"
)

type Follows struct {
	rdb *redis.Client
	db  *sql.DB
}

func (f *Follows) rows(ctx context.Context, query, user string) (ids []any, err error) {
	rows, err := f.db.QueryContext(ctx, query, user)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// Following is filled for good where nothing was there.
func (f *Follows) Following(ctx context.Context, user string) (int, error) {
	have, err := f.rdb.SMembers(ctx, "following:"+user).Result()
	if err != nil || len(have) > 0 {
		return len(have), err
	}
	ids, err := f.rows(ctx, "SELECT other FROM follows WHERE user = $1 LIMIT 500", user)
	if err != nil {
		return 0, err
	}
	return len(ids), f.rdb.SAdd(ctx, "following:"+user, ids...).Err() // want "no-ttl warn SADD"
}

// Followers is given an expiry.
func (f *Follows) Followers(ctx context.Context, user string) (int, error) {
	have, err := f.rdb.SMembers(ctx, "followers:"+user).Result()
	if err != nil || len(have) > 0 {
		return len(have), err
	}
	ids, err := f.rows(ctx, "SELECT user FROM follows WHERE other = $1 LIMIT 500", user)
	if err != nil {
		return 0, err
	}
	if err := f.rdb.SAdd(ctx, "followers:"+user, ids...).Err(); err != nil {
		return 0, err
	}
	return len(ids), f.rdb.Expire(ctx, "followers:"+user, time.Hour).Err()
}

// Join keeps data of its own.
func (f *Follows) Join(ctx context.Context, room, user string) error {
	return f.rdb.SAdd(ctx, "room:"+room, user).Err()
}

// Rooms are filled for good, and taken away by a pattern.
type Rooms struct {
	rdb *redis.Client
	f   *Follows
}

func (r *Rooms) Of(ctx context.Context, user string) (int, error) {
	have, err := r.rdb.SMembers(ctx, "rooms:"+user).Result()
	if err != nil || len(have) > 0 {
		return len(have), err
	}
	ids, err := r.f.rows(ctx, "SELECT room FROM rooms WHERE user = $1 LIMIT 500", user)
	if err != nil {
		return 0, err
	}
	return len(ids), r.rdb.SAdd(ctx, "rooms:"+user, ids...).Err() // want "no-ttl note SADD"
}

func (r *Rooms) Left(ctx context.Context, user string) error {
	return r.rdb.Rename(ctx, "rooms:"+user, "left:"+user).Err()
}

// FlagStore keeps data, whatever was read before.
type FlagStore struct {
	rdb *redis.Client
	f   *Follows
}

func (s *FlagStore) Of(ctx context.Context, user string) (int, error) {
	have, err := s.rdb.SMembers(ctx, "flags:"+user).Result()
	if err != nil || len(have) > 0 {
		return len(have), err
	}
	ids, err := s.f.rows(ctx, "SELECT flag FROM flags WHERE user = $1 LIMIT 500", user)
	if err != nil {
		return 0, err
	}
	return len(ids), s.rdb.SAdd(ctx, "flags:"+user, ids...).Err() // want "no-ttl note SADD"
}
