// Package embedded reads from a database that is a file of the process.
package embedded

import (
	"errors"
	"time"

	"github.com/patrickmn/go-cache"
	"go.etcd.io/bbolt"
)

// Comments are read by way of a cache.
type Comments struct {
	db  *bbolt.DB
	mem *cache.Cache
}

// Comment finds one.
func (c *Comments) Comment(id string) (string, error) {
	if v, ok := c.mem.Get(id); ok {
		return v.(string), nil
	}
	text, err := c.load(id) // want "stampede warn"
	if err != nil {
		return "", err
	}
	c.mem.Set(id, text, time.Minute)
	return text, nil
}

func (c *Comments) load(id string) (text string, err error) {
	err = c.db.View(func(tx *bbolt.Tx) error {
		v := tx.Bucket([]byte("comments")).Get([]byte(id))
		if v == nil {
			return errors.New("not found")
		}
		text = string(v)
		return nil
	})
	return text, err
}
