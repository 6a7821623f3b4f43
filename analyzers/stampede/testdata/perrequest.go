// Package perrequest makes its clients, with what they remember, for each request.
package perrequest

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	gocache "github.com/patrickmn/go-cache"
)

// Repo is a repository.
type Repo struct{ Name string }

// Client asks a service.
type Client interface {
	Repo(ctx context.Context, name string) (*Repo, error)
}

type client struct {
	url   string
	cache *gocache.Cache
}

func (c *client) remembered() *gocache.Cache {
	if c.cache == nil {
		c.cache = gocache.New(5*time.Second, time.Minute)
	}
	return c.cache
}

func get(ctx context.Context, url string) (*Repo, error) {
	res, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var out Repo
	return &out, json.NewDecoder(res.Body).Decode(&out)
}

// Repo remembers what the request has asked for.
func (c *client) Repo(ctx context.Context, name string) (*Repo, error) {
	if have, ok := c.remembered().Get(name); ok {
		return have.(*Repo), nil
	}
	r, err := get(ctx, c.url+name)
	if err == nil {
		c.remembered().SetDefault(name, r)
	}
	return r, err
}

func authorized(token, url string) (Client, error) {
	if token == "" {
		return anonymous(url)
	}
	return &client{url: url}, nil
}

func anonymous(url string) (Client, error) {
	c := &client{url: url, cache: gocache.New(5*time.Second, time.Minute)}
	return c, nil
}

// Show makes a client for what it asks.
func Show(w http.ResponseWriter, r *http.Request) {
	c, err := authorized(r.Header.Get("Authorization"), "http://repos/")
	if err != nil {
		return
	}
	repo, _ := c.Repo(r.Context(), r.FormValue("name"))
	json.NewEncoder(w).Encode(repo)
}

// ShowSome makes one where it needs it.
func ShowSome(w http.ResponseWriter, r *http.Request) {
	var c Client
	if r.FormValue("private") != "" {
		var err error
		if c, err = authorized(r.Header.Get("Authorization"), "http://repos/"); err != nil {
			return
		}
	}
	if c != nil {
		show(r.Context(), w, c, r.FormValue("name"))
	}
}

func show(ctx context.Context, w http.ResponseWriter, c Client, name string) {
	repo, _ := c.Repo(ctx, name)
	json.NewEncoder(w).Encode(repo)
}

// Poll makes one on each turn.
func Poll(ctx context.Context, names []string) {
	for range time.Tick(time.Second) {
		poll(ctx, names)
	}
}

// Work makes one for each message.
func Work(ctx context.Context, in <-chan []string) {
	for names := range in {
		go poll(ctx, names)
	}
}

func poll(ctx context.Context, names []string) {
	if c, err := authorized("", "http://repos/"); err == nil {
		for _, name := range names {
			c.Repo(ctx, name)
		}
	}
}

type lasting struct {
	url   string
	cache *gocache.Cache
}

func (c *lasting) remembered() *gocache.Cache {
	if c.cache == nil {
		c.cache = gocache.New(5*time.Second, time.Minute)
	}
	return c.cache
}

func (c *lasting) Repo(ctx context.Context, name string) (*Repo, error) {
	if have, ok := c.remembered().Get(name); ok {
		return have.(*Repo), nil
	}
	r, err := get(ctx, c.url+name) // want "stampede warn"
	if err == nil {
		c.remembered().SetDefault(name, r)
	}
	return r, err
}

func newLasting(url string) (*lasting, error) {
	if url == "" {
		return nil, http.ErrMissingFile
	}
	return &lasting{url: url}, nil
}

// Handler makes one client for all requests.
func Handler(url string) (http.HandlerFunc, error) {
	c, err := newLasting(url)
	if err != nil {
		return nil, err
	}
	return func(w http.ResponseWriter, r *http.Request) {
		repo, _ := c.Repo(r.Context(), r.FormValue("name"))
		json.NewEncoder(w).Encode(repo)
	}, nil
}

func look(ctx context.Context, m *gocache.Cache, name string) (*Repo, error) {
	if have, ok := m.Get(name); ok {
		return have.(*Repo), nil
	}
	r, err := get(ctx, name) // want "stampede warn"
	if err == nil {
		m.SetDefault(name, r)
	}
	return r, err
}

// Looking has one cache for all requests, which a helper is given.
func Looking() http.HandlerFunc {
	m := gocache.New(5*time.Second, time.Minute)
	return func(w http.ResponseWriter, r *http.Request) {
		repo, _ := look(r.Context(), m, r.FormValue("name"))
		json.NewEncoder(w).Encode(repo)
	}
}

// kept is one that all requests share.
var kept Client

type once struct {
	url   string
	cache *gocache.Cache
}

func (c *once) Repo(ctx context.Context, name string) (*Repo, error) {
	if have, ok := c.cache.Get(name); ok {
		return have.(*Repo), nil
	}
	r, err := get(ctx, c.url+name) // want "stampede warn"
	if err == nil {
		c.cache.SetDefault(name, r)
	}
	return r, err
}

func theOne() Client {
	if kept == nil {
		kept = &once{cache: gocache.New(5*time.Second, time.Minute)}
	}
	return kept
}

// ShowKept asks it.
func ShowKept(w http.ResponseWriter, r *http.Request) {
	repo, _ := theOne().Repo(r.Context(), r.FormValue("name"))
	json.NewEncoder(w).Encode(repo)
}

type shared struct {
	url   string
	cache *gocache.Cache
}

func newShared() *shared {
	return &shared{cache: gocache.New(5*time.Second, time.Minute)}
}

func (c *shared) Repo(ctx context.Context, name string) (*Repo, error) {
	if have, ok := c.cache.Get(name); ok {
		return have.(*Repo), nil
	}
	r, err := get(ctx, c.url+name) // want "stampede warn"
	if err == nil {
		c.cache.SetDefault(name, r)
	}
	return r, err
}

// WorkTogether makes one for all messages.
func WorkTogether(ctx context.Context, in <-chan string) {
	c := newShared()
	for name := range in {
		go c.Repo(ctx, name)
	}
}

type own struct {
	url   string
	cache *gocache.Cache
}

func newOwn() *own { return &own{cache: gocache.New(5*time.Second, time.Minute)} }

func (c *own) Repo(ctx context.Context, name string) (*Repo, error) {
	if have, ok := c.cache.Get(name); ok {
		return have.(*Repo), nil
	}
	r, err := get(ctx, c.url+name)
	if err == nil {
		c.cache.SetDefault(name, r)
	}
	return r, err
}

// WorkApart makes one for each message.
func WorkApart(ctx context.Context, in <-chan string) {
	for name := range in {
		c := newOwn()
		go c.Repo(ctx, name)
	}
}

// WorkOnce asks for several names at a time.
func WorkOnce(ctx context.Context, names []string) {
	c := newOwn()
	for _, name := range names {
		go c.Repo(ctx, name)
	}
}
