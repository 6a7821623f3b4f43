// Command transactions asks for what it misses in a transaction, which is no source by itself.
package main

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"
)

type transaction interface {
	Commit() error
	Rollback() error
}

type database interface {
	BeginTx(ctx context.Context) (transaction, error)
}

type posts interface {
	List(ctx context.Context, tx transaction, page string) ([]string, error)
}

type service struct {
	db    database
	posts posts
	rdb   *redis.Client
}

func (s *service) list(ctx context.Context, page string) (out []string, err error) {
	key := "posts:" + page
	if v, err := s.rdb.Get(ctx, key).Result(); err == nil && json.Unmarshal([]byte(v), &out) == nil {
		return out, nil
	}
	tx, err := s.db.BeginTx(ctx)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	out, err = s.posts.List(ctx, tx, page) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	v, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	s.rdb.Set(ctx, key, v, time.Minute)
	return out, tx.Commit()
}

func serve(db database, p posts) {
	s := &service{db, p, redis.NewClient(&redis.Options{})}
	http.HandleFunc("/posts", func(w http.ResponseWriter, r *http.Request) {
		out, _ := s.list(r.Context(), r.FormValue("page"))
		json.NewEncoder(w).Encode(out)
	})
	http.ListenAndServe(":8080", nil)
}

func main() { serve(nil, nil) }
