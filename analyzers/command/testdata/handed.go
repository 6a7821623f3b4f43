// Package handed has a helper that does what it is told, for everybody.
package handed

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Store struct{ rdb *redis.Client }

func New(rdb *redis.Client) *Store { return &Store{rdb} }

// Each calls what it is given.
func Each(ids []string, do func(id string) error) error {
	for _, id := range ids {
		if err := do(id); err != nil {
			return err
		}
	}
	return nil
}

func retry(do func() error) error {
	if err := do(); err == nil {
		return nil
	}
	return do()
}

// Save deletes one by one: no path of it empties the server.
func (s *Store) Save(ctx context.Context, ids []string) error {
	return Each(ids, func(id string) error {
		return retry(func() error { return s.rdb.Del(ctx, id).Err() })
	})
}

// Reset says that it empties it.
func (s *Store) Reset(ctx context.Context, ids []string) error {
	return Each(ids, func(id string) error {
		return retry(func() error { return s.rdb.FlushDB(ctx).Err() }) // want "flush note"
	})
}

// Put does not say so, and has its function from further up.
func (s *Store) Put(ctx context.Context, ids []string) error {
	return s.with(ids, func(string) error { return s.rdb.FlushAll(ctx).Err() }) // want "flush fail"
}

// Touch goes the same way with another.
func (s *Store) Touch(ctx context.Context, ids []string) error {
	return s.with(ids, func(id string) error { return s.rdb.Get(ctx, id).Err() })
}

func (s *Store) with(ids []string, do func(string) error) error { return Each(ids, do) }

// Move runs one transaction in another: the helper is entered twice on its way.
func (s *Store) Move(ctx context.Context) error {
	return s.inTx(func() error { return s.archive(ctx) })
}

func (s *Store) archive(ctx context.Context) error {
	return s.inTx(func() error { return s.rdb.FlushAll(ctx).Err() }) // want "flush fail"
}

// Total is in a transaction too, and has nothing emptied.
func (s *Store) Total(ctx context.Context) error {
	return s.inTx(func() error { return s.rdb.Get(ctx, "count").Err() })
}

// Watch does now and then what Serve does not.
func (s *Store) Watch(ctx context.Context, every time.Duration) {
	s.inTx(func() error { return s.rdb.Ping(ctx).Err() })
	for range time.Tick(every) {
		s.inTx(func() error { return s.refill(ctx) })
	}
}

func (s *Store) refill(ctx context.Context) error {
	return s.inTx(func() error { return s.rdb.FlushDB(ctx).Err() }) // want "flush fail"
}

func (s *Store) inTx(do func() error) error { return begin(do) }

func begin(do func() error) error { return do() }

// Jobs runs functions beside its caller.
type Jobs struct{ all []*job }

type job struct {
	name string
	run  func(ctx context.Context)
}

func (j *Jobs) Run(ctx context.Context, name string, run func(ctx context.Context)) {
	one := &job{name: name, run: run}
	j.all = append(j.all, one)
	j.start(ctx, one)
}

func (j *Jobs) start(ctx context.Context, one *job) {
	go func(ctx context.Context) {
		one.run(ctx)
	}(ctx)
}

// Count starts a job that reads.
func (s *Store) Count(ctx context.Context, j *Jobs) {
	j.Run(ctx, "count", func(ctx context.Context) { s.rdb.Get(ctx, "n") })
}

// Purge starts one that empties, as it says.
func (s *Store) Purge(ctx context.Context, j *Jobs) {
	j.Run(ctx, "purge", func(ctx context.Context) { s.rdb.FlushDB(ctx) }) // want "flush note"
}

// Breaker runs what it is given behind two interfaces, the outer of which
// nothing but the package itself can implement.
type Breaker interface {
	Do(req func() error, ok func(error) bool) error
}

type throttle interface {
	doReq(req func() error, ok func(error) bool) error
}

type circuit struct {
	name string
	throttle
}

func (c *circuit) Do(req func() error, ok func(error) bool) error { return c.throttle.doReq(req, ok) }

type inner interface {
	doReq(req func() error, ok func(error) bool) error
}

type logged struct {
	inner
	n int
}

func (l logged) doReq(req func() error, ok func(error) bool) error {
	return l.inner.doReq(req, func(err error) bool { l.n++; return ok(err) })
}

type plain struct{}

func (plain) doReq(req func() error, ok func(error) bool) error {
	if err := req(); !ok(err) {
		return err
	}
	return nil
}

func NewBreaker(opts ...func(*circuit)) Breaker {
	var c circuit
	for _, o := range opts {
		o(&c)
	}
	c.throttle = logged{inner: plain{}}
	return &c
}

func fine(err error) bool { return err == nil }

// Guarded sends each command through a breaker.
type Guarded struct {
	rdb *redis.Client
	brk Breaker
}

func NewGuarded(rdb *redis.Client) *Guarded { return &Guarded{rdb: rdb, brk: NewBreaker()} }

// Decr is not what Keys is, though both go the same way.
func (g *Guarded) Decr(ctx context.Context, key string) (n int64, err error) {
	err = g.brk.Do(func() error { n, err = g.rdb.Decr(ctx, key).Result(); return err }, fine)
	return
}

func (g *Guarded) Keys(ctx context.Context, pattern string) (all []string, err error) {
	err = g.brk.Do(func() error {
		all, err = g.rdb.Keys(ctx, pattern).Result() // want "keys note"
		return err
	}, fine)
	return
}

// ExpectSlaveOf says in its name, in Go's spelling, which command it is about.
func (g *Guarded) ExpectSlaveOf(ctx context.Context, host, port string) error {
	return g.rdb.Do(ctx, "SLAVEOF", host, port).Err() // want "admin-command note"
}

// Listed has a field that its users set: that nothing here does is no proof.
type Listed struct {
	rdb    *redis.Client
	Prefix string
}

func NewListed(rdb *redis.Client) *Listed { return &Listed{rdb: rdb, Prefix: ""} }

func (l *Listed) Total(ctx context.Context) int {
	if l.Prefix == "" {
		return 0
	}
	return len(l.rdb.Keys(ctx, l.Prefix+"*").Val()) // want "keys fail KEYS"
}
