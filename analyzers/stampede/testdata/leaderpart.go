// Package leaderpart keeps in each entry of a map what those who come second wait for.
package leaderpart

import (
	"database/sql"
	"net/http"
	"sync"
	"time"
)

type item struct {
	until time.Time
	posts string
	ready chan struct{}
}

// Feeds keeps the feed of each user for a moment.
type Feeds struct {
	db *sql.DB
	mu sync.RWMutex
	of map[string]item
}

func (c *Feeds) get(id string) string {
	c.mu.RLock()
	it, ok := c.of[id]
	c.mu.RUnlock()
	if !ok || it.until.Before(time.Now()) {
		return ""
	}
	return it.posts
}

func (c *Feeds) put(id, posts string) {
	close(c.of[id].ready)
	c.mu.Lock()
	c.of[id] = item{until: time.Now().Add(time.Minute), posts: posts}
	c.mu.Unlock()
}

func (c *Feeds) load(id string) (posts string, err error) {
	err = c.db.QueryRow("SELECT body FROM posts WHERE author = ?", id).Scan(&posts)
	return posts, err
}

// Waited: who finds a channel there waits for it.
func (c *Feeds) Waited(id string) (string, error) {
	posts := c.get(id)
	if posts != "" {
		return posts, nil
	}
	c.mu.Lock()
	if c.of[id].ready == nil {
		c.of[id] = item{ready: make(chan struct{})}
		c.mu.Unlock()
		posts, err := c.load(id)
		if err != nil {
			return "", err
		}
		c.put(id, posts)
		return posts, nil
	}
	c.mu.Unlock()
	<-c.of[id].ready
	return c.get(id), nil
}

// Marked: who finds a mark there loads all the same.
func (c *Feeds) Marked(id string) (string, error) {
	posts := c.get(id)
	if posts != "" {
		return posts, nil
	}
	c.mu.Lock()
	if c.of[id].ready == nil {
		c.of[id] = item{ready: make(chan struct{})}
	}
	c.mu.Unlock()
	posts, err := c.load(id) // want "stampede warn DB.QueryRow"
	if err != nil {
		return "", err
	}
	c.put(id, posts)
	return posts, nil
}

func serve(c *Feeds) {
	http.HandleFunc("/feed", func(w http.ResponseWriter, r *http.Request) { _, _ = c.Waited(r.FormValue("id")) })
	http.HandleFunc("/mark", func(w http.ResponseWriter, r *http.Request) { _, _ = c.Marked(r.FormValue("id")) })
}
