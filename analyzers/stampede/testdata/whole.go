// Package whole asks for all there is, or has one thing, so that there is no key.
package whole

import (
	"context"
	"net/http"
	"time"
)

type Tag struct{ ID string }

type Cache interface {
	Get(key string) ([]Tag, bool)
	Set(key string, v []Tag)
}

// Store is whatever the module puts behind it.
type Store interface {
	GetAll() ([]Tag, error)
	Reload() error
}

// Tags are all kept under one key.
type Tags struct {
	store Store
	cache Cache
}

func NewTags(s Store, c Cache) *Tags { return &Tags{s, c} }

func (t *Tags) All() ([]Tag, error) {
	if tags, ok := t.cache.Get("all"); ok {
		return tags, nil
	}
	tags, err := t.store.GetAll() // want "stampede warn"
	if err != nil {
		return nil, err
	}
	t.cache.Set("all", tags)
	return tags, nil
}

// Repository is what the layer around it is, too.
type Repository interface {
	List() ([]Tag, error)
}

type layer struct {
	next  Repository
	cache Cache
}

func Around(next Repository, c Cache) Repository { return &layer{next, c} }

func (l *layer) List() ([]Tag, error) {
	if tags, ok := l.cache.Get("all"); ok {
		return tags, nil
	}
	tags, err := l.next.List() // want "stampede warn"
	if err == nil {
		l.cache.Set("all", tags)
	}
	return tags, err
}

// TokenCache has one token.
type TokenCache interface {
	Get() (string, error)
	Set(token string, d time.Duration) error
}

type Client struct {
	cache TokenCache
	api   *http.Client
}

func NewClient(c TokenCache) *Client { return &Client{cache: c} }

func (c *Client) Token(ctx context.Context) (string, error) {
	if t, err := c.cache.Get(); err == nil && t != "" {
		return t, nil
	}
	resp, err := c.api.Get("https://tokens") // want "stampede warn"
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	t := resp.Header.Get("X-Token")
	return t, c.cache.Set(t, time.Hour)
}

// Kept is told what is there, and asks nobody.
func (c *Client) Kept(t string) error {
	if have, err := c.cache.Get(); err == nil && have == t {
		return nil
	}
	return c.cache.Set(t, time.Hour)
}
