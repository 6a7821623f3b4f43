// Package inturn looks before it takes the lock, and not again behind it.
package inturn

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"
)

// Badge is fetched by all who waited for the lock, one after the other.
type Badge struct {
	mu    sync.RWMutex
	text  string
	until time.Time
}

// Show has looked under the read lock.
func (b *Badge) Show() (string, error) {
	b.mu.RLock()
	if b.text != "" && time.Until(b.until) > time.Minute {
		defer b.mu.RUnlock()
		return b.text, nil
	}
	b.mu.RUnlock()
	b.mu.Lock()
	defer b.mu.Unlock()
	text, err := page("badge") // want "stampede warn"
	if err != nil {
		return "", err
	}
	b.text, b.until = text, time.Now().Add(time.Hour)
	return text, nil
}

// Ticket is looked at again.
type Ticket struct {
	mu     sync.RWMutex
	number string
	until  time.Time
}

// Number asks whether somebody has been there.
func (t *Ticket) Number() (string, error) {
	t.mu.RLock()
	number, good := t.number, time.Now().Before(t.until)
	t.mu.RUnlock()
	if good {
		return number, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.number != number {
		return t.number, nil
	}
	number, err := page("ticket")
	if err != nil {
		return "", err
	}
	t.number, t.until = number, time.Now().Add(time.Hour)
	return number, nil
}

// Menu says when it was had.
type Menu struct {
	mu     sync.Mutex
	dishes string
	at     time.Time
}

// Dishes has one caller after the other look, and each fetch.
func (m *Menu) Dishes() (string, error) {
	m.mu.Lock()
	dishes, fresh := m.dishes, time.Since(m.at) < time.Minute
	m.mu.Unlock()
	if fresh {
		return dishes, nil
	}
	dishes, err := page("menu") // want "stampede warn"
	if err != nil {
		return "", err
	}
	m.mu.Lock()
	m.dishes, m.at = dishes, time.Now()
	m.mu.Unlock()
	return dishes, nil
}

// Shelf makes an entry of what it is given.
type Shelf struct {
	mu    sync.RWMutex
	items map[string]item
}

type item struct {
	text string
	till time.Time
}

func (s *Shelf) peek(k string) (string, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	it, ok := s.items[k]
	return it.text, ok && time.Now().Before(it.till)
}

func (s *Shelf) keep(k, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[k] = item{text, time.Now().Add(time.Minute)}
}

// Take runs what it is handed where it misses.
func (s *Shelf) Take(ctx context.Context, k string, fetch func(context.Context, string) (string, error)) (string, error) {
	if v, ok := s.peek(k); ok {
		return v, nil
	}
	v, err := fetch(ctx, k) // want "stampede warn"
	if err != nil {
		return "", err
	}
	s.keep(k, v)
	return v, nil
}

func page(name string) (string, error) {
	resp, err := http.Get("http://pages/" + name)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return string(b), err
}
