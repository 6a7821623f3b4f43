// Package main has tables of steps, whose lines have a type without a name.
package main

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"
)

type app struct {
	db  *sql.DB
	rdb *redis.Client
}

func (a *app) warm(ctx context.Context) error {
	rows, err := a.db.QueryContext(ctx, "SELECT id, name FROM users")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		a.rdb.Set(ctx, "user:"+id, name, time.Hour) // want "rebuild-loop warn"
	}
	return rows.Err()
}

func (a *app) ping(ctx context.Context) error { return a.db.PingContext(ctx) }

// warmAll runs at the start.
func (a *app) warmAll(ctx context.Context) {
	steps := []struct {
		name string
		fn   func(context.Context) error
	}{
		{"users", a.warm},
	}
	for _, s := range steps {
		_ = s.fn(ctx)
	}
}

// health runs for each request, and has a table of its own.
func (a *app) health(w http.ResponseWriter, r *http.Request) {
	for _, c := range []struct {
		name string
		fn   func(context.Context) error
	}{
		{"database", a.ping},
	} {
		if c.fn(r.Context()) != nil {
			http.Error(w, c.name, http.StatusInternalServerError)
		}
	}
}

func main() {
	a := &app{&sql.DB{}, redis.NewClient(&redis.Options{})}
	a.warmAll(context.Background())
	http.HandleFunc("/health", a.health)
	http.ListenAndServe(":8080", nil)
}
