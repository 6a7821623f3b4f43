// Package leaders chooses by hand who rebuilds.
package leaders

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/bsm/redislock"
	"github.com/redis/go-redis/v9"
)

// Store reads pages through a cache.
type Store struct {
	db     *sql.DB
	rdb    *redis.Client
	locks  *redislock.Client
	mu     sync.Mutex
	flying map[string]*sync.Cond
	queue  sync.Map
	keys   keyed
}

// Cond waits on the condition of the call that is under way.
func (s *Store) Cond(ctx context.Context, id string) (string, error) {
	if page, err := s.rdb.Get(ctx, "page:"+id).Result(); err == nil {
		return page, nil
	}
	s.mu.Lock()
	if c, busy := s.flying[id]; busy {
		c.Wait()
		s.mu.Unlock()
		return s.rdb.Get(ctx, "page:"+id).Result()
	}
	c := sync.NewCond(&s.mu)
	s.flying[id] = c
	s.mu.Unlock()
	page, err := s.load(ctx, id)
	s.mu.Lock()
	delete(s.flying, id)
	s.mu.Unlock()
	c.Broadcast()
	return page, err
}

func (s *Store) load(ctx context.Context, id string) (page string, err error) {
	if err := s.db.QueryRowContext(ctx, "SELECT body FROM pages WHERE id = ?", id).Scan(&page); err != nil {
		return "", err
	}
	return page, s.rdb.Set(ctx, "page:"+id, page, time.Hour).Err()
}

type flight struct {
	done sync.WaitGroup
	page string
}

// Queue waits for the first of a sync.Map.
func (s *Store) Queue(ctx context.Context, id string) (string, error) {
	if page, err := s.rdb.Get(ctx, "page:"+id).Result(); err == nil {
		return page, nil
	}
	mine := &flight{}
	mine.done.Add(1)
	defer mine.done.Done()
	if other, loaded := s.queue.LoadOrStore(id, mine); loaded {
		other.(*flight).done.Wait()
		return other.(*flight).page, nil
	}
	defer s.queue.Delete(id)
	page, err := s.load(ctx, id)
	mine.page = page
	return page, err
}

// Keyed takes a mutex per key.
func (s *Store) Keyed(ctx context.Context, id string) (string, error) {
	s.keys.lock(id)
	defer s.keys.unlock(id)
	if page, err := s.rdb.Get(ctx, "page:"+id).Result(); err == nil {
		return page, nil
	}
	return s.load(ctx, id)
}

type keyed struct{ locks sync.Map }

func (k *keyed) lock(id string) {
	m, _ := k.locks.LoadOrStore(id, &sync.Mutex{})
	m.(*sync.Mutex).Lock()
}

func (k *keyed) unlock(id string) {
	if m, ok := k.locks.Load(id); ok {
		m.(*sync.Mutex).Unlock()
	}
}

// Obtained takes a lock in Redis.
func (s *Store) Obtained(ctx context.Context, id string) (string, error) {
	if page, err := s.rdb.Get(ctx, "page:"+id).Result(); err == nil {
		return page, nil
	}
	lock, err := s.locks.Obtain(ctx, "lock:"+id, time.Minute, nil)
	if err != nil {
		return "", err
	}
	defer lock.Release(ctx)
	return s.load(ctx, id)
}

// Remembered looks into a map first, and nobody waits for anybody.
func (s *Store) Remembered(ctx context.Context, id string) (string, error) {
	if _, ok := s.queue.Load(id); ok {
		return "", nil
	}
	if page, err := s.rdb.Get(ctx, "page:"+id).Result(); err == nil {
		return page, nil
	}
	return s.load(ctx, id) // want "stampede warn"
}

// KeyMutex has the shape of Kubernetes's, which locks by name.
type KeyMutex interface {
	LockKey(id string)
	UnlockKey(id string) error
}

// Named lets one caller of each id pass at a time.
func (s *Store) Named(ctx context.Context, mu KeyMutex, id string) (string, error) {
	mu.LockKey(id)
	defer mu.UnlockKey(id)
	if page, err := s.rdb.Get(ctx, "page:"+id).Result(); err == nil {
		return page, nil
	}
	return s.load(ctx, id)
}

// GetOrLockPage gives the page, or leaves a lock for others to wait for.
func (s *Store) GetOrLockPage(ctx context.Context, id string) (string, error) {
	for range 10 {
		if page, err := s.rdb.Get(ctx, "page:"+id).Result(); err == nil {
			return page, nil
		}
		s.rdb.HSet(ctx, "locks", id, "1")
		time.Sleep(time.Second)
	}
	return "", redis.Nil
}

// Leave is cured as far as the name of what reads can be believed.
func (s *Store) Leave(ctx context.Context, id string) (string, error) {
	page, err := s.GetOrLockPage(ctx, id)
	if err == nil {
		return page, nil
	}
	if page, err = s.load(ctx, id); err != nil {
		return "", err
	}
	s.rdb.Set(ctx, "page:"+id, page, time.Hour)
	return page, nil
}

// GetPage reads, and locks nothing.
func (s *Store) GetPage(ctx context.Context, id string) (string, error) {
	return s.rdb.Get(ctx, "page:"+id).Result()
}

// Rush has everybody load.
func (s *Store) Rush(ctx context.Context, id string) (string, error) {
	page, err := s.GetPage(ctx, id)
	if err == nil {
		return page, nil
	}
	if page, err = s.load(ctx, id); err != nil { // want "stampede warn"
		return "", err
	}
	s.rdb.Set(ctx, "page:"+id, page, time.Hour)
	return page, nil
}

// asked has what is being asked for.
type asked struct {
	mu  sync.Mutex
	set map[string]bool
}

// Polled looks now and then whether the first has been answered.
type Polled struct {
	db    *sql.DB
	rdb   *redis.Client
	asked asked
}

func (p *Polled) busy(id string) bool {
	p.asked.mu.Lock()
	defer p.asked.mu.Unlock()
	_, ok := p.asked.set[id]
	return ok
}

func (p *Polled) ask(id string) {
	p.asked.mu.Lock()
	defer p.asked.mu.Unlock()
	p.asked.set[id] = true
}

// Page waits for who has asked before.
func (p *Polled) Page(ctx context.Context, id string) (page string, err error) {
	if page, err := p.rdb.Get(ctx, "page:"+id).Result(); err == nil {
		return page, nil
	}
	if p.busy(id) {
		for range 10 {
			time.Sleep(time.Second)
			if page, err := p.rdb.Get(ctx, "page:"+id).Result(); err == nil {
				return page, nil
			}
		}
		return "", context.DeadlineExceeded
	}
	p.ask(id)
	if err := p.db.QueryRowContext(ctx, "SELECT body FROM pages WHERE id = ?", id).Scan(&page); err != nil {
		return "", err
	}
	return page, p.rdb.Set(ctx, "page:"+id, page, time.Hour).Err()
}
