// Package anyway knows in a cache what there is, and how large it is.
package anyway

import (
	"database/sql"

	"github.com/patrickmn/go-cache"
)

// Blocks keeps sizes.
type Blocks struct {
	db    *sql.DB
	sizes *cache.Cache
}

func (b *Blocks) known(id string) (exists bool, size int, ok bool) {
	v, ok := b.sizes.Get(id)
	if !ok {
		return false, 0, false
	}
	n := v.(int)
	return n >= 0, n, true
}

// Body asks for what there is each time: a hit saves only what there is not.
func (b *Blocks) Body(id string) ([]byte, error) {
	if exists, _, ok := b.known(id); ok && !exists {
		return nil, sql.ErrNoRows
	}
	var body []byte
	if err := b.db.QueryRow("SELECT body FROM blocks WHERE id = ?", id).Scan(&body); err != nil {
		return nil, err
	}
	b.sizes.Set(id, len(body), cache.DefaultExpiration)
	return body, nil
}

// Look is the same for who gets the body in a function.
func (b *Blocks) Look(id string, look func([]byte) error) error {
	if exists, _, ok := b.known(id); ok && !exists {
		return sql.ErrNoRows
	}
	return b.read(id, func(body []byte) error {
		b.sizes.Set(id, len(body), cache.DefaultExpiration)
		return look(body)
	})
}

func (b *Blocks) read(id string, then func([]byte) error) error {
	var body []byte
	if err := b.db.QueryRow("SELECT body FROM blocks WHERE id = ?", id).Scan(&body); err != nil {
		return err
	}
	return then(body)
}

// Size is answered by the cache.
func (b *Blocks) Size(id string) (int, error) {
	if exists, size, ok := b.known(id); ok && exists {
		return size, nil
	}
	var n int
	if err := b.db.QueryRow("SELECT length(body) FROM blocks WHERE id = ?", id).Scan(&n); err != nil { // want "stampede warn"
		return 0, err
	}
	b.sizes.Set(id, n, cache.DefaultExpiration)
	return n, nil
}
