// Package locks holds other things than locks, too.
package locks

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Mutex struct {
	rdb  *redis.Client
	name string
}

func (m *Mutex) Lock(ctx context.Context) bool {
	return m.rdb.SetNX(ctx, m.name, 1, time.Minute).Val()
}

func (m *Mutex) Unlock(ctx context.Context) error {
	return m.rdb.Del(ctx, m.name).Err() // want "unsafe-unlock warn"
}

type Users struct{ rdb *redis.Client }

func (u *Users) Enter(ctx context.Context, id string) bool {
	return u.rdb.SetNX(ctx, "gate:"+id, 1, time.Minute).Val()
}

func (u *Users) Leave(ctx context.Context, id string) error {
	return u.rdb.Del(ctx, "gate:"+id).Err() // want "unsafe-unlock warn"
}

func (u *Users) Edit(ctx context.Context, id string) error {
	return u.rdb.Del(ctx, "user:"+id).Err()
}

func Forget(ctx context.Context, rdb *redis.Client, id string) error {
	return rdb.Del(ctx, "user:"+id).Err()
}
