// Package captured writes under a key that a closure got from where it was made,
// a function with many more values than the loop's.
package captured

import (
	"context"
	"database/sql"
	"strings"

	"github.com/redis/go-redis/v9"
)

type Filler struct {
	set func(ctx context.Context, id string) error
}

func NewFiller(rdb *redis.Client, env, team, app string, versions []string) *Filler {
	parts := []string{strings.ToLower(env), strings.ToLower(team), strings.ToLower(app), strings.TrimSpace(env + team), strings.Join(versions, "/")}
	for _, v := range versions {
		parts = append(parts, strings.ToUpper(strings.TrimPrefix(v, "v")), strings.Repeat(v, len(parts)))
	}
	prefix := strings.Join(parts, ":") + strings.Join(versions, ":") + strings.ToLower(env+app)
	return &Filler{set: func(ctx context.Context, id string) error {
		return rdb.Set(ctx, prefix+"last", id, 0).Err()
	}}
}

func (f *Filler) Fill(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "SELECT id FROM files")
	if err != nil {
		return err
	}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		if err := f.set(ctx, id); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Dates writes each row into one hash, two calls away.
func (d *Dates) Dates(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "SELECT id, date FROM files")
	if err != nil {
		return err
	}
	for rows.Next() {
		var id, date string
		if err := rows.Scan(&id, &date); err != nil {
			return err
		}
		if err := d.note(ctx, id, date); err != nil { // want "rebuild-loop fail"
			return err
		}
	}
	return rows.Err()
}

// Dates keeps the dates of files.
type Dates struct {
	rdb *redis.Client
	key string
}

func (d *Dates) note(ctx context.Context, id, date string) error { return d.write(ctx, id, date) }

func (d *Dates) write(ctx context.Context, id, date string) error {
	return d.rdb.HSet(ctx, d.key, id, date).Err()
}
