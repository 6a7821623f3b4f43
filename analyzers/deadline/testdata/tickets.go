// Package tickets fetches tickets over HTTP, one caller at a time.
package tickets

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"
)

type Cache interface {
	Get(key string) any
	Set(key string, value any, ttl time.Duration) error
}

type Tickets struct {
	mu     sync.Mutex
	cache  Cache
	client *http.Client
}

func New(c Cache, client *http.Client) *Tickets { return &Tickets{cache: c, client: client} }

// Ticket may wait for ever, and everybody behind it.
func (t *Tickets) Ticket(id string) (any, error) {
	if v := t.cache.Get(id); v != nil {
		return v, nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	v, err := read(context.Background(), id) // want "no-deadline warn"
	if err != nil {
		return nil, err
	}
	return v, t.cache.Set(id, v, time.Hour)
}

// TicketFor ends with its caller's context.
func (t *Tickets) TicketFor(ctx context.Context, id string) (any, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	v, err := read(ctx, id)
	if err != nil {
		return nil, err
	}
	return v, t.cache.Set(id, v, time.Hour)
}

// Own has a client whose limit is not known here.
func (t *Tickets) Own(id string) (any, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	resp, err := t.client.Get("https://example.com/" + id)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	v, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	return v, t.cache.Set(id, v, time.Hour)
}

func read(ctx context.Context, id string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://example.com/"+id, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
