// Package lazily takes out what it finds expired when it is asked for it, in a wrapper of
// one of two caches.
package lazily

import (
	"database/sql"
	"time"

	gocache "github.com/patrickmn/go-cache"
)

type item struct {
	value   string
	expires time.Time
}

// Cache has one of two behind it.
type Cache struct {
	small *gocache.Cache
	large *gocache.Cache
}

func New(size int) *Cache {
	if size > 0 {
		return &Cache{small: gocache.New(time.Minute, time.Minute)}
	}
	return &Cache{large: gocache.New(time.Hour, time.Hour)}
}

func (c *Cache) Get(key string) (value string, ok bool) {
	var v any
	if c.small != nil {
		v, ok = c.small.Get(key)
	} else {
		v, ok = c.large.Get(key)
	}
	if !ok {
		return "", false
	}
	it := v.(*item)
	if time.Now().After(it.expires) {
		c.Remove(key)
		return "", false
	}
	return it.value, true
}

func (c *Cache) Set(key, value string) {
	it := &item{value, time.Now().Add(time.Minute)}
	if c.small != nil {
		c.small.Set(key, it, gocache.NoExpiration)
	} else {
		c.large.Set(key, it, gocache.NoExpiration)
	}
}

func (c *Cache) Remove(key string) {
	if c.small != nil {
		c.small.Delete(key)
	} else {
		c.large.Delete(key)
	}
}

type Users struct {
	db    *sql.DB
	cache *Cache
}

func NewUsers(db *sql.DB) *Users { return &Users{db, New(100)} }

// User asks where the entry is not there, or has expired.
func (u *Users) User(id string) (string, error) {
	if name, ok := u.cache.Get(id); ok {
		return name, nil
	}
	var name string
	if err := u.db.QueryRow("SELECT name FROM users WHERE id = ?", id).Scan(&name); err != nil {
		return "", err
	}
	u.cache.Set(id, name)
	return name, nil
}

// Renew takes out what is good.
func (u *Users) Renew(id string) error {
	u.cache.Remove(id) // want "delete-before-refresh warn"
	var name string
	if err := u.db.QueryRow("SELECT name FROM users WHERE id = ?", id).Scan(&name); err != nil {
		return err
	}
	u.cache.Set(id, name)
	return nil
}
