package beside

import (
	"context"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"
)

type Profiles struct {
	rdb *redis.Client
}

func (p *Profiles) one(ctx context.Context, id string) (string, error) {
	return p.rdb.Get(ctx, "profile:"+id).Result()
}

// Group asks for all at once, and waits.
func (p *Profiles) Group(ctx context.Context, ids []string) ([]string, error) {
	g, ctx := errgroup.WithContext(ctx)
	out := make([]string, len(ids))
	for i, id := range ids {
		g.Go(func() error { // want "per-item-roundtrip warn GET"
			v, err := p.one(ctx, id)
			out[i] = v
			return err
		})
	}
	return out, g.Wait()
}

// Semaphore lets a few run at a time.
func (p *Profiles) Semaphore(ctx context.Context, ids []string) map[string]string {
	var mu sync.Mutex
	out := map[string]string{}
	free := make(chan struct{}, 8)
	for _, id := range ids {
		free <- struct{}{}
		go func(id string) { // want "per-item-roundtrip warn GET"
			defer func() { <-free }()
			v, _ := p.one(ctx, id)
			mu.Lock()
			out[id] = v
			mu.Unlock()
		}(id)
	}
	for range cap(free) {
		free <- struct{}{}
	}
	return out
}

// Touched starts them and goes on.
func (p *Profiles) Touched(ids []string) {
	for _, id := range ids {
		go p.rdb.Expire(context.Background(), "profile:"+id, time.Hour) // want "per-item-roundtrip note EXPIRE"
	}
}

// Consume starts a task for each queue, which works for as long as it lives.
func (p *Profiles) Consume(ctx context.Context, queues []string) {
	var wg sync.WaitGroup
	for _, q := range queues {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				job, err := p.rdb.LPop(ctx, "queue:"+q).Result()
				if err != nil {
					return
				}
				p.rdb.HIncrBy(ctx, "done", job, 1)
			}
		}()
	}
	wg.Wait()
}

// Workers share one list of work, of which each takes its part.
func (p *Profiles) Workers(ctx context.Context, n int) {
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			p.rdb.SPop(ctx, "profiles:dirty")
		}()
	}
	wg.Wait()
}

// Missing asks for what a batch did not give, each with a few tries.
func (p *Profiles) Missing(ctx context.Context, keys []string) map[string]string {
	out := map[string]string{}
	vals, _ := p.rdb.MGet(ctx, keys...).Result()
	var missing []string
	for i, v := range vals {
		if s, ok := v.(string); ok {
			out[keys[i]] = s
		} else {
			missing = append(missing, keys[i])
		}
	}
	for _, k := range missing {
		out[k] = p.insist(ctx, k) // want "per-item-roundtrip warn SETNX"
	}
	return out
}

func (p *Profiles) insist(ctx context.Context, key string) string {
	for i := 0; i < 10; i++ {
		if ok, err := p.rdb.SetNX(ctx, key, "?", time.Minute).Result(); err == nil && ok {
			return "?"
		}
	}
	return ""
}

type Item struct{ Key string }

type Base interface {
	Get(ctx context.Context, it *Item) (string, error)
	Put(ctx context.Context, it *Item) error
}

type Bulk interface {
	GetAllOf(ctx context.Context, items []Item) []string
	PutAllOf(ctx context.Context, items []Item) error
}

// spread calls one method for each item.
type spread struct{ base Base }

func (s *spread) GetAllOf(ctx context.Context, items []Item) []string {
	return each(ctx, items, 0, s.base.Get)
}

func (s *spread) PutAllOf(ctx context.Context, items []Item) error {
	return every(ctx, items, s.base.Put)
}

func each(ctx context.Context, items []Item, parallel int, get func(context.Context, *Item) (string, error)) []string {
	if parallel <= 0 {
		parallel = len(items)
	}
	limit := make(chan struct{}, parallel)
	out := make([]string, len(items))
	for i := range items {
		limit <- struct{}{}
		go func(i int) { // want "per-item-roundtrip warn GET"
			defer func() { <-limit }()
			it := items[i]
			out[i], _ = get(ctx, &it)
		}(i)
	}
	for i := 0; i < parallel; i++ {
		limit <- struct{}{}
	}
	return out
}

func every[T any](ctx context.Context, items []T, do func(context.Context, *T) error) error {
	errs := make(chan error, len(items))
	for i := range items {
		go func(i int) { // want "per-item-roundtrip warn SET"
			errs <- do(ctx, &items[i])
		}(i)
	}
	var last error
	for range items {
		if err := <-errs; err != nil {
			last = err
		}
	}
	return last
}

type Store struct {
	Bulk
	rdb *redis.Client
}

func NewStore(rdb *redis.Client) *Store {
	s := &Store{rdb: rdb}
	s.Bulk = &spread{base: s}
	return s
}

func (s *Store) Get(ctx context.Context, it *Item) (string, error) {
	return s.rdb.Get(ctx, it.Key).Result()
}

func (s *Store) Put(ctx context.Context, it *Item) error {
	return s.rdb.Set(ctx, it.Key, "", time.Hour).Err()
}

type Task interface{ run(ctx context.Context) }

type clean struct {
	rdb  *redis.Client
	name string
}

func (c *clean) run(ctx context.Context) { c.rdb.Del(ctx, "old:"+c.name) }

// Run starts what is to be done, each of which knows how.
func (s *Store) Run(ctx context.Context, more []Task) {
	tasks := append(more, &clean{s.rdb, "sessions"})
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			t.run(ctx)
		}()
	}
	wg.Wait()
}

// First waits for what its goroutine finds, for a while.
func (s *Store) First(ctx context.Context, names []string) string {
	found := make(chan string, 1)
	go func() {
		for _, n := range names {
			if v, err := s.rdb.Get(ctx, "name:"+n).Result(); err == nil && v != "" { // want "per-item-roundtrip warn GET"
				found <- v
				return
			}
		}
		found <- ""
	}()
	select {
	case <-time.After(time.Second):
		return ""
	case v := <-found:
		return v
	}
}

// Touch waits for no more than the word to stop.
func (s *Store) Touch(ctx context.Context, names []string) {
	go func() {
		for _, n := range names {
			s.rdb.Expire(ctx, "name:"+n, time.Hour) // want "per-item-roundtrip note EXPIRE"
		}
	}()
	<-ctx.Done()
}

// Await waits until others have written what it asks for.
func (s *Store) Await(ctx context.Context, names []string) {
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for s.rdb.Get(ctx, "name:"+n).Err() != nil {
				time.Sleep(time.Second)
			}
		}()
	}
	wg.Wait()
}

// Forget hands the names to workers by a channel, and waits for them.
func (s *Store) Forget(ctx context.Context, names []string) {
	work := make(chan string)
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := range work {
				s.rdb.Del(ctx, "name:"+n) // want "per-item-roundtrip warn DEL"
			}
		}()
	}
	for _, n := range names {
		work <- n
	}
	close(work)
	wg.Wait()
}

// Listen takes what others send.
func (s *Store) Listen(ctx context.Context, names chan string) {
	for n := range names {
		s.rdb.Del(ctx, "name:"+n)
	}
}
