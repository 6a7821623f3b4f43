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

// pass is kept by a type of its own, which has its clock from outside.
type pass struct {
	mu    sync.Mutex
	text  string
	until time.Time
	clock func() time.Time
}

func (p *pass) current() (string, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.text == "" || p.clock().After(p.until) {
		return "", false
	}
	return p.text, true
}

func (p *pass) set(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text, p.until = text, p.clock().Add(time.Hour)
}

// Door lets each fetch the pass.
type Door struct{ pass pass }

func (d *Door) Enter() (string, error) {
	text, ok := d.pass.current()
	if !ok {
		var err error
		if text, err = page("pass"); err != nil { // want "stampede warn"
			return "", err
		}
		d.pass.set(text)
	}
	return text, nil
}

// Gate looks again behind its lock.
type Gate struct {
	mu   sync.Mutex
	pass pass
}

func (g *Gate) Enter() (string, error) {
	if text, ok := g.pass.current(); ok {
		return text, nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if text, ok := g.pass.current(); ok {
		return text, nil
	}
	text, err := page("pass")
	if err != nil {
		return "", err
	}
	g.pass.set(text)
	return text, nil
}

// Known has all that there is replaced where one is missing.
type Known struct {
	mu    sync.RWMutex
	names map[string]string
}

func (k *Known) Name(id string) (string, error) {
	k.mu.RLock()
	name, ok := k.names[id]
	k.mu.RUnlock()
	if ok {
		return name, nil
	}
	if err := k.learn(); err != nil {
		return "", err
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.names[id], nil
}

func (k *Known) learn() error {
	text, err := page("names") // want "stampede warn"
	if err != nil {
		return err
	}
	names := map[string]string{"all": text}
	k.mu.Lock()
	k.names = names
	k.mu.Unlock()
	return nil
}

type written struct{ text string }

// Lazy has its text from the first time on.
type Lazy struct {
	mu *sync.RWMutex
	written
	other func(context.Context) (string, error)
}

func (l *Lazy) Text() (string, error) {
	if l.other != nil {
		return l.other(context.TODO())
	}
	l.mu.RLock()
	if l.text == "" {
		l.mu.RUnlock()
		if err := l.sync(); err != nil {
			return "", err
		}
		l.mu.RLock()
	}
	defer l.mu.RUnlock()
	return l.text, nil
}

func (l *Lazy) sync() error {
	got, err := lazy() // want "stampede warn"
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = got.text
	return nil
}

func lazy() (written, error) {
	text, err := page("lazy")
	if err != nil {
		return written{}, err
	}
	return written{text: text}, nil
}

// Held has it by one.
type Held struct {
	mu   sync.Mutex
	text string
}

func (h *Held) Text() (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.text == "" {
		text, err := page("held")
		if err != nil {
			return "", err
		}
		h.text = text
	}
	return h.text, nil
}

// Flying has what is under way, at which the others wait.
type Flying struct {
	mu sync.Mutex
	fl *flown
}

type flown struct {
	text string
	err  error
	done chan struct{}
}

func (c *Flying) Text() (string, error) {
	c.mu.Lock()
	fl := c.fl
	if fl != nil {
		c.mu.Unlock()
		<-fl.done
		return fl.text, fl.err
	}
	fl = &flown{done: make(chan struct{})}
	c.fl = fl
	c.mu.Unlock()
	return c.fly(fl)
}

func (c *Flying) fly(fl *flown) (string, error) {
	fl.text, fl.err = page("flying")
	c.mu.Lock()
	c.fl = nil
	c.mu.Unlock()
	close(fl.done)
	return fl.text, fl.err
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
