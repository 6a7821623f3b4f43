// Package prepared copies rows of statements that were prepared before.
package prepared

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Rooms keeps names of rooms.
type Rooms struct {
	all, some *sql.Stmt
	rdb       *redis.Client
}

func names(rows *sql.Rows, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, rows.Err()
}

func (r *Rooms) keep(ctx context.Context, names []string) {
	for _, n := range names {
		r.rdb.Set(ctx, "room:"+n, "", time.Hour) // want "rebuild-loop fail"
	}
}

// Copy reads them all.
func (r *Rooms) Copy(ctx context.Context) error {
	found, err := names(r.all.QueryContext(ctx))
	if err != nil {
		return err
	}
	r.keep(ctx, found)
	return nil
}

// Some selects.
func (r *Rooms) Some(ctx context.Context, owner string) error {
	found, err := names(r.some.QueryContext(ctx, owner))
	if err != nil {
		return err
	}
	for _, n := range found {
		r.rdb.Set(ctx, "room:"+n, "", time.Hour) // want "rebuild-loop warn"
	}
	return nil
}

func (r *Rooms) mark(ctx context.Context, names []string) {
	for _, n := range names {
		r.rdb.Set(ctx, "mark:"+n, "", time.Hour)
	}
}

// One has looked that there is one.
func (r *Rooms) One(ctx context.Context) error {
	found, err := names(r.all.QueryContext(ctx))
	if err != nil {
		return err
	}
	if len(found) != 1 {
		return fmt.Errorf("%d rooms", len(found))
	}
	r.mark(ctx, found)
	return nil
}

func (r *Rooms) tag(ctx context.Context, names []string) {
	for _, n := range names {
		r.rdb.Set(ctx, "tag:"+n, "", time.Hour) // want "rebuild-loop fail"
	}
}

// More has looked that there is something.
func (r *Rooms) More(ctx context.Context) error {
	found, err := names(r.all.QueryContext(ctx))
	if err != nil {
		return err
	}
	if len(found) < 1 {
		return nil
	}
	r.tag(ctx, found)
	return nil
}
