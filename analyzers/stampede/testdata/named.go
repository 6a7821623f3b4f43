// Package named asks functions, and says which.
package named

import (
	"context"
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
