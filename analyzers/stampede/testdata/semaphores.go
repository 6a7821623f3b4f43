package semaphores

import (
	"context"
	"database/sql"

	gocache "github.com/patrickmn/go-cache"
	"golang.org/x/sync/semaphore"
)

type Names struct {
	db        *sql.DB
	c         *gocache.Cache
	one, some *semaphore.Weighted
}

func New(db *sql.DB, c *gocache.Cache, limit int64) *Names {
	return &Names{db: db, c: c, one: semaphore.NewWeighted(1), some: semaphore.NewWeighted(limit)}
}

// Limited lets several ask at once, each of them the same.
func (n *Names) Limited(ctx context.Context, id string) (any, error) {
	if v, ok := n.c.Get(id); ok {
		return v, nil
	}
	if err := n.some.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	defer n.some.Release(1)
	rows, err := n.db.QueryContext(ctx, "SELECT name FROM names WHERE id = ?", id) // want "stampede warn DB.QueryContext"
	if err != nil {
		return nil, err
	}
	n.c.Set(id, rows, 0)
	return rows, nil
}

// Single lets one in.
func (n *Names) Single(ctx context.Context, id string) (any, error) {
	if err := n.one.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	defer n.one.Release(1)
	if v, ok := n.c.Get("one " + id); ok {
		return v, nil
	}
	rows, err := n.db.QueryContext(ctx, "SELECT name FROM names WHERE id = ?", id)
	if err != nil {
		return nil, err
	}
	n.c.Set("one "+id, rows, 0)
	return rows, nil
}
