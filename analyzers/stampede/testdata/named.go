// Package named asks functions, and says which.
package named

import (
	"context"
	"database/sql"
	"os/exec"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// Cached is a handler in front of another, which it is given.
func Cached(rdb *redis.Client, load func(ctx context.Context, id string) (string, error)) func(ctx context.Context, id string) (string, error) {
	return func(ctx context.Context, id string) (string, error) {
		if v, err := rdb.Get(ctx, id).Result(); err == nil {
			return v, nil
		}
		v, err := load(ctx, id) // want "stampede warn load: x function load)"
		if err != nil {
			return "", err
		}
		return v, rdb.Set(ctx, id, v, time.Minute).Err()
	}
}

// Given asks one of several, of which none has a name.
func Given(ctx context.Context, rdb *redis.Client, from map[string][]func(ctx context.Context, id string) (string, error), id string) (string, error) {
	if v, err := rdb.Get(ctx, id).Result(); err == nil {
		return v, nil
	}
	v, err := from[id][0](ctx, id) // want "stampede warn load: x a function from from)"
	if err != nil {
		return "", err
	}
	return v, rdb.Set(ctx, id, v, time.Minute).Err()
}

// Waited starts a program and waits for it.
func Waited(ctx context.Context, rdb *redis.Client, repo string) (string, error) {
	if v, err := rdb.Get(ctx, repo).Result(); err == nil {
		return v, nil
	}
	var out strings.Builder
	cmd := exec.Command("git", "-C", repo, "rev-parse", "HEAD")
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		return "", err
	}
	if err := cmd.Wait(); err != nil { // want "stampede warn Cmd.Wait"
		return "", err
	}
	return out.String(), rdb.Set(ctx, repo, out.String(), time.Minute).Err()
}

// Select is a query, which somebody may have hooked.
type Select struct {
	db   *sql.DB
	hook func(ctx context.Context, s *Select, id string) (string, error)
}

// Next is the hook where there is one, and the query after it.
func (s *Select) Next(ctx context.Context, id string) (v string, err error) {
	if s.hook != nil {
		return s.hook(ctx, s, id)
	}
	err = s.db.QueryRowContext(ctx, "SELECT v FROM t WHERE id = ?", id).Scan(&v)
	return v, err
}

// Hooked asks the database in any case.
func Hooked(ctx context.Context, rdb *redis.Client, s *Select, id string) (string, error) {
	if v, err := rdb.Get(ctx, id).Result(); err == nil {
		return v, nil
	}
	v, err := s.Next(ctx, id) // want "stampede warn DB.QueryRowContext"
	if err != nil {
		return "", err
	}
	return v, rdb.Set(ctx, id, v, time.Minute).Err()
}
