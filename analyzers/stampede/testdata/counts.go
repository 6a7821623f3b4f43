// Package counts remembers what was done, which is no value that is kept.
package counts

import (
	"context"
	"database/sql"
	"net/http"
	"strconv"
	"time"

	"github.com/patrickmn/go-cache"
	"github.com/redis/go-redis/v9"
	"nowhere.dev/zcache"
)

// Seen does a task once for each message.
type Seen struct{ rdb *redis.Client }

func (s *Seen) Apply(ctx context.Context, id string, task func() error) error {
	if _, err := s.rdb.Get(ctx, id).Result(); err == nil {
		return nil
	}
	if err := task(); err != nil {
		return err
	}
	return s.rdb.Set(ctx, id, true, time.Minute).Err()
}

// Text keeps what the task gave.
func (s *Seen) Text(ctx context.Context, id string, task func() (string, error)) (string, error) {
	if v, err := s.rdb.Get(ctx, id).Result(); err == nil {
		return v, nil
	}
	v, err := task() // want "stampede warn"
	if err != nil {
		return "", err
	}
	return v, s.rdb.Set(ctx, id, v, time.Minute).Err()
}

// Guard counts what each address has done.
type Guard struct {
	rdb   *redis.Client
	db    *sql.DB
	mem   *cache.Cache
	fails *zcache.Proxy[string, int]
}

func (g *Guard) count(ctx context.Context, ip string) int {
	n, _ := g.rdb.Get(ctx, "count:"+ip).Int()
	return n
}

func (g *Guard) log(ctx context.Context, ip string) {
	g.set(ctx, ip, g.count(ctx, ip)+1)
	g.rdb.Set(ctx, "time:"+ip, strconv.FormatInt(time.Now().Unix(), 10), time.Hour)
}

func (g *Guard) set(ctx context.Context, ip string, n int) {
	g.rdb.Set(ctx, "count:"+ip, strconv.Itoa(n), time.Hour)
}

// Do asks the database for who has not done too much.
func (g *Guard) Do(ctx context.Context, ip string) (name string, err error) {
	if g.count(ctx, ip) > 10 {
		return "", http.ErrNotSupported
	}
	err = g.db.QueryRowContext(ctx, "SELECT name FROM hosts WHERE ip = ?", ip).Scan(&name)
	g.log(ctx, ip)
	return name, err
}

// Ctx is what a handler gets.
type Ctx struct{ ip string }

// Limit says of each address whether it was here, whatever the handler answers.
func (g *Guard) Limit(handler func(*Ctx) error) func(*Ctx) error {
	return func(c *Ctx) error {
		if v, err := g.rdb.Get(context.Background(), "here:"+c.ip).Result(); err == nil && v == "1" {
			return http.ErrNotSupported
		}
		err := handler(c)
		g.mark(c.ip, err == nil)
		return err
	}
}

func (g *Guard) mark(ip string, good bool) {
	v := "0"
	if good {
		v = "1"
	}
	g.rdb.Set(context.Background(), "here:"+ip, v, time.Minute)
}

// Login counts who has failed, in memory.
func (g *Guard) Login(ctx context.Context, ip, name string) error {
	count, ok := g.mem.Get(ip)
	if ok && count.(int) > 5 {
		return http.ErrNotSupported
	}
	var pass string
	if err := g.db.QueryRowContext(ctx, "SELECT pass FROM users WHERE name = ?", name).Scan(&pass); err != nil {
		return err
	}
	if pass != name {
		n, _ := g.fails.Get(ip)
		g.fails.Set(ip, n+1)
		return http.ErrNotSupported
	}
	return nil
}

// Enter does so too, and asks first.
func (g *Guard) Enter(ctx context.Context, ip, name string) error {
	count, ok := g.fails.Get(ip)
	if ok && count > 5 {
		return http.ErrNotSupported
	}
	var pass string
	if err := g.db.QueryRowContext(ctx, "SELECT pass FROM users WHERE name = ?", name).Scan(&pass); err != nil {
		g.fails.Set(ip, count+1)
	}
	return nil
}
