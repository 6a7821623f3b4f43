// Package batch reads many keys at once.
package batch

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

// Cache fills what it misses by the loader that it was made with.
type Cache struct {
	rdb  *redis.Client
	load func(ctx context.Context, ids []string) (map[string]string, error)
	note func(hits int)
}

func New(rdb *redis.Client, load func(context.Context, []string) (map[string]string, error), note func(int)) *Cache {
	return &Cache{rdb, load, note}
}

// Many gathers what is missing in a loop and asks for it.
func (c *Cache) Many(ctx context.Context, ids []string) (map[string]string, error) {
	have, err := c.read(ctx, ids)
	if err != nil {
		return nil, err
	}
	var missing []string
	for i, id := range ids {
		if have[i] == nil {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil, nil
	}
	got, err := c.load(ctx, missing) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	return got, c.store(ctx, got)
}

func (c *Cache) read(ctx context.Context, ids []string) ([]any, error) {
	c.note(len(ids))
	return c.rdb.MGet(ctx, ids...).Result()
}

func (c *Cache) store(ctx context.Context, docs map[string]string) error {
	p := c.rdb.Pipeline()
	for id, doc := range docs {
		p.Set(ctx, id, doc, time.Hour)
	}
	_, err := p.Exec(ctx)
	return err
}

// Has looks and asks nobody.
func (c *Cache) Has(ctx context.Context, ids []string) (int, error) {
	have, err := c.read(ctx, ids)
	if err != nil {
		return 0, err
	}
	var missing []string
	for i, id := range ids {
		if have[i] == nil {
			missing = append(missing, id)
		}
	}
	return len(ids) - len(missing), nil
}

// Watched tells a listener what was missed, and stores a mark.
type Watched struct {
	rdb    *redis.Client
	OnMiss func(w *Watched, id string)
}

func Watch(rdb *redis.Client, onMiss func(*Watched, string)) *Watched { return &Watched{rdb, onMiss} }

func (w *Watched) Get(ctx context.Context, id string) string {
	v, err := w.rdb.Get(ctx, id).Result()
	if err != nil {
		w.OnMiss(w, id)
		w.rdb.Set(ctx, id, "missed", time.Minute)
	}
	return v
}

// Old gathers what is missing and what is old apart, and asks for both.
func (c *Cache) Old(ctx context.Context, ids []string, old map[string]bool) ([]string, error) {
	var out, missing, stale []string
	for _, id := range ids {
		v, err := c.rdb.Get(ctx, id).Result()
		if err != nil {
			missing = append(missing, id)
			continue
		}
		if old[v] {
			stale = append(stale, id)
		} else {
			out = append(out, v)
		}
	}
	if len(missing)+len(stale) == 0 {
		return out, nil
	}
	all := missing
	for _, id := range stale {
		all = append(all, id)
	}
	got, err := c.load(ctx, all) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	return out, c.store(ctx, got)
}

// Queued queues the reads, and goes through what they gave once they have been sent.
func (c *Cache) Queued(ctx context.Context, ids []string) (map[string]string, error) {
	cmds := make(map[string]*redis.StringCmd, len(ids))
	pipe := c.rdb.Pipeline()
	for _, id := range ids {
		cmds[id] = pipe.Get(ctx, id)
	}
	if _, err := pipe.Exec(ctx); err != nil && err != redis.Nil {
		return nil, err
	}
	out := map[string]string{}
	var missing []string
	for id, cmd := range cmds {
		v, err := cmd.Result()
		if err != nil {
			missing = append(missing, id)
			continue
		}
		out[id] = v
	}
	if len(missing) == 0 {
		return out, nil
	}
	got, err := c.load(ctx, missing) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	return out, c.store(ctx, got)
}

// batch is a pipeline of the module's own.
type batch struct {
	pipe redis.Pipeliner
	cmds map[string]*redis.StringCmd
}

func (c *Cache) batch() *batch { return &batch{c.rdb.Pipeline(), map[string]*redis.StringCmd{}} }

func (b *batch) get(ctx context.Context, key string)    { b.cmds[key] = b.pipe.Get(ctx, key) }
func (b *batch) put(ctx context.Context, key, v string) { b.pipe.Set(ctx, key, v, time.Hour) }

func (b *batch) run(ctx context.Context) (map[string]string, error) {
	if _, err := b.pipe.Exec(ctx); err != nil && err != redis.Nil {
		return nil, err
	}
	out := map[string]string{}
	for k, c := range b.cmds {
		if v, err := c.Result(); err == nil {
			out[k] = v
		}
	}
	return out, nil
}

// Batched has a batch send what it was given before.
func (c *Cache) Batched(ctx context.Context, ids []string) (map[string]string, error) {
	b := c.batch()
	for _, id := range ids {
		b.get(ctx, id)
	}
	have, err := b.run(ctx)
	if err != nil {
		return nil, err
	}
	var missing []string
	for _, id := range ids {
		if _, ok := have[id]; !ok {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return have, nil
	}
	got, err := c.load(ctx, missing) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	w := c.batch()
	for id, doc := range got {
		w.put(ctx, id, doc)
		have[id] = doc
	}
	_, err = w.run(ctx)
	return have, err
}
