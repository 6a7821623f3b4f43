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

// Accounts are looked for by whether they are locked, and who logs in gets a session.
type Accounts struct {
	db  *sql.DB
	rdb *redis.Client
}

func (a *Accounts) locked(ctx context.Context, email string) bool {
	return a.rdb.Exists(ctx, "locked:"+email).Val() > 0
}

func (a *Accounts) failed(ctx context.Context, email string) {
	if a.rdb.Incr(ctx, "failed:"+email).Val() > 5 {
		a.rdb.Set(ctx, "locked:"+email, email, time.Hour)
	}
}

func (a *Accounts) Login(ctx context.Context, email, hash string) bool {
	if a.locked(ctx, email) {
		return false
	}
	var have string
	if err := a.db.QueryRowContext(ctx, "SELECT hash FROM users WHERE email = ?", email).Scan(&have); err != nil || have != hash {
		a.failed(ctx, email)
		return false
	}
	return true
}

// Name is looked for before it is read.
func (a *Accounts) Name(ctx context.Context, email string) (string, error) {
	key := "name:" + email
	if a.rdb.Exists(ctx, key).Val() == 1 {
		return a.rdb.Get(ctx, key).Result()
	}
	var name string
	if err := a.db.QueryRowContext(ctx, "SELECT name FROM users WHERE email = ?", email).Scan(&name); err != nil { // want "stampede warn"
		return "", err
	}
	return name, a.rdb.Set(ctx, key, name, time.Hour).Err()
}

// Ask asks the database what it has not asked before, and adds the question to those.
func (a *Accounts) Ask(ctx context.Context, chat, question string) (string, error) {
	for _, q := range a.rdb.LRange(ctx, "asked:"+chat, 0, 20).Val() {
		if q == question {
			return "", redis.Nil
		}
	}
	var answer string
	if err := a.db.QueryRowContext(ctx, "SELECT answer FROM answers WHERE question = ?", question).Scan(&answer); err != nil {
		return "", err
	}
	return answer, a.rdb.RPush(ctx, "asked:"+chat, question).Err()
}

type timer interface{ Add(id string) error }

type wheel struct{ db *sql.DB }

func (w *wheel) Add(id string) error {
	var at time.Time
	return w.db.QueryRow("SELECT run_at FROM tasks WHERE id = ?", id).Scan(&at)
}

type states struct{ rdb *redis.Client }

func (s *states) Of(ctx context.Context, id string) (string, error) {
	return s.rdb.HGet(ctx, "task:"+id, "state").Result()
}

func (s *states) Be(ctx context.Context, id, state string) error {
	return s.rdb.HSet(ctx, "task:"+id, "state", state).Err()
}

// Tasks are given to a timer, and it is written down that they were.
type Tasks struct {
	states *states
	timer  timer
}

func NewTasks(rdb *redis.Client, db *sql.DB) *Tasks {
	return &Tasks{states: &states{rdb: rdb}, timer: &wheel{db: db}}
}

func (t *Tasks) Run(ctx context.Context, id string) error {
	if _, err := t.states.Of(ctx, id); err == nil {
		return nil
	}
	if err := t.timer.Add(id); err != nil {
		return err
	}
	return t.states.Be(ctx, id, "waiting")
}
