// Command limited refreshes its settings while it holds a lock that other processes want, by a
// service that limits its time itself, and by one that does not.
package main

import (
	"context"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"
	"google.golang.org/grpc"
)

var rdb = redis.NewClient(&redis.Options{})

type settings interface {
	List(ctx context.Context, opts ...grpc.CallOption) (string, error)
}

type patient struct{ r remote }

func (p *patient) List(ctx context.Context, opts ...grpc.CallOption) (string, error) {
	return p.r.Ask(ctx, opts...)
}

type hasty struct{ r remote }

func (h *hasty) List(ctx context.Context, opts ...grpc.CallOption) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return h.r.Ask(ctx, opts...)
}

// remote is a service's own client, of which nothing is known.
type remote interface {
	Ask(ctx context.Context, opts ...grpc.CallOption) (string, error)
}

type waiting struct{ from settings }

func (s *waiting) serve(w http.ResponseWriter, r *http.Request) {
	ctx := context.Background()
	if !rdb.SetNX(ctx, "lock:waiting", "1", time.Minute).Val() {
		return
	}
	if text, err := s.from.List(ctx); err == nil { // want "no-deadline warn" "no-deadline warn"
		rdb.Set(ctx, "waiting", text, time.Hour)
	}
	rdb.Del(ctx, "lock:waiting")
}

type list interface {
	All(ctx context.Context, opts ...grpc.CallOption) (string, error)
}

func (h *hasty) All(ctx context.Context, opts ...grpc.CallOption) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return h.r.Ask(ctx, opts...)
}

type limited struct{ from list }

func (s *limited) serve(w http.ResponseWriter, r *http.Request) {
	ctx := context.Background()
	if !rdb.SetNX(ctx, "lock:limited", "1", time.Minute).Val() {
		return
	}
	if text, err := s.from.All(ctx); err == nil {
		rdb.Set(ctx, "limited", text, time.Hour)
	}
	rdb.Del(ctx, "lock:limited")
}

func serve(r remote) {
	http.HandleFunc("/waiting", (&waiting{&patient{r}}).serve)
	http.HandleFunc("/limited", (&limited{&hasty{r}}).serve)
	http.ListenAndServe(":8080", nil)
}

func main() { serve(nil) }
