package jobs

import (
	"context"
	"time"

	"github.com/bradfitz/gomemcache/memcache"
	"github.com/bsm/redislock"
	"github.com/gomodule/redigo/redis"
	goredis "github.com/redis/go-redis/v9"
)

type Jobs struct {
	rdb  *goredis.Client
	pool *redis.Pool
	mc   *memcache.Client
	ttl  time.Duration
}

func (j *Jobs) Run(ctx context.Context, id string) bool {
	return j.rdb.SetNX(ctx, "lock:"+id, "1", 0).Val() // want "lock-without-expiry warn SETNX"
}

func (j *Jobs) RunExpiring(ctx context.Context, id string) bool {
	return j.rdb.SetNX(ctx, "lock:"+id, "1", time.Minute).Val()
}

func (j *Jobs) RunConfigured(ctx context.Context, id string) bool {
	return j.rdb.SetNX(ctx, "lock:"+id, "1", j.ttl).Val()
}

// Claim sets the expiry in a second command, whatever the key is called.
func (j *Jobs) Claim(ctx context.Context, id string) bool {
	ok := j.rdb.SetNX(ctx, "job:"+id, "1", 0).Val() // want "lock-without-expiry warn SETNX"
	if ok {
		j.rdb.Expire(ctx, "job:"+id, time.Minute)
	}
	return ok
}

// ClaimTogether sends both in one transaction.
func (j *Jobs) ClaimTogether(ctx context.Context, id string) error {
	_, err := j.rdb.TxPipelined(ctx, func(p goredis.Pipeliner) error {
		p.SetNX(ctx, "lock:"+id, "1", 0)
		p.Expire(ctx, "lock:"+id, time.Minute)
		return nil
	})
	return err
}

// ClaimOther gives an expiry to another key.
func (j *Jobs) ClaimOther(ctx context.Context, id string) {
	j.rdb.SetNX(ctx, "job:"+id, "1", 0)
	j.rdb.Expire(ctx, "stats:jobs", time.Minute)
}

// Pause sets a flag that is meant to stay.
func (j *Jobs) Pause(ctx context.Context, queue string) bool {
	return j.rdb.SetNX(ctx, queue+":paused", time.Now().Unix(), 0).Val()
}

// Block is no lock either.
func (j *Jobs) Block(ctx context.Context, user string) bool {
	return j.rdb.SetNX(ctx, "blocked:"+user, 1, 0).Val()
}

// Guard takes a key and deletes it when it is done: a lock by use.
func (j *Jobs) Guard(ctx context.Context, id string, work func()) {
	key := "busy:" + id
	if j.rdb.SetNX(ctx, key, "1", 0).Val() { // want "lock-without-expiry warn SETNX"
		defer j.rdb.Del(ctx, key)
		work()
	}
}

func (j *Jobs) RawLock(id string) error {
	c := j.pool.Get()
	defer c.Close()
	_, err := c.Do("SETNX", "job:"+id, "1") // want "lock-without-expiry warn SETNX"
	return err
}

func (j *Jobs) RawLockWords(id string) error {
	c := j.pool.Get()
	defer c.Close()
	_, err := c.Do("SET", "lock:"+id, "1", "NX") // want "lock-without-expiry warn SET"
	return err
}

func (j *Jobs) RawLockExpiring(id string) error {
	c := j.pool.Get()
	defer c.Close()
	_, err := c.Do("SET", "lock:"+id, "1", "NX", "PX", 30000)
	return err
}

func (j *Jobs) LockMemcached(id string) error {
	return j.mc.Add(&memcache.Item{Key: "lock:" + id}) // want "lock-without-expiry warn ADD"
}

func (j *Jobs) LockMemcachedExpiring(id string) error {
	return j.mc.Add(&memcache.Item{Key: "lock:" + id, Expiration: 30})
}

// Obtain uses a library that expires its locks.
func (j *Jobs) Obtain(ctx context.Context, id string) (*redislock.Lock, error) {
	return redislock.New(j.rdb).Obtain(ctx, "lock:"+id, time.Minute, nil)
}

var (
	take   = goredis.NewScript(`return redis.call("SETNX", KEYS[1], ARGV[1])`)
	takeEx = goredis.NewScript(`if redis.call("SETNX", KEYS[1], ARGV[1]) == 1 then redis.call("PEXPIRE", KEYS[1], ARGV[2]) return 1 end return 0`)
)

func (j *Jobs) LockScript(ctx context.Context, id string) error {
	return take.Run(ctx, j.rdb, []string{id}, "1").Err() // want "lock-without-expiry warn SETNX"
}

func (j *Jobs) LockScriptExpiring(ctx context.Context, id string) error {
	return takeEx.Run(ctx, j.rdb, []string{id}, "1", 30000).Err()
}

// TakeOver frees a lock whose holder is late, and leaves it without an expiry if
// it dies between the two commands.
func (j *Jobs) TakeOver(ctx context.Context, id, until string) bool {
	if j.rdb.SetNX(ctx, "lock:"+id, until, time.Minute).Val() {
		return true
	}
	if old := j.rdb.GetSet(ctx, "lock:"+id, until).Val(); old < until { // want "lock-without-expiry warn GETSET"
		j.rdb.Expire(ctx, "lock:"+id, time.Minute)
		return true
	}
	return false
}

// Swap changes a value that is no lock's.
func (j *Jobs) Swap(ctx context.Context, id, state string) string {
	return j.rdb.GetSet(ctx, "state:"+id, state).Val()
}

// Enter takes the lock by counting, and gives it a time in a second command.
func (j *Jobs) Enter(ctx context.Context, id string) bool {
	n := j.rdb.Incr(ctx, "lock:"+id).Val() // want "lock-without-expiry warn INCR"
	if n == 1 {
		j.rdb.Expire(ctx, "lock:"+id, time.Minute)
	}
	return n == 1
}

// EnterChecked does so where the count did not fail.
func (j *Jobs) EnterChecked(ctx context.Context, id string) (bool, error) {
	n, err := j.rdb.Incr(ctx, "lock:"+id).Result() // want "lock-without-expiry warn INCR"
	if err != nil {
		return false, err
	}
	if n == 1 {
		err = j.rdb.Expire(ctx, "lock:"+id, time.Minute).Err()
	}
	return n == 1, err
}

// LockAttempt counts attempts, and gives the count a time each time.
func (j *Jobs) LockAttempt(ctx context.Context, id string) error {
	n, err := j.rdb.Incr(ctx, "attempts:"+id).Result()
	if err != nil {
		return err
	}
	if err := j.rdb.Expire(ctx, "attempts:"+id, time.Minute).Err(); err != nil {
		return err
	}
	if n > 5 {
		return j.rdb.Set(ctx, "locked:"+id, 1, time.Minute).Err()
	}
	return nil
}

// Allow counts requests, and nothing is locked.
func (j *Jobs) Allow(ctx context.Context, id string) bool {
	n := j.rdb.Incr(ctx, "requests:"+id).Val()
	if n == 1 {
		j.rdb.Expire(ctx, "requests:"+id, time.Minute)
	}
	return n < 100
}
