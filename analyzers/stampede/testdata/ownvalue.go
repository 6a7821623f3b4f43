// Package ownvalue keeps one value until it expires.
package ownvalue

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Keys are fetched from a server.
type Keys struct {
	mu     sync.RWMutex
	uri    string
	keys   map[string]string
	expiry time.Time
}

// Get fetches them when they are old, whoever else does.
func (k *Keys) Get(id string) string {
	k.mu.RLock()
	if time.Now().After(k.expiry) {
		k.mu.RUnlock()
		k.reload()
		k.mu.RLock()
	}
	defer k.mu.RUnlock()
	return k.keys[id]
}

func (k *Keys) reload() {
	keys, err := fetch(k.uri) // want "stampede warn"
	if err != nil {
		return
	}
	k.mu.Lock()
	k.keys, k.expiry = keys, time.Now().Add(time.Hour)
	k.mu.Unlock()
}

func fetch(uri string) (keys map[string]string, err error) {
	resp, err := http.Get(uri)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return keys, json.NewDecoder(resp.Body).Decode(&keys)
}

// Token is fetched by one at a time.
type Token struct {
	mu      sync.Mutex
	uri     string
	claims  map[string]string
	expires time.Time
}

func (t *Token) expired() bool { return time.Now().After(t.expires) }

// Claims holds the lock meanwhile.
func (t *Token) Claims() (map[string]string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.expired() {
		claims, err := fetch(t.uri)
		if err != nil {
			return nil, err
		}
		t.claims, t.expires = claims, time.Now().Add(time.Minute)
	}
	return t.claims, nil
}

// Loose looks under the lock, and fetches outside.
type Loose struct {
	mu        sync.Mutex
	uri       string
	claims    map[string]string
	expiresAt int64
}

func (l *Loose) good() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Now().Unix() < l.expiresAt
}

// Claims are asked for by all who find them old.
func (l *Loose) Claims() (map[string]string, error) {
	if l.good() {
		return l.claims, nil
	}
	claims, err := fetch(l.uri) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.claims, l.expiresAt = claims, time.Now().Add(time.Minute).Unix()
	return claims, nil
}

// Queued is fetched by one after the other.
type Queued struct {
	mu         sync.RWMutex
	uri        string
	claims     map[string]string
	expireTime time.Time
}

// Claims looks before it waits for the lock, and not again.
func (q *Queued) Claims() (map[string]string, error) {
	q.mu.RLock()
	claims, end := q.claims, q.expireTime
	q.mu.RUnlock()
	if time.Now().After(end) {
		return q.update()
	}
	return claims, nil
}

func (q *Queued) update() (map[string]string, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	claims, err := fetch(q.uri) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	q.claims, q.expireTime = claims, time.Now().Add(time.Minute)
	return claims, nil
}

// Again looks again under the lock.
type Again struct {
	mu      sync.RWMutex
	uri     string
	claims  map[string]string
	expires time.Time
}

func (a *Again) Claims() (map[string]string, error) {
	a.mu.RLock()
	claims, end := a.claims, a.expires
	a.mu.RUnlock()
	if time.Now().After(end) {
		return a.update()
	}
	return claims, nil
}

func (a *Again) update() (map[string]string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if time.Now().Before(a.expires) {
		return a.claims, nil
	}
	claims, err := fetch(a.uri)
	if err != nil {
		return nil, err
	}
	a.claims, a.expires = claims, time.Now().Add(time.Minute)
	return claims, nil
}

// Plain has one caller at a time.
type Plain struct {
	uri    string
	claims map[string]string
	expiry time.Time
}

// Claims are nobody else's.
func (p *Plain) Claims() (map[string]string, error) {
	if time.Now().After(p.expiry) {
		claims, err := fetch(p.uri) // want "stampede note"
		if err != nil {
			return nil, err
		}
		p.claims, p.expiry = claims, time.Now().Add(time.Minute)
	}
	return p.claims, nil
}

// Shared is one that a handler has, with no lock.
type Shared struct{ p Plain }

func (s *Shared) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if time.Now().After(s.p.expiry) {
		claims, err := fetch(s.p.uri) // want "stampede warn"
		if err != nil {
			return
		}
		s.p.claims, s.p.expiry = claims, time.Now().Add(time.Minute)
	}
	w.WriteHeader(len(s.p.claims))
}

var (
	motd        string
	motdFetched time.Time
)

// Motd is what the package keeps.
func Motd() (string, error) {
	if motd == "" || time.Since(motdFetched) > time.Hour {
		all, err := fetch("http://motd") // want "stampede warn"
		if err != nil {
			return "", err
		}
		motd, motdFetched = all["motd"], time.Now()
	}
	return motd, nil
}

// Origin is asked by who gets a context.
type Origin interface {
	Fetch(ctx context.Context, name string) (map[string]string, error)
}

// Behind has its claims from somebody unknown.
type Behind struct {
	mu      sync.RWMutex
	origin  Origin
	claims  map[string]string
	expires time.Time
}

func (b *Behind) Claims(ctx context.Context) (map[string]string, error) {
	b.mu.RLock()
	claims, good := b.claims, time.Now().Before(b.expires)
	b.mu.RUnlock()
	if good {
		return claims, nil
	}
	claims, err := b.origin.Fetch(ctx, "claims") // want "stampede warn"
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	b.claims, b.expires = claims, time.Now().Add(time.Hour)
	b.mu.Unlock()
	return claims, nil
}

type tenantToken struct {
	text string
	exp  *time.Time
}

// Bot keeps its token in one atomic value.
type Bot struct{ token atomic.Value }

func (b *Bot) Header() (map[string]string, error) {
	token, ok := b.token.Load().(tenantToken)
	if !ok || token.exp != nil && time.Now().After(*token.exp) {
		all, err := fetch("http://token") // want "stampede warn"
		if err != nil {
			return nil, err
		}
		exp := time.Now().Add(time.Hour)
		token = tenantToken{text: all["token"], exp: &exp}
		b.token.Store(token)
	}
	return map[string]string{"Authorization": token.text}, nil
}

// Known are keys that are fetched again where one is not among them.
type Known struct {
	mu   sync.Mutex
	uri  string
	keys map[string]string
}

func (k *Known) Key(id string) (string, error) {
	if v, err := k.find(id); err == nil {
		return v, nil
	}
	if err := k.fetch(); err != nil { // want "stampede warn"
		return "", err
	}
	return k.find(id)
}

func (k *Known) find(id string) (string, error) {
	return k.look(id)
}

func (k *Known) look(id string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok := k.keys[id]
	if !ok {
		return "", errors.New("unknown")
	}
	return v, nil
}

func (k *Known) fetch() error {
	keys, err := fetch(k.uri)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keys = keys
	return nil
}

// Report notes what another field does not say.
func (k *Known) Report(id string) error {
	if err := k.named(); err == nil {
		return nil
	}
	return k.fetch()
}

func (k *Known) named() error {
	if k.uri == "" {
		return errors.New("no address")
	}
	return nil
}
