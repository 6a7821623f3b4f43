// Package instances fills the caches of several servers at once for each row, in literals
// that it waits for.
package instances

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

type server interface {
	Put(ctx context.Context, key string, v []byte, d time.Duration) error
}

type remote struct{ rdb *redis.Client }

func (c *remote) Put(ctx context.Context, key string, v []byte, d time.Duration) error {
	return c.rdb.Set(ctx, key, v, d).Err()
}

type NamesCache interface {
	Put(ctx context.Context, id, name string) error
}

type namesCache struct{ s server }

func (c *namesCache) Put(ctx context.Context, id, name string) error {
	return c.s.Put(ctx, "name:"+id, []byte(name), time.Hour)
}

type Filler struct {
	db     *sql.DB
	caches []NamesCache
}

func NewFiller(db *sql.DB, all []*redis.Client) *Filler {
	f := &Filler{db: db}
	for _, rdb := range all {
		f.caches = append(f.caches, &namesCache{&remote{rdb}})
	}
	return f
}

func (f *Filler) Work(ctx context.Context) error {
	rows, err := f.db.QueryContext(ctx, "SELECT id, name FROM users")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		f.put(ctx, id, name) // want "rebuild-loop fail"
	}
	return rows.Err()
}

func (f *Filler) put(ctx context.Context, id, name string) (n int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, c := range f.caches {
		wg.Add(1)
		go func(c NamesCache) {
			defer wg.Done()
			if err := c.Put(ctx, id, name); err != nil {
				return
			}
			mu.Lock()
			n++
			mu.Unlock()
		}(c)
	}
	wg.Wait()
	return n
}
