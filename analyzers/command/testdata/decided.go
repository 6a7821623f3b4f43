// A program in which constants, what is made and what is passed decide who comes to
// what.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"net/http"
	"os"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/robfig/cron/v3"
)

func (s *store) audit() {
	s.rdb.Keys(context.Background(), "*") // want "keys warn"
}

type mode int

const (
	soft mode = iota
	hard
)

type store struct{ rdb *redis.Client }

func (s *store) drop(ctx context.Context, keys ...string) {
	if len(keys) == 0 {
		keys = s.rdb.Keys(ctx, "*").Val() // want "keys fail"
	}
	s.rdb.Unlink(ctx, keys...)
}

func (s *store) apply(ctx context.Context, m mode) {
	switch m {
	case hard:
		s.rdb.FlushAll(ctx) // want "flush fail"
	case soft:
		s.rdb.Unlink(ctx, "soft")
	}
}

type backend interface {
	save(ctx context.Context, k string) error
}

type memory struct{ m map[string]bool }

func (m *memory) save(_ context.Context, k string) error { m.m[k] = true; return nil }

type wiping struct{ rdb *redis.Client }

func (w *wiping) save(ctx context.Context, k string) error {
	return w.rdb.FlushDB(ctx).Err()
}

type swapping struct{ rdb *redis.Client }

func (w *swapping) save(ctx context.Context, k string) error {
	return w.rdb.Do(ctx, "SWAPDB", 0, 1).Err() // want "flush fail"
}

func open(driver string, rdb *redis.Client) (backend, error) {
	switch driver {
	case "memory":
		return &memory{map[string]bool{}}, nil
	case "wiping":
		return &wiping{rdb}, nil
	}
	return nil, errors.New("driver")
}

func openSwapping(driver string, rdb *redis.Client) backend {
	if driver == "memory" {
		return &memory{map[string]bool{}}
	}
	return &swapping{rdb}
}

type cleaner interface {
	clean(ctx context.Context) error
}

type mem struct{}

func (mem) clean(context.Context) error { return nil }

type red struct{ rdb *redis.Client }

func (r red) clean(ctx context.Context) error { return r.rdb.FlushDB(ctx).Err() }

type blue struct{ rdb *redis.Client }

func (r blue) clean(ctx context.Context) error {
	return r.rdb.FlushDB(ctx).Err() // want "flush fail"
}

type repo[C cleaner] struct{ c C }

func (r *repo[C]) reload(ctx context.Context) error { return r.c.clean(ctx) }

func batch(ctx context.Context, cs ...cleaner) {
	for _, c := range cs {
		c.clean(ctx)
	}
}

func (s *store) table() map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"ping": func(ctx context.Context) error { return s.rdb.Set(ctx, "ping", 1, time.Minute).Err() },
		"wipe": func(ctx context.Context) error { return s.rdb.FlushAll(ctx).Err() },
	}
}

func (s *store) call(ctx context.Context, name string) error {
	f, ok := s.table()[name]
	if !ok {
		return errors.New("name")
	}
	return f(ctx)
}

type server struct {
	st     *store
	b, b2  backend
	mem    *repo[mem]
	red    *repo[red]
	blue   *repo[blue]
	lines  *bufio.Writer
	sorted []cleaner
}

const driver = "memory"

func main() {
	wipe := flag.Bool("wipe", false, "start empty")
	flag.Parse()
	rdb := redis.NewClient(&redis.Options{})
	b, err := open(driver, rdb)
	if err != nil {
		return
	}
	s := &server{st: &store{rdb}, b: b, b2: openSwapping(os.Getenv("DRIVER"), rdb), mem: &repo[mem]{}, red: &repo[red]{red{rdb}}, blue: &repo[blue]{blue{rdb}}}
	if *wipe {
		rdb.FlushDB(context.Background()) // want "flush warn"
	}
	http.HandleFunc("/one", func(w http.ResponseWriter, r *http.Request) { s.st.drop(r.Context(), "k:"+r.FormValue("id")) })
	http.HandleFunc("/asked", func(w http.ResponseWriter, r *http.Request) { s.st.drop(r.Context(), r.URL.Query()["key"]...) })
	http.HandleFunc("/soft", func(w http.ResponseWriter, r *http.Request) { s.st.apply(r.Context(), soft) })
	http.HandleFunc("/hard", func(w http.ResponseWriter, r *http.Request) { s.st.apply(r.Context(), hard) })
	http.HandleFunc("/const", func(w http.ResponseWriter, r *http.Request) { s.b.save(r.Context(), "k") })
	http.HandleFunc("/env", func(w http.ResponseWriter, r *http.Request) { s.b2.save(r.Context(), "k") })
	http.HandleFunc("/ping", func(w http.ResponseWriter, r *http.Request) { s.st.call(r.Context(), "ping") })
	http.HandleFunc("/mem", func(w http.ResponseWriter, r *http.Request) { s.mem.reload(r.Context()) })
	http.HandleFunc("/blue", func(w http.ResponseWriter, r *http.Request) { s.blue.reload(r.Context()) })
	http.HandleFunc("/batch", func(w http.ResponseWriter, r *http.Request) { batch(r.Context(), mem{}) })
	http.HandleFunc("/lines", func(w http.ResponseWriter, r *http.Request) { s.lines.Flush() })

	c := cron.New()
	c.AddFunc("@every 30s", func() {
		rdb.Keys(context.Background(), "*") // want "keys fail"
	})
	c.AddFunc("0 4 * * *", s.st.audit)
	c.Start()
	http.ListenAndServe(":1", nil)
}
