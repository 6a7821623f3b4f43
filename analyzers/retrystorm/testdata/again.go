package again

import (
	"context"
	"strings"
	"time"

	"github.com/mediocregopher/radix/v3"
	"github.com/redis/go-redis/v9"
)

type Jobs struct{ rdb *redis.Client }

func (j *Jobs) mend(ctx context.Context) error { return j.rdb.Set(ctx, "made", 1, time.Hour).Err() }

// Take mends what was missing, looks at no outcome, and starts anew.
func (j *Jobs) Take(ctx context.Context, n int64) (int64, error) {
	v, err := j.rdb.IncrBy(ctx, "jobs", n).Result() // want "retry-storm warn INCRBY"
	if err != nil {
		if strings.HasPrefix(err.Error(), "NOGROUP") {
			j.mend(ctx)
			return j.Take(ctx, n)
		}
		return 0, err
	}
	return v, nil
}

// TakeMended starts anew where the mending went well.
func (j *Jobs) TakeMended(ctx context.Context, n int64) (int64, error) {
	v, err := j.rdb.IncrBy(ctx, "jobs", n).Result()
	if err != nil {
		if e := j.mend(ctx); e != nil {
			return 0, e
		}
		return j.TakeMended(ctx, n)
	}
	return v, nil
}

// TakeSome counts.
func (j *Jobs) TakeSome(ctx context.Context, tries int) (int64, error) {
	v, err := j.rdb.IncrBy(ctx, "jobs", 1).Result()
	if err != nil && tries > 0 {
		return j.TakeSome(ctx, tries-1)
	}
	return v, err
}

// TakeWatched starts anew where another writer was faster.
func (j *Jobs) TakeWatched(ctx context.Context) error {
	err := j.rdb.Watch(ctx, func(tx *redis.Tx) error { return tx.Incr(ctx, "jobs").Err() }, "jobs") // want "retry-storm warn WATCH"
	if err == redis.TxFailedErr {
		return j.TakeWatched(ctx)
	}
	return err
}

// Walk calls itself for the next part, where all went well.
func (j *Jobs) Walk(ctx context.Context) error {
	if err := j.rdb.Incr(ctx, "jobs").Err(); err != nil {
		return err
	}
	return j.Walk(ctx)
}

const unborn = "\x01"

func plain(key string) string { return strings.TrimPrefix(key, "/") }

// Read starts anew as long as a placeholder stands there.
func (j *Jobs) Read(ctx context.Context, key string) (string, error) {
	v, err := j.rdb.Get(ctx, plain(key)).Result() // want "retry-storm warn GET"
	if err != nil {
		return "", err
	}
	if v == unborn {
		return j.Read(ctx, plain(key))
	}
	return v, nil
}

// ReadAll starts anew where one has gone in between.
func (j *Jobs) ReadAll(ctx context.Context, name string) ([]string, error) {
	keys, err := j.rdb.SMembers(ctx, name).Result()
	if err != nil {
		return nil, err
	}
	var out []string
	for _, k := range keys {
		v, err := j.Read(ctx, k) // want "retry-storm warn GET"
		if err == redis.Nil {
			return j.ReadAll(ctx, name)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// ReadMade puts there what was missing.
func (j *Jobs) ReadMade(ctx context.Context, key string) (string, error) {
	v, err := j.rdb.Get(ctx, key).Result()
	if err == redis.Nil {
		j.rdb.SetNX(ctx, key, "new", time.Hour)
		return j.ReadMade(ctx, key)
	}
	return v, err
}

// Pop drops what is empty, and gets on with each turn.
func (j *Jobs) Pop(ctx context.Context) (string, error) {
	v, err := j.rdb.LPop(ctx, "jobs").Result()
	if err == nil && v == unborn {
		return j.Pop(ctx)
	}
	return v, err
}

// ReadUntil stops at a time.
func (j *Jobs) ReadUntil(ctx context.Context, key string, end time.Time) (string, error) {
	v, err := j.rdb.Get(ctx, key).Result()
	if time.Now().Before(end) {
		if v == unborn {
			return j.ReadUntil(ctx, key, end)
		}
	}
	return v, err
}

func forever(try func() error) {
	for try() != nil { // want "retry-storm warn HSET"
	}
}

func fewTimes(try func() error) {
	for range 3 {
		if try() == nil {
			return
		}
	}
}

// Persist hands in what is to be tried.
func (j *Jobs) Persist(ctx context.Context, key string) {
	forever(func() error { return j.rdb.HSet(ctx, key, "kept", 1).Err() })
	fewTimes(func() error { return j.rdb.HSet(ctx, key, "tried", 1).Err() })
}

type runner[T any] struct{ call func() (T, error) }

func (r runner[T]) must() T {
	for {
		v, err := r.call() // want "retry-storm warn GET"
		if err == nil {
			return v
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// Name is run by what holds it.
func (j *Jobs) Name(ctx context.Context, id string) string {
	return runner[string]{func() (string, error) { return j.rdb.Get(ctx, "name:"+id).Result() }}.must()
}

// Await asks at once until there is something.
func (j *Jobs) Await(ctx context.Context, id string) string {
	for {
		v, err := j.rdb.Get(ctx, "ready:"+id).Result() // want "retry-storm warn GET"
		if err == redis.Nil {
			continue
		}
		return v
	}
}

// AwaitPaced asks once a second, and fails where the server does.
func (j *Jobs) AwaitPaced(ctx context.Context, id string) string {
	for {
		v, err := j.rdb.Get(ctx, "ready:"+id).Result()
		if err == redis.Nil {
			time.Sleep(time.Second)
			continue
		}
		return v
	}
}

// Push calls itself by its variable.
func (j *Jobs) Push(ctx context.Context, v string) {
	var push func()
	push = func() {
		if err := j.rdb.RPush(ctx, "jobs", v).Err(); err != nil { // want "retry-storm warn RPUSH"
			push()
		}
	}
	push()
}

// Later is called again by a timer, at the same pace.
func (j *Jobs) Later(v string) {
	if err := j.rdb.RPush(context.Background(), "later", v).Err(); err != nil { // want "retry-storm warn RPUSH"
		time.AfterFunc(time.Second, func() { j.Later(v) })
	}
}

// LaterAndLater is given a longer time each turn.
func (j *Jobs) LaterAndLater(v string, d time.Duration) {
	if err := j.rdb.RPush(context.Background(), "later", v).Err(); err != nil {
		time.AfterFunc(d, func() { j.LaterAndLater(v, 2*d) })
	}
}

// Send sends what it has gathered until it can.
func (j *Jobs) Send(ctx context.Context, v string) {
	for {
		p := j.rdb.Pipeline()
		p.SAdd(ctx, "sent", v)
		if _, err := p.Exec(ctx); err == nil { // want "retry-storm warn"
			return
		}
	}
}

// Mark sends one command that it has built, which is one finding.
func Mark(c *radix.Pool, id string) {
	for {
		if err := c.Do(radix.Cmd(nil, "SADD", "marked", id)); err == nil { // want "retry-storm warn SADD"
			return
		}
		time.Sleep(time.Second)
	}
}
