package guards

import (
	"context"
	"time"

	"github.com/gomodule/redigo/redis"
	goredis "github.com/redis/go-redis/v9"
)

type Jobs struct {
	rdb  *goredis.Client
	pool *redis.Pool
}

// Once takes a key and deletes it when it is done.
func (j *Jobs) Once(ctx context.Context, id string, work func()) {
	key := "busy:" + id
	if j.rdb.SetNX(ctx, key, "1", time.Minute).Val() {
		defer func() {
			j.rdb.Del(ctx, key) // want "unsafe-unlock warn DEL"
		}()
		work()
	}
}

// Replace deletes first and writes if absent: no lock.
func (j *Jobs) Replace(ctx context.Context, id, doc string) {
	if doc == "" {
		j.rdb.Del(ctx, "doc:"+id)
		return
	}
	j.rdb.SetNX(ctx, "doc:"+id, doc, time.Hour)
}

// Evict drops a cached value if it is the old one.
func (j *Jobs) Evict(ctx context.Context, id, old string) {
	if j.rdb.Get(ctx, "doc:"+id).Val() == old {
		j.rdb.Del(ctx, "doc:"+id)
	}
}

// RunLocked does it by name.
func (j *Jobs) RunLocked(id string, work func()) {
	c := j.pool.Get()
	defer c.Close()
	if _, err := redis.String(c.Do("SET", "lock:"+id, "1", "NX", "EX", 60)); err == nil {
		work()
		c.Do("DEL", "lock:"+id) // want "unsafe-unlock warn DEL"
	}
}
