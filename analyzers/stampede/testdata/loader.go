package loader

import (
	"database/sql"
	"strings"
	"sync"
	"time"

	"github.com/karlseguin/ccache/v2"
	"golang.org/x/sync/singleflight"
)

type Users struct {
	db    *sql.DB
	cache *ccache.Cache
	one   singleflight.Group
	mu    sync.Mutex
}

func New(db *sql.DB, cache *ccache.Cache) *Users { return &Users{db: db, cache: cache} }

// Name runs the function for each caller that misses.
func (u *Users) Name(id string) (any, error) {
	item, err := u.cache.Fetch(id, time.Minute, func() (any, error) { // want "stampede warn DB.Query"
		return u.db.Query("SELECT name FROM users WHERE id = ?", id)
	})
	if err != nil {
		return nil, err
	}
	return item.Value(), nil
}

// Once lets one caller work for all.
func (u *Users) Once(id string) (any, error) {
	item, err := u.cache.Fetch(id, time.Minute, func() (any, error) {
		v, err, _ := u.one.Do(id, func() (any, error) { return u.db.Query("SELECT name FROM users WHERE id = ?", id) })
		return v, err
	})
	if err != nil {
		return nil, err
	}
	return item.Value(), nil
}

// Locked lets one caller in at a time.
func (u *Users) Locked(id string) (any, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	item, err := u.cache.Fetch(id, time.Minute, func() (any, error) {
		return u.db.Query("SELECT name FROM users WHERE id = ?", id)
	})
	if err != nil {
		return nil, err
	}
	return item.Value(), nil
}

// Upper asks nobody.
func (u *Users) Upper(id string) (any, error) {
	item, err := u.cache.Fetch(id, time.Minute, func() (any, error) { return strings.ToUpper(id), nil })
	if err != nil {
		return nil, err
	}
	return item.Value(), nil
}
