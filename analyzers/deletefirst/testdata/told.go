// Package told mutes what it has told of for a while.
package told

import (
	"context"
	"database/sql"
	"net/http"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

type alerts struct {
	rdb *redis.Client
	db  *sql.DB
}

func (a *alerts) unmute(ctx context.Context, id string) { a.rdb.Del(ctx, "muted:"+id) }

// tell writes down that it tells, and does.
func (a *alerts) tell(ctx context.Context, id string) {
	if a.rdb.Get(ctx, "muted:"+id).Err() == nil {
		return
	}
	a.rdb.Set(ctx, "muted:"+id, time.Now().Add(time.Minute).Unix(), time.Minute)
	if resp, err := http.Post("http://alerts.example.com", "text/plain", strings.NewReader(id)); err == nil {
		resp.Body.Close()
	}
}

// profile asks before it writes.
func (a *alerts) profile(ctx context.Context, id string) (name string) {
	if a.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = $1", id).Scan(&name) == nil {
		a.rdb.Set(ctx, "name:"+id, name, time.Hour)
	}
	return name
}

func (a *alerts) forget(ctx context.Context, id string) { a.rdb.Del(ctx, "name:"+id) }

// Changed tells anew.
func (a *alerts) Changed(ctx context.Context, id string) {
	a.unmute(ctx, id)
	a.tell(ctx, id)
}

// Renamed loads anew.
func (a *alerts) Renamed(ctx context.Context, id string) string {
	a.forget(ctx, id) // want "delete-before-refresh warn DEL"
	return a.profile(ctx, id)
}

func serve(a *alerts) {
	http.HandleFunc("/changed", func(w http.ResponseWriter, r *http.Request) { a.Changed(r.Context(), r.FormValue("id")) })
	http.HandleFunc("/renamed", func(w http.ResponseWriter, r *http.Request) { a.Renamed(r.Context(), r.FormValue("id")) })
}
