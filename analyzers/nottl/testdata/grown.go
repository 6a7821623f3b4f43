// Package grown counts failures, and keeps what was not there.
package grown

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

type Logins struct {
	rdb *redis.Client
	db  *sql.DB
}

// Failed gives only those an expiry who have failed often.
func (l *Logins) Failed(ctx context.Context, mail string) bool {
	n := l.rdb.Incr(ctx, "fail:"+mail).Val() // want "no-ttl warn INCR"
	if n > 5 {
		l.rdb.Expire(ctx, "fail:"+mail, time.Hour)
	}
	return n > 5
}

// Tried gives the first one an expiry.
func (l *Logins) Tried(ctx context.Context, mail string) bool {
	n := l.rdb.Incr(ctx, "try:"+mail).Val()
	if n == 1 {
		l.rdb.Expire(ctx, "try:"+mail, time.Hour)
	}
	return n > 5
}

// Always gives it to all that could be counted.
func (l *Logins) Always(ctx context.Context, mail string) error {
	if err := l.rdb.Incr(ctx, "always:"+mail).Err(); err != nil {
		return err
	}
	return l.rdb.Expire(ctx, "always:"+mail, time.Hour).Err()
}

// Cleared gives an expiry and takes it out else.
func (l *Logins) Cleared(ctx context.Context, mail string, ok bool) {
	if ok {
		l.rdb.Del(ctx, "clear:"+mail)
		return
	}
	if n := l.rdb.Incr(ctx, "clear:"+mail).Val(); n >= 3 {
		l.rdb.Expire(ctx, "clear:"+mail, time.Hour)
	}
}

// Nick keeps the expiry of what was not there.
func (l *Logins) Nick(ctx context.Context, id string) (string, error) {
	v, err := l.rdb.Get(ctx, "nick:"+id).Result()
	if !errors.Is(err, redis.Nil) {
		return v, err
	}
	if err := l.db.QueryRowContext(ctx, "SELECT nick FROM users WHERE id = $1", id).Scan(&v); err != nil {
		return "", err
	}
	return v, l.rdb.Set(ctx, "nick:"+id, v, redis.KeepTTL).Err() // want "no-ttl warn SET"
}

// Seen keeps the expiry that nobody gives what it reads.
func (l *Logins) Seen(ctx context.Context, id, at string) error {
	if l.rdb.Get(ctx, "seen:"+id).Val() == at {
		return nil
	}
	return l.rdb.Set(ctx, "seen:"+id, at, -1).Err() // want "no-ttl note SET"
}

// Rename changes what is there.
func (l *Logins) Rename(ctx context.Context, id, nick string) error {
	return l.rdb.Set(ctx, "name:"+id, nick, redis.KeepTTL).Err()
}
