package loops

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gomodule/redigo/redis"
	goredis "github.com/redis/go-redis/v9"
)

type Names struct {
	rdb  *goredis.Client
	pool *redis.Pool
}

// Load asks for one key per id.
func (n *Names) Load(ctx context.Context, ids []string) ([]string, error) {
	var out []string
	for _, id := range ids {
		s, err := n.rdb.Get(ctx, "name:"+id).Result() // want "per-item-roundtrip warn GET"
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// LoadBatch is Load in one round trip.
func (n *Names) LoadBatch(ctx context.Context, ids []string) ([]any, error) {
	keys := make([]string, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, "name:"+id)
	}
	return n.rdb.MGet(ctx, keys...).Result()
}

// LoadPipeline queues the commands and sends them together.
func (n *Names) LoadPipeline(ctx context.Context, ids []string) error {
	_, err := n.rdb.Pipelined(ctx, func(p goredis.Pipeliner) error {
		for _, id := range ids {
			p.Get(ctx, "name:"+id)
		}
		return nil
	})
	return err
}

// LoadPipe does it without a closure.
func (n *Names) LoadPipe(ctx context.Context, ids []string) error {
	pipe := n.rdb.TxPipeline()
	for _, id := range ids {
		pipe.Get(ctx, "name:"+id)
	}
	_, err := pipe.Exec(ctx)
	return err
}

// Drop deletes a page of keys at a time.
func (n *Names) Drop(ctx context.Context, keys []string) {
	for start := 0; start < len(keys); start += 500 {
		n.rdb.Unlink(ctx, keys[start:min(start+500, len(keys))]...)
	}
}

// DropEach deletes them one by one, through a method of its own.
func (n *Names) DropEach(ctx context.Context, keys []string) {
	for _, k := range keys {
		n.drop(ctx, k) // want "per-item-roundtrip warn DEL"
	}
}

func (n *Names) drop(ctx context.Context, key string) error {
	return n.rdb.Del(ctx, "name:"+key).Err()
}

// Clear announces what it does.
func (n *Names) Clear(ctx context.Context, keys []string) {
	for _, k := range keys {
		n.rdb.Del(ctx, k) // want "per-item-roundtrip note DEL"
	}
}

// Fixed reads a list that is written out.
func (n *Names) Fixed(ctx context.Context) (total int) {
	for _, k := range []string{"a", "b", "c"} {
		v, _ := n.rdb.Get(ctx, k).Int()
		total += v
	}
	return total
}

var regions = []string{"eu", "us", "ap"}

// FixedElsewhere reads a list that is written out in a variable.
func (n *Names) FixedElsewhere(ctx context.Context) (total int) {
	for _, k := range regions {
		v, _ := n.rdb.Get(ctx, k).Int()
		total += v
	}
	return total
}

type region struct {
	name   string
	states []string
}

var allRegions = []region{{"eu", []string{"de", "fr"}}, {"us", []string{"ny"}}}

// copied gives a copy of what is written out.
func copied() []region {
	out := make([]region, len(allRegions))
	for i, r := range allRegions {
		out[i] = r
		out[i].states = append([]string(nil), r.states...)
	}
	return out
}

// FixedCopy reads what a function gives a copy of.
func (n *Names) FixedCopy(ctx context.Context) (total int) {
	for _, r := range copied() {
		v, _ := n.rdb.Get(ctx, r.name).Int()
		total += v
	}
	return total
}

func cloned() []string { return slices.Clone(regions) }

func withMore() []string { return append(append([]string(nil), regions...), "af") }

// FixedClone reads further copies.
func (n *Names) FixedClone(ctx context.Context) (total int) {
	for _, k := range cloned() {
		v, _ := n.rdb.Get(ctx, k).Int()
		total += v
	}
	for _, k := range withMore() {
		v, _ := n.rdb.Get(ctx, k).Int()
		total += v
	}
	return total
}

// named gives a name for each that it is given.
func named(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = "name:" + id
	}
	return out
}

// Named reads as many as it is given.
func (n *Names) Named(ctx context.Context, ids []string) (total int) {
	for _, k := range named(ids) {
		v, _ := n.rdb.Get(ctx, k).Int() // want "per-item-roundtrip warn GET"
		total += v
	}
	return total
}

// Grown reads what is written out and what it is given besides.
func (n *Names) Grown(ctx context.Context, ids []string) (total int) {
	for _, k := range append(slices.Clone(regions), ids...) {
		v, _ := n.rdb.Get(ctx, k).Int() // want "per-item-roundtrip warn GET"
		total += v
	}
	return total
}

// Gathered reads one for each that it is given, too.
func (n *Names) Gathered(ctx context.Context, ids []string) (total int) {
	var keys []string
	for _, id := range ids {
		keys = append(keys, "name:"+id)
	}
	for _, k := range keys {
		v, _ := n.rdb.Get(ctx, k).Int() // want "per-item-roundtrip warn GET"
		total += v
	}
	return total
}

// Retry repeats one key.
func (n *Names) Retry(ctx context.Context, key string, tries int) (s string, err error) {
	for i := 0; i < tries; i++ {
		if s, err = n.rdb.Get(ctx, key).Result(); err == nil {
			break
		}
	}
	return s, err
}

// Shards asks each server once.
func Shards(ctx context.Context, shards []*goredis.Client, key string) {
	for _, c := range shards {
		c.Get(ctx, key)
	}
}

// Beside asks for all at the same time.
func (n *Names) Beside(ctx context.Context, ids []string) {
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Add(1)
		go func() { // want "per-item-roundtrip warn GET"
			defer wg.Done()
			n.rdb.Get(ctx, "name:"+id)
		}()
	}
	wg.Wait()
}

// Members adds one member per round trip to one set.
func (n *Names) Members(ctx context.Context, ids []string) {
	for _, id := range ids {
		n.rdb.SAdd(ctx, "names", id) // want "per-item-roundtrip warn SADD"
	}
}

// Pages asks for the next page of one list.
func (n *Names) Pages(ctx context.Context, pages int) {
	for i := 0; i < pages; i++ {
		n.rdb.LRange(ctx, "names", int64(i)*50, int64(i)*50+49)
	}
}

// Lists reads one list after the other, each whole.
func (n *Names) Lists(ctx context.Context, from, to uint64) (out [][]string) {
	for i := from; i <= to; i++ {
		out = append(out, n.rdb.LRange(ctx, fmt.Sprintf("names:%d", i), 0, -1).Val()) // want "per-item-roundtrip warn LRANGE"
	}
	return out
}

// Raw does it by name.
func (n *Names) Raw(ids []string) {
	c := n.pool.Get()
	defer c.Close()
	for _, id := range ids {
		c.Do("HGET", "names", id) // want "per-item-roundtrip warn HGET"
	}
}

// RawPipeline sends them together.
func (n *Names) RawPipeline(ids []string) {
	c := n.pool.Get()
	defer c.Close()
	for _, id := range ids {
		c.Send("HGET", "names", id)
	}
	c.Flush()
}

// RawListed deletes what a listing gave, one by one.
func (n *Names) RawListed(set string) error {
	c := n.pool.Get()
	defer c.Close()
	keys, err := redis.Strings(c.Do("SMEMBERS", set))
	for _, k := range keys {
		if _, err = c.Do("DEL", k); err != nil { // want "per-item-roundtrip warn DEL"
			return err
		}
	}
	return err
}

// RawMany deletes them at once.
func (n *Names) RawMany(keys []string) error {
	c := n.pool.Get()
	defer c.Close()
	args := redis.Args{}
	for _, k := range keys {
		args = args.Add(k)
	}
	_, err := c.Do("DEL", args...)
	return err
}

// First ends at the first hit.
func (n *Names) First(ctx context.Context, ids []string) string {
	for _, id := range ids {
		if s, err := n.rdb.Get(ctx, "name:"+id).Result(); err == nil {
			return s
		}
	}
	return ""
}

// each is open to any list, but its callers write theirs out.
func (n *Names) each(ctx context.Context, ids ...string) (out []string) {
	for _, id := range ids {
		out = append(out, n.rdb.Get(ctx, "name:"+id).Val())
	}
	return out
}

func (n *Names) Two(ctx context.Context, a, b string) []string { return n.each(ctx, a, b) }

type queues struct {
	rdb   *goredis.Client
	names []string
}

type Queues struct{ *queues }

// NewQueues takes its list from the configuration.
func NewQueues(rdb *goredis.Client, names []string) *Queues {
	return &Queues{newQueues(rdb, names)}
}

func newQueues(rdb *goredis.Client, names []string) *queues {
	return &queues{rdb: rdb, names: names}
}

func (q *Queues) Size(ctx context.Context) (n int64) {
	for _, name := range q.names {
		n += q.rdb.LLen(ctx, name).Val()
	}
	return n
}

// Compensate sends commands where something failed.
func (n *Names) Compensate(ctx context.Context, ids []string, save func(string) error) {
	for _, id := range ids {
		if err := save(id); err != nil {
			n.rdb.Del(ctx, "name:"+id)
		}
	}
}

// Options say how long what is empty is kept.
type Options struct{ KeepEmpty time.Duration }

func DefaultOptions() Options { return Options{KeepEmpty: time.Minute} }

type Kept struct {
	rdb     *goredis.Client
	Options Options
}

// Settle deletes one by one only where nothing empty is to be kept, which users
// have to ask for.
func (k *Kept) Settle(ctx context.Context, ids []string) {
	for _, id := range ids {
		if k.Options.KeepEmpty == 0 {
			k.rdb.Del(ctx, "k:"+id) // want "per-item-roundtrip note DEL"
			continue
		}
		k.rdb.Expire(ctx, "all", k.Options.KeepEmpty)
	}
}

// Get, Expire and HSet are called like their commands, which says nothing of how
// many are sent.
func (n *Names) Get(ctx context.Context, keys ...string) (out []string) {
	for _, k := range keys {
		out = append(out, n.rdb.Get(ctx, k).Val()) // want "per-item-roundtrip warn GET"
	}
	return out
}

func (n *Names) Expire(keys []string, seconds int) error {
	c := n.pool.Get()
	defer c.Close()
	for _, k := range keys {
		if _, err := c.Do("EXPIRE", k, seconds); err != nil { // want "per-item-roundtrip warn EXPIRE"
			return err
		}
	}
	return nil
}

func (n *Names) HSet(ctx context.Context, key string, fields map[string]string) error {
	for f, v := range fields {
		if err := n.hset(ctx, key, f, v); err != nil { // want "per-item-roundtrip warn HSET"
			return err
		}
	}
	return nil
}

func (n *Names) hset(ctx context.Context, key, field, value string) error {
	return n.rdb.HSet(ctx, key, field, value).Err()
}

// Same asks for one key again and again, whatever comes next.
func Same(ctx context.Context, rdb *goredis.Client, rows *sql.Rows, prefix, key string) error {
	if prefix != "" {
		key = prefix + key
	}
	for rows.Next() {
		if err := rdb.Get(ctx, key).Err(); err != nil {
			return err
		}
	}
	return nil
}

// Messages takes as many as it has counted, one by one.
func Messages(ctx context.Context, rdb *goredis.Client, user string) (out []string) {
	n := rdb.LLen(ctx, "messages:"+user).Val()
	for i := int64(0); i < n; i++ {
		out = append(out, rdb.LPop(ctx, "messages:"+user).Val()) // want "per-item-roundtrip warn LPOP"
	}
	return out
}

// Work takes what there is until there is none, as a worker does.
func Work(ctx context.Context, rdb *goredis.Client, do func(string)) {
	for {
		job, err := rdb.LPop(ctx, "jobs").Result()
		if err != nil {
			return
		}
		do(job)
	}
}

// Samples are as many as the source says.
func Samples(ctx context.Context, rdb *goredis.Client) {
	list := make([]string, 0)
	for i := 1; i < 10; i++ {
		list = append(list, strconv.Itoa(i))
	}
	var made []*sample
	for i := range 10 {
		made = append(made, &sample{id: i})
	}
	for i := range list {
		rdb.LPush(ctx, "samples", list[i])
	}
	for _, s := range made {
		rdb.LPush(ctx, "samples", s.id)
	}
}

type sample struct{ id int }

// Some are as many as there are of them.
func Some(ctx context.Context, rdb *goredis.Client, of []int) {
	var made []*sample
	for _, id := range of {
		made = append(made, &sample{id: id})
	}
	for _, s := range made {
		rdb.LPush(ctx, "samples", s.id) // want "per-item-roundtrip warn LPUSH"
	}
}
