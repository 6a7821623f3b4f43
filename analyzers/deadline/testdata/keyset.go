package keyset

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"
)

type Set struct {
	mu     sync.RWMutex
	keys   map[string]string
	until  time.Time
	url    string
	client *http.Client
	quick  *http.Client
}

func New(url string) *Set {
	return &Set{url: url, client: &http.Client{}, quick: &http.Client{Timeout: 5 * time.Second}}
}

// Key refreshes the set when it is old, under the lock that every reader wants.
func (s *Set) Key(ctx context.Context, id string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Now().After(s.until) {
		keys, err := s.load(s.client) // want "no-deadline warn"
		if err != nil {
			return "", err
		}
		s.keys, s.until = keys, time.Now().Add(time.Hour)
	}
	return s.keys[id], nil
}

func (s *Set) load(c *http.Client) (map[string]string, error) {
	resp, err := c.Get(s.url)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var keys map[string]string
	return keys, json.NewDecoder(resp.Body).Decode(&keys)
}

// KeyInTime does so with a client that gives up.
func (s *Set) KeyInTime(ctx context.Context, id string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Now().After(s.until) {
		keys, err := s.load(s.quick)
		if err != nil {
			return "", err
		}
		s.keys, s.until = keys, time.Now().Add(time.Hour)
	}
	return s.keys[id], nil
}

// Refresh asks first and takes the lock to store.
func (s *Set) Refresh() error {
	keys, err := s.load(s.client)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys, s.until = keys, time.Now().Add(time.Hour)
	return nil
}

// Token has the client in place, and the request made by hand.
func (s *Set) Token() (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	req, err := http.NewRequest(http.MethodPost, s.url, nil)
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(req) // want "no-deadline warn"
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	var out struct{ Token string }
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil {
		return "", err
	}
	s.keys["token"] = out.Token
	return out.Token, nil
}

// Reload decodes into the field itself.
func (s *Set) Reload() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	resp, err := http.Get(s.url) // want "no-deadline warn"
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(&s.keys)
}

// Renew leaves the keeping to the method that asks, and that one to a third.
func (s *Set) Renew() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.renew() // want "no-deadline warn"
}

func (s *Set) renew() error {
	resp, err := http.Get(s.url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var keys map[string]string
	if err := json.NewDecoder(resp.Body).Decode(&keys); err != nil {
		return err
	}
	s.put(keys)
	return nil
}

func (s *Set) put(keys map[string]string) { s.keys = keys }

// Check keeps nothing.
func (s *Set) Check() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.check()
}

func (s *Set) check() error {
	resp, err := http.Get(s.url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// KeyFree lets go of the lock on both ways before it asks.
func (s *Set) KeyFree(ctx context.Context, id string) (string, error) {
	s.mu.Lock()
	url := ""
	if time.Now().After(s.until) {
		s.mu.Unlock()
		url = s.url
	} else {
		url = s.url + "?more"
		s.mu.Unlock()
	}
	keys, err := s.load(s.client)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	s.keys, s.until = keys, time.Now().Add(time.Hour)
	s.mu.Unlock()
	return url + keys[id], nil
}
