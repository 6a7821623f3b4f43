package ownmap

import (
	"context"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

type Service struct{ Name string }

// Registry is asked for services.
type Registry interface {
	GetService(ctx context.Context, name string) ([]*Service, error)
	String() string
}

// Cache keeps what a registry has said, for a while.
type Cache struct {
	Registry
	sync.RWMutex
	services map[string]map[string][]*Service
	until    map[string]time.Time
}

func New(r Registry) *Cache {
	return &Cache{Registry: r, services: map[string]map[string][]*Service{}, until: map[string]time.Time{}}
}

func (c *Cache) valid(s []*Service, until time.Time) bool {
	return len(s) > 0 && time.Now().Before(until)
}

func (c *Cache) set(domain, name string, s []*Service) {
	c.Lock()
	defer c.Unlock()
	if c.services[domain] == nil {
		c.services[domain] = map[string][]*Service{}
	}
	c.services[domain][name] = s
	c.until[name] = time.Now().Add(time.Minute)
}

// GetService asks in a literal, and a step of its own stores.
func (c *Cache) GetService(ctx context.Context, name string) ([]*Service, error) {
	c.RLock()
	have := c.services["all"][name]
	until := c.until[name]
	c.RUnlock()
	if c.valid(have, until) {
		return have, nil
	}
	ask := func(stale []*Service) ([]*Service, error) {
		fresh, err := c.Registry.GetService(ctx, name) // want "stampede warn"
		if err != nil {
			return stale, err
		}
		c.set("all", name, fresh)
		return fresh, nil
	}
	return ask(have)
}

// Queue asks under the lock, without another look: one after the other.
func (c *Cache) Queue(ctx context.Context, name string) ([]*Service, error) {
	c.RLock()
	if time.Now().Before(c.until[name]) {
		defer c.RUnlock()
		return c.services["queue"][name], nil
	}
	c.RUnlock()
	c.Lock()
	defer c.Unlock()
	fresh, err := c.Registry.GetService(ctx, name) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	c.services["queue"][name] = fresh
	c.until[name] = time.Now().Add(time.Minute)
	return fresh, nil
}

// Again looks again under the lock.
func (c *Cache) Again(ctx context.Context, name string) ([]*Service, error) {
	c.RLock()
	have, ok := c.services["again"][name]
	c.RUnlock()
	if ok {
		return have, nil
	}
	c.Lock()
	defer c.Unlock()
	if have, ok := c.services["again"][name]; ok {
		return have, nil
	}
	fresh, err := c.Registry.GetService(ctx, name)
	if err == nil {
		c.services["again"][name] = fresh
	}
	return fresh, err
}

// Locked holds the lock all the time.
func (c *Cache) Locked(ctx context.Context, name string) ([]*Service, error) {
	c.Lock()
	defer c.Unlock()
	if have, ok := c.services["locked"][name]; ok {
		return have, nil
	}
	fresh, err := c.Registry.GetService(ctx, name)
	if err == nil {
		c.services["locked"][name] = fresh
	}
	return fresh, err
}

// Known only looks, and counts what it has not found.
func (c *Cache) Known(name string) bool {
	c.RLock()
	defer c.RUnlock()
	if _, ok := c.services["all"][name]; ok {
		return true
	}
	return c.Registry.String() == name
}

// Names has a cache in a sync.Map.
type Names struct {
	cache sync.Map
	load  func(ctx context.Context, id string) (string, error)
}

func NewNames(load func(ctx context.Context, id string) (string, error)) *Names {
	return &Names{load: load}
}

func (n *Names) Name(ctx context.Context, id string) (string, error) {
	if v, ok := n.cache.Load(id); ok {
		return v.(string), nil
	}
	return n.fetch(ctx, id)
}

func (n *Names) fetch(ctx context.Context, id string) (string, error) {
	s, err := n.load(ctx, id) // want "stampede warn"
	if err != nil {
		return "", err
	}
	n.cache.Store(id, s)
	return s, nil
}

// flight is one call that others wait for.
type flight struct {
	done chan struct{}
	s    []*Service
}

// Leader lets one caller ask, for whom the others wait.
type Leader struct {
	mu       sync.Mutex
	cache    map[string][]*Service
	inflight map[string]*flight
	from     Registry
}

func NewLeader(from Registry) *Leader {
	return &Leader{cache: map[string][]*Service{}, inflight: map[string]*flight{}, from: from}
}

func (l *Leader) Find(ctx context.Context, name string) ([]*Service, error) {
	l.mu.Lock()
	if s, ok := l.cache[name]; ok {
		l.mu.Unlock()
		return s, nil
	}
	if c, ok := l.inflight[name]; ok {
		l.mu.Unlock()
		<-c.done
		return c.s, nil
	}
	c := &flight{done: make(chan struct{})}
	l.inflight[name] = c
	l.mu.Unlock()
	s, err := l.from.GetService(ctx, name)
	l.mu.Lock()
	l.cache[name] = s
	delete(l.inflight, name)
	l.mu.Unlock()
	c.s = s
	close(c.done)
	return s, err
}

// Pool keeps connections, which is no cache of answers.
type Pool struct {
	mu    sync.RWMutex
	conns map[string]*Service
	from  Registry
}

func NewPool(from Registry) *Pool { return &Pool{conns: map[string]*Service{}, from: from} }

func (p *Pool) Conn(ctx context.Context, addr string) (*Service, error) {
	p.mu.RLock()
	c, ok := p.conns[addr]
	p.mu.RUnlock()
	if ok {
		return c, nil
	}
	s, err := p.from.GetService(ctx, addr)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	p.conns[addr] = s[0]
	p.mu.Unlock()
	return s[0], nil
}

type Context struct{ word string }

type Handler func(c *Context) error

// Parser works out what it keeps, with handlers that users may bring.
type Parser struct {
	cache    sync.Map
	Handlers map[string]func(word string) (string, error)
	handlers map[string]Handler
}

func (p *Parser) Parse(text string) (string, error) {
	if v, ok := p.cache.Load(text); ok {
		return v.(string), nil
	}
	s, err := p.parse(text)
	if err == nil {
		p.cache.Store(text, s)
	}
	return s, err
}

func (p *Parser) parse(text string) (out string, err error) {
	for word := range strings.FieldsSeq(text) {
		if h := p.Handlers[word]; h != nil {
			if word, err = h(word); err != nil {
				return "", err
			}
		}
		c := &Context{word}
		if h := p.handlers[word]; h != nil {
			if err := h(c); err != nil {
				return "", err
			}
		}
		out += c.word
	}
	return out, nil
}

// Loading is generic, and keeps when an entry ends beside it.
type Loading[K comparable, V any] struct {
	mu      sync.RWMutex
	cache   map[K]*item[V]
	ttl     time.Duration
	refresh func(ctx context.Context, key K) (V, error)
}

type item[V any] struct {
	value V
	until time.Time
}

func NewLoading[K comparable, V any](ttl time.Duration, refresh func(ctx context.Context, key K) (V, error)) *Loading[K, V] {
	return &Loading[K, V]{cache: map[K]*item[V]{}, ttl: ttl, refresh: refresh}
}

func (l *Loading[K, V]) Get(ctx context.Context, key K) (V, error) {
	l.mu.RLock()
	it, ok := l.cache[key]
	l.mu.RUnlock()
	if ok && time.Now().Before(it.until) {
		return it.value, nil
	}
	v, err := l.refresh(ctx, key) // want "stampede warn"
	if err != nil {
		return v, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cache[key] = &item[V]{value: v, until: time.Now().Add(l.ttl)}
	return v, nil
}

// Keys looks and stores with steps of its own.
type Keys struct {
	mu     sync.Mutex
	cached map[string]*Service
	from   Registry
}

func NewKeys(from Registry) *Keys { return &Keys{cached: map[string]*Service{}, from: from} }

func (k *Keys) lookup(id string) (*Service, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	s, ok := k.cached[id]
	return s, ok
}

func (k *Keys) keep(id string, s *Service) {
	k.mu.Lock()
	k.cached[id] = s
	k.mu.Unlock()
}

func (k *Keys) Key(ctx context.Context, id string) (*Service, error) {
	if s, ok := k.lookup(id); ok {
		return s, nil
	}
	list, err := k.from.GetService(ctx, id) // want "stampede warn"
	if err != nil || len(list) == 0 {
		return nil, err
	}
	k.keep(id, list[0])
	return list[0], nil
}

// Coalesced lets one caller ask through a group.
func (k *Keys) Coalesced(ctx context.Context, id string) (*Service, error) {
	if s, ok := k.lookup(id); ok {
		return s, nil
	}
	v, err, _ := k.group().Do(id, func() (any, error) {
		list, err := k.from.GetService(ctx, id)
		if err != nil {
			return nil, err
		}
		k.keep(id, list[0])
		return list[0], nil
	})
	if err != nil {
		return nil, err
	}
	return v.(*Service), nil
}

var group singleflight.Group

func (k *Keys) group() *singleflight.Group { return &group }
