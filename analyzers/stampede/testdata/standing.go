// Package standing keeps one value, and asks by what it keeps, in ways of its own.
package standing

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

func load(url string) (map[string]string, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var c map[string]string
	return c, json.NewDecoder(resp.Body).Decode(&c)
}

type S struct {
	mu     sync.RWMutex
	keys   map[string]string
	list   []string
	loaded bool
	on     bool
	fill   sync.Mutex
	at     time.Time
	ttl    time.Duration
	val    atomic.Value
	ptr    atomic.Pointer[map[string]string]
	entry  *entry
}

type entry struct {
	v   map[string]string
	exp time.Time
}

func (s *S) Copied(url string) (map[string]string, error) {
	s.mu.RLock()
	k := s.keys
	s.mu.RUnlock()
	if k != nil {
		return k, nil
	}
	k, err := load(url) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.keys = k
	s.mu.Unlock()
	return k, nil
}

func (s *S) Flag(url string) (map[string]string, error) {
	s.mu.RLock()
	ok, k := s.loaded, s.keys
	s.mu.RUnlock()
	if ok {
		return k, nil
	}
	k, err := load(url) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.keys, s.loaded = k, true
	s.mu.Unlock()
	return k, nil
}

func (s *S) Age(url string) (map[string]string, error) {
	s.mu.RLock()
	at, k := s.at, s.keys
	s.mu.RUnlock()
	if time.Since(at) < s.ttl {
		return k, nil
	}
	k, err := load(url) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.keys, s.at = k, time.Now()
	s.mu.Unlock()
	return k, nil
}

func (s *S) Atomic(url string) (map[string]string, error) {
	if v, ok := s.val.Load().(map[string]string); ok {
		return v, nil
	}
	k, err := load(url) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	s.val.Store(k)
	return k, nil
}

func (s *S) Pointer(url string) (map[string]string, error) {
	if p := s.ptr.Load(); p != nil {
		return *p, nil
	}
	k, err := load(url) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	s.ptr.Store(&k)
	return k, nil
}

func (s *S) Entry(url string) (map[string]string, error) {
	s.mu.RLock()
	e := s.entry
	s.mu.RUnlock()
	if e != nil && time.Now().Before(e.exp) {
		return e.v, nil
	}
	k, err := load(url) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.entry = &entry{k, time.Now().Add(time.Minute)}
	s.mu.Unlock()
	return k, nil
}

func (s *S) get() (map[string]string, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.keys == nil || time.Since(s.at) > s.ttl {
		return nil, false
	}
	return s.keys, true
}

func (s *S) set(k map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys, s.at = k, time.Now()
}

func (s *S) Steps(url string) (map[string]string, error) {
	if k, ok := s.get(); ok {
		return k, nil
	}
	k, err := load(url) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	s.set(k)
	return k, nil
}

// Held looks behind the lock.
func (s *S) Held(url string) (map[string]string, error) {
	if k, ok := s.get(); ok {
		return k, nil
	}
	s.fill.Lock()
	defer s.fill.Unlock()
	if k, ok := s.get(); ok {
		return k, nil
	}
	k, err := load(url)
	if err == nil {
		s.set(k)
	}
	return k, err
}

// Set by an option: the call does not hang on what it gives.
func (s *S) Option(url string) (map[string]string, error) {
	s.mu.RLock()
	on := s.on
	s.mu.RUnlock()
	if !on {
		return nil, nil
	}
	k, err := load(url)
	s.mu.Lock()
	s.list = append(s.list, url)
	s.mu.Unlock()
	return k, err
}

// TokenSource refreshes for others.
type TokenSource struct {
	mu    sync.Mutex
	tok   *Token
	fetch func(context.Context) (*Token, error)
}

type Token struct {
	V   string
	Exp time.Time
}

func (t *Token) Valid() bool { return t != nil && time.Now().Before(t.Exp) }

func (t *TokenSource) current() *Token {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.tok
}

func (t *TokenSource) Token(ctx context.Context) (*Token, error) {
	if tok := t.current(); tok.Valid() {
		return tok, nil
	}
	tok, err := t.fetch(ctx) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	t.tok = tok
	t.mu.Unlock()
	return tok, nil
}
