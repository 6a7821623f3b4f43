package iterators

import (
	"context"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	redigo "github.com/gomodule/redigo/redis"
	"github.com/redis/go-redis/v9"
	"github.com/redis/rueidis"
)

type Entry struct{ ID, Body string }

// Set hands its entries to a function, a page at a time.
type Set interface {
	Each(ctx context.Context, fn func(i int, e Entry) error) error
}

type pages struct {
	rdb  *redis.Client
	name string
}

func (p *pages) Each(ctx context.Context, fn func(i int, e Entry) error) error {
	for from := 0; ; from += 50 {
		n, err := p.page(ctx, from, fn)
		if err != nil || n < 50 {
			return err
		}
	}
}

func (p *pages) page(ctx context.Context, from int, fn func(i int, e Entry) error) (int, error) {
	ids, err := p.rdb.ZRange(ctx, p.name, int64(from), int64(from+49)).Result()
	if err != nil {
		return 0, err
	}
	for i, id := range ids {
		if err := fn(i, Entry{ID: id}); err != nil {
			return i, err
		}
	}
	return len(ids), nil
}

type Board struct {
	rdb    *redis.Client
	rc     rueidis.Client
	pool   *redigo.Pool
	open   *pages
	names  map[string]*queue
	seen   sync.Map
	mu     sync.Mutex
	titles map[string]string
}

func NewBoard(rdb *redis.Client, rc rueidis.Client, pool *redigo.Pool) *Board {
	return &Board{rdb: rdb, rc: rc, pool: pool, open: &pages{rdb: rdb, name: "open"}, names: map[string]*queue{}}
}

// Open is the set of what is open.
func (b *Board) Open() Set { return b.open }

// Add keeps a queue.
func (b *Board) Add(name string) { b.names[name] = &queue{rdb: b.rdb, name: name} }

// Move moves every entry of any set, each by two commands.
func (b *Board) Move(ctx context.Context, from Set) error {
	return from.Each(ctx, func(_ int, e Entry) error {
		if err := b.rdb.ZRem(ctx, "open", e.ID).Err(); err != nil { // want "per-item-roundtrip warn ZREM"
			return err
		}
		return b.push(ctx, e.Body)
	})
}

func (b *Board) push(ctx context.Context, body string) error {
	return b.rdb.LPush(ctx, "moved", body).Err()
}

// Bodies only works on what it is given.
func (b *Board) Bodies(ctx context.Context, from Set) (n int, err error) {
	err = from.Each(ctx, func(_ int, e Entry) error {
		n += len(e.Body)
		return nil
	})
	return n, err
}

// Counted writes one key after all have been seen, and before.
func (b *Board) Counted(ctx context.Context, from Set) error {
	n := 0
	b.rdb.Set(ctx, "counting", "1", 0)
	err := from.Each(ctx, func(_ int, e Entry) error { n++; return nil })
	b.rdb.Set(ctx, "count", n, 0)
	return err
}

// Queued collects commands, which one call sends.
func (b *Board) Queued(ctx context.Context, from Set) error {
	pipe := b.rdb.Pipeline()
	err := from.Each(ctx, func(_ int, e Entry) error {
		pipe.Del(ctx, "entry:"+e.ID)
		return nil
	})
	if err == nil {
		_, err = pipe.Exec(ctx)
	}
	return err
}

type queue struct {
	rdb  *redis.Client
	name string
}

func (q *queue) size(ctx context.Context) int64 { return q.rdb.LLen(ctx, q.name).Val() }

func (b *Board) eachQueue(fn func(q *queue)) {
	for _, q := range b.names {
		fn(q)
	}
}

// Sizes asks for the length of each queue.
func (b *Board) Sizes(ctx context.Context) map[string]int64 {
	out := map[string]int64{}
	b.eachQueue(func(q *queue) {
		out[q.name] = q.size(ctx) // want "per-item-roundtrip warn LLEN"
	})
	return out
}

// Names asks for nothing.
func (b *Board) Names() (out []string) {
	b.eachQueue(func(q *queue) { out = append(out, q.name) })
	return out
}

func forEach[T any](items []T, do func(T) error) error {
	for _, it := range items {
		if err := do(it); err != nil {
			return err
		}
	}
	return nil
}

// Drop runs a generic helper over the keys.
func (b *Board) Drop(keys []string) error {
	return forEach(keys, func(k string) error {
		c := b.pool.Get()
		defer c.Close()
		_, err := c.Do("DEL", "entry:"+k) // want "per-item-roundtrip warn DEL"
		return err
	})
}

// Three are written out.
func (b *Board) Three() error {
	return forEach([]string{"a", "b", "c"}, func(k string) error {
		c := b.pool.Get()
		defer c.Close()
		_, err := c.Do("DEL", "entry:"+k)
		return err
	})
}

func again(tries int, do func() error) (err error) {
	for i := 0; i < tries; i++ {
		if err = do(); err == nil {
			return nil
		}
	}
	return err
}

// Once tries one thing again.
func (b *Board) Once(ctx context.Context, id string) error {
	return again(3, func() error { return b.rdb.HDel(ctx, "titles", id).Err() })
}

// decoded hands on to fn what a literal of its own has decoded.
func (p *pages) decoded(ctx context.Context, fn func(e Entry)) error {
	return p.Each(ctx, func(_ int, e Entry) error {
		fn(e)
		return nil
	})
}

// Titles reads one key for each entry, two literals below the loop.
func (b *Board) Titles(ctx context.Context) (out []string, err error) {
	err = b.open.decoded(ctx, func(e Entry) {
		resp := b.rc.Do(ctx, b.rc.B().Get().Key("title:"+e.ID).Build()) // want "per-item-roundtrip warn GET"
		if s, err := resp.ToString(); err == nil {
			out = append(out, s)
		}
	})
	return out, err
}

// all is an iterator over the ids.
func all(ids []string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i, id := range ids {
			if !yield(i, id) {
				return
			}
		}
	}
}

// Ranged goes through an iterator of its own.
func (b *Board) Ranged(ctx context.Context, ids []string) (out []string) {
	for _, id := range all(ids) {
		out = append(out, b.rdb.Get(ctx, "entry:"+id).Val()) // want "per-item-roundtrip warn GET"
	}
	return out
}

// Collected goes through it for the keys, and asks once.
func (b *Board) Collected(ctx context.Context, ids []string) []any {
	var keys []string
	for _, id := range all(ids) {
		keys = append(keys, "entry:"+id)
	}
	return b.rdb.MGet(ctx, keys...).Val()
}

// Sorted and Unsorted go through iterators of the standard library.
func (b *Board) Sorted(ctx context.Context, titles map[string]string) {
	for _, id := range slices.Sorted(maps.Keys(titles)) {
		b.rdb.HSet(ctx, "titles", id, titles[id]) // want "per-item-roundtrip warn HSET"
	}
}

func (b *Board) Unsorted(ctx context.Context, titles map[string]string) {
	for id := range maps.Keys(titles) {
		b.rdb.Expire(ctx, "entry:"+id, 0) // want "per-item-roundtrip warn EXPIRE"
	}
}

// Written goes through what is written out.
func (b *Board) Written(ctx context.Context) {
	for id := range slices.Values([]string{"a", "b"}) {
		b.rdb.Expire(ctx, "entry:"+id, 0)
	}
}

// Seen walks a map that all share.
func (b *Board) Seen(ctx context.Context) {
	b.seen.Range(func(id, at any) bool {
		b.rdb.HSet(ctx, "seen", id.(string), at) // want "per-item-roundtrip warn HSET"
		return true
	})
}

// SeenOnce writes one hash.
func (b *Board) SeenOnce(ctx context.Context) {
	var all []any
	b.seen.Range(func(id, at any) bool {
		all = append(all, id, at)
		return true
	})
	b.rdb.HSet(ctx, "seen", all...)
}

// Beat says of each turn that it is alive, under one key.
func (b *Board) Beat(ctx context.Context, root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		b.rdb.Set(ctx, "walking", "1", time.Minute)
		return err
	})
}

// Files keeps what each file holds.
func (b *Board) Files(ctx context.Context, root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return b.keep(ctx, path) // want "per-item-roundtrip warn SET"
	})
}

func (b *Board) keep(ctx context.Context, path string) error {
	body, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return b.rdb.Set(ctx, "file:"+filepath.Base(path), body, time.Hour).Err()
}

func (b *Board) eachSeen(fn func(id string)) {
	b.seen.Range(func(id, _ any) bool {
		fn(id.(string))
		return true
	})
}

// Forget goes through a helper around such a walk.
func (b *Board) Forget(ctx context.Context) {
	b.eachSeen(func(id string) {
		b.rdb.Del(ctx, "entry:"+id) // want "per-item-roundtrip warn DEL"
	})
}

func (b *Board) scan(ctx context.Context, fn func(keys []string) error) error {
	for cursor := uint64(0); ; {
		keys, next, err := b.rdb.Scan(ctx, cursor, "entry:*", 100).Result()
		if err == nil {
			err = fn(keys)
		}
		if cursor = next; err != nil || next == 0 {
			return err
		}
	}
}

// Prune deletes what it picks from each page at once.
func (b *Board) Prune(ctx context.Context, old string) error {
	return b.scan(ctx, func(keys []string) error {
		var drop []string
		for _, k := range keys {
			if k < old {
				drop = append(drop, k)
			}
		}
		return b.rdb.Del(ctx, drop...).Err()
	})
}

// Mark writes each key of a page, and starts another write that nobody waits for.
func (b *Board) Mark(ctx context.Context) error {
	return b.scan(ctx, func(keys []string) error {
		for _, k := range keys {
			b.mark(ctx, k) // want "per-item-roundtrip warn GET"
		}
		return nil
	})
}

func (b *Board) mark(ctx context.Context, key string) {
	if b.rdb.Get(ctx, key).Val() == "" {
		go b.rdb.Set(ctx, key, "1", time.Hour)
	}
}

// Streamed asks for each match of a sweep, which counts it.
func (b *Board) Streamed(ctx context.Context) <-chan string {
	out := make(chan string, 100)
	go func() {
		defer close(out)
		var cursor uint64
		for {
			keys, next, err := b.rdb.Scan(ctx, cursor, "page:*", 100).Result()
			if err != nil {
				return
			}
			for _, k := range keys {
				out <- b.rdb.Get(ctx, k).Val()
			}
			if cursor = next; cursor == 0 {
				return
			}
		}
	}()
	return out
}
