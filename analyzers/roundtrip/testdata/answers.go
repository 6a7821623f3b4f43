package answers

import (
	"context"
	"iter"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/semaphore"
)

type Conns struct{ rdb *redis.Client }

func source(ids []string) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for _, id := range ids {
			out <- id
		}
	}()
	return out
}

// stage answers by the channel that it gives.
func (c *Conns) stage(ctx context.Context, in <-chan string) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for id := range in {
			out <- c.rdb.Get(ctx, "c:"+id).Val() // want "per-item-roundtrip warn GET"
		}
	}()
	return out
}

// Flow waits for what the stages give.
func (c *Conns) Flow(ctx context.Context, ids []string) (all []string) {
	for v := range c.stage(ctx, source(ids)) {
		all = append(all, v)
	}
	return all
}

// Lazy asks as its user goes on, who may stop it.
func (c *Conns) Lazy(ctx context.Context, ids []string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, id := range ids {
			v, err := c.rdb.Get(ctx, "c:"+id).Result() // want "per-item-roundtrip warn GET"
			if !yield(v, err) {
				return
			}
		}
	}
}

// Peek takes all places back that it has handed out.
func (c *Conns) Peek(ctx context.Context, ids []string) error {
	places := semaphore.NewWeighted(4)
	for _, id := range ids {
		places.Acquire(ctx, 1)
		go func() { // want "per-item-roundtrip warn GET"
			defer places.Release(1)
			c.rdb.Get(ctx, id)
		}()
	}
	return places.Acquire(ctx, 4)
}

// Spray takes none back.
func (c *Conns) Spray(ctx context.Context, ids []string) {
	places := semaphore.NewWeighted(4)
	for _, id := range ids {
		places.Acquire(ctx, 1)
		go func() { // want "per-item-roundtrip note GET"
			defer places.Release(1)
			c.rdb.Get(ctx, id)
		}()
	}
}
