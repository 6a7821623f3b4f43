package eachrow

import (
	"context"
	"database/sql"

	"github.com/redis/go-redis/v9"
)

type App struct {
	db  *sql.DB
	rdb *redis.Client
}

func (a *App) each(ctx context.Context, fn func(id, name string) error) error {
	rows, err := a.db.QueryContext(ctx, "SELECT id, name FROM items")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		if err := fn(id, name); err != nil { // want "rebuild-loop fail SET"
			return err
		}
	}
	return rows.Err()
}

// Called has a row handed to what writes the cache.
func (a *App) Called(ctx context.Context) error {
	return a.each(ctx, func(id, name string) error { return a.rdb.Set(ctx, "item:"+id, name, 0).Err() })
}

// Archived has it handed to what writes a table, which is another's doing.
func (a *App) Archived(ctx context.Context) error {
	return a.each(ctx, func(id, name string) error {
		_, err := a.db.ExecContext(ctx, "INSERT INTO archive (id, name) VALUES (?, ?)", id, name)
		return err
	})
}
