// Package marks has a cache that is loaded anew from a mark on, and keeps its entries.
package marks

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// BaseCache knows when each table was last read.
type BaseCache struct {
	mu      sync.Mutex
	loaded  map[string]time.Time
	since   int64
	rows    map[string]string
	reasons []string
}

// ResetLoaded sets the mark of one table back.
func (b *BaseCache) ResetLoaded(table string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.loaded[table] = time.Unix(0, 0)
}

// ResetSince sets the mark of all back.
func (b *BaseCache) ResetSince() {
	b.mu.Lock()
	b.since = 1
	b.mu.Unlock()
}

// ResetRows leaves none.
func (b *BaseCache) ResetRows() {
	b.mu.Lock()
	b.rows = map[string]string{}
	b.mu.Unlock()
}

// ResetBelow leaves none either.
func (b *BaseCache) ResetBelow() { b.wipe() }

func (b *BaseCache) wipe() { clear(b.rows) }

type Repo struct {
	db    *sql.DB
	cache *BaseCache
}

func (r *Repo) Update(ctx context.Context, id string) error {
	_, err := r.db.ExecContext(ctx, "UPDATE t SET n = n + 1 WHERE id = ?", id)
	r.cache.ResetLoaded("t")
	r.cache.ResetSince()
	return err
}

func (r *Repo) Delete(ctx context.Context, id string) error {
	_, err := r.db.ExecContext(ctx, "DELETE FROM t WHERE id = ?", id)
	r.cache.ResetRows() // want "memory-clear warn ResetRows"
	return err
}

func (r *Repo) Create(ctx context.Context, id string) error {
	_, err := r.db.ExecContext(ctx, "INSERT INTO t VALUES (?)", id)
	r.cache.ResetBelow() // want "memory-clear warn ResetBelow"
	return err
}
