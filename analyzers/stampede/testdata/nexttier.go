// Package nexttier looks for one thing in two places of a cache.
package nexttier

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

type Routes struct {
	db  *sql.DB
	rdb *redis.Client
}

func (s *Routes) get(ctx context.Context, key string, v any) bool {
	b, err := s.rdb.Get(ctx, key).Result()
	return err == nil && json.Unmarshal([]byte(b), v) == nil
}

func (s *Routes) set(ctx context.Context, key string, v any) {
	b, err := json.Marshal(v)
	if err == nil {
		s.rdb.Set(ctx, key, b, time.Minute)
	}
}

func (s *Routes) load(ctx context.Context) (out []string, err error) {
	rows, err := s.db.QueryContext(ctx, "SELECT path FROM routes WHERE active")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p string
		if err := rows.Scan(&p); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// Route looks for the route, then for all of them.
func (s *Routes) Route(ctx context.Context, path string) (string, error) {
	var one string
	if s.get(ctx, "route:"+path, &one) {
		return one, nil
	}
	var all []string
	if !s.get(ctx, "routes", &all) {
		var err error
		if all, err = s.load(ctx); err != nil { // want "stampede warn"
			return "", err
		}
		s.set(ctx, "routes", all)
	}
	for _, r := range all {
		if strings.HasPrefix(path, r) {
			s.set(ctx, "route:"+path, r)
			return r, nil
		}
	}
	return "", errors.New("there is none")
}

// All has an older copy for who comes while there is no new one.
func (s *Routes) All(ctx context.Context) ([]string, error) {
	var all []string
	if s.get(ctx, "all", &all) {
		return all, nil
	}
	if s.get(ctx, "stale", &all) {
		return all, nil
	}
	all, err := s.load(ctx)
	if err != nil {
		return nil, err
	}
	s.set(ctx, "all", all)
	s.set(ctx, "stale", all)
	return all, nil
}
