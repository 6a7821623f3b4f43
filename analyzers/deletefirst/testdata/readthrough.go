// Package readthrough has a cache of the process's own that fills itself.
package readthrough

import (
	"context"
	"database/sql"
	"sync"
)

type fileCache struct {
	db    *sql.DB
	mu    sync.Mutex
	files sync.Map
}

func New(db *sql.DB) *fileCache { return &fileCache{db: db} }

func (c *fileCache) GetOrLoad(ctx context.Context, id string) (string, error) {
	if v, ok := c.files.Load(id); ok {
		return v.(string), nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var body string
	if err := c.db.QueryRowContext(ctx, "SELECT body FROM files WHERE id = ?", id).Scan(&body); err != nil {
		return "", err
	}
	c.files.Store(id, body)
	return body, nil
}

func (c *fileCache) Remove(id string) { c.files.Delete(id) }

// Update leaves the entry out where the query fails.
func (c *fileCache) Update(ctx context.Context, id string) (string, error) {
	c.Remove(id) // want "delete-before-refresh warn"
	return c.GetOrLoad(ctx, id)
}

// Replace has the new body at hand first.
func (c *fileCache) Replace(ctx context.Context, id string) error {
	var body string
	if err := c.db.QueryRowContext(ctx, "SELECT body FROM files WHERE id = ?", id).Scan(&body); err != nil {
		return err
	}
	c.Remove(id)
	c.files.Store(id, body)
	return nil
}
