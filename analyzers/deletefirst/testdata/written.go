// Package written takes entries out of the cache along with a write of the database.
package written

import (
	"context"
	"database/sql"
	"time"

	"github.com/redis/go-redis/v9"
)

// Roles keeps roles in a database, behind a cache.
type Roles struct {
	db  *sql.DB
	rdb *redis.Client
}

func (r *Roles) save(ctx context.Context, id, v string) error {
	if _, err := r.db.ExecContext(ctx, "UPDATE roles SET v = ? WHERE id = ?", v, id); err != nil {
		return err
	}
	return r.rdb.Del(ctx, "role:"+id).Err()
}

func (r *Roles) drop(ctx context.Context, id string) error { return r.rdb.Del(ctx, "role:"+id).Err() }

func (r *Roles) load(ctx context.Context, id string) (v string, err error) {
	if err := r.db.QueryRowContext(ctx, "SELECT v FROM roles WHERE id = ?", id).Scan(&v); err != nil {
		return "", err
	}
	return v, r.rdb.Set(ctx, "role:"+id, v, time.Hour).Err()
}

// Change writes, and answers with what then is there.
func (r *Roles) Change(ctx context.Context, id, v string) (string, error) {
	if err := r.save(ctx, id, v); err != nil {
		return "", err
	}
	return r.load(ctx, id)
}

// Renew has nothing new.
func (r *Roles) Renew(ctx context.Context, id string) (string, error) {
	if err := r.drop(ctx, id); err != nil { // want "delete-before-refresh warn"
		return "", err
	}
	return r.load(ctx, id)
}
