// Package hooks has read-throughs whose query a mapper makes, between two functions.
package hooks

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/uptrace/bun"
	"gorm.io/gorm"
)

// Statement is filled elsewhere.
type Statement struct {
	SQL   strings.Builder
	Value []byte
}

func statement(db *gorm.DB) *Statement { return of[db] }

var of = map[*gorm.DB]*Statement{}

type Plugin struct{ rdb *redis.Client }

func New(rdb *redis.Client) *Plugin { return &Plugin{rdb} }

func (p *Plugin) Name() string { return "cache" }

func (p *Plugin) Initialize(db *gorm.DB) error {
	if err := db.Callback().Query().Before("gorm:query").Register("cache:before", p.before); err != nil {
		return err
	}
	if err := db.Callback().Create().After("gorm:create").Register("cache:created", p.forget); err != nil {
		return err
	}
	return db.Callback().Query().After("gorm:query").Register("cache:after", p.after())
}

func (p *Plugin) before(db *gorm.DB) {
	st := statement(db)
	if st.SQL.String() == "" {
		return
	}
	v, err := p.rdb.Get(context.Background(), st.SQL.String()).Bytes() // want "stampede warn"
	if err == nil {
		st.Value = v
	}
}

func (p *Plugin) after() func(db *gorm.DB) {
	return func(db *gorm.DB) {
		st := statement(db)
		p.rdb.Set(context.Background(), st.SQL.String(), st.Value, time.Minute)
	}
}

func (p *Plugin) forget(db *gorm.DB) {
	p.rdb.Del(context.Background(), statement(db).SQL.String())
}

// Through writes what is created, and has no hook that fills on a miss.
type Through struct{ rdb *redis.Client }

func NewThrough(rdb *redis.Client) *Through { return &Through{rdb} }

func (t *Through) Name() string { return "through" }

func (t *Through) Initialize(db *gorm.DB) error {
	if err := db.Callback().Query().Before("gorm:query").Register("through:before", t.look); err != nil {
		return err
	}
	return db.Callback().Create().After("gorm:create").Register("through:created", t.store)
}

func (t *Through) look(db *gorm.DB) {
	statement(db).Value, _ = t.rdb.Get(context.Background(), statement(db).SQL.String()).Bytes()
}

func (t *Through) store(db *gorm.DB) {
	t.rdb.Set(context.Background(), statement(db).SQL.String(), statement(db).Value, time.Minute)
}

// Led lets one of those who miss go on.
type Led struct {
	rdb   *redis.Client
	mu    sync.Mutex
	calls map[string]*sync.WaitGroup
}

func NewLed(rdb *redis.Client) *Led { return &Led{rdb: rdb} }

func (l *Led) Name() string { return "led" }

func (l *Led) Initialize(db *gorm.DB) error {
	if err := db.Callback().Query().Before("gorm:query").Register("led:before", l.before); err != nil {
		return err
	}
	return db.Callback().Query().After("gorm:query").Register("led:after", l.after)
}

func (l *Led) before(db *gorm.DB) {
	key := statement(db).SQL.String()
	l.mu.Lock()
	if c, ok := l.calls[key]; ok {
		l.mu.Unlock()
		c.Wait()
		return
	}
	c := &sync.WaitGroup{}
	c.Add(1)
	l.calls[key] = c
	l.mu.Unlock()
	statement(db).Value, _ = l.rdb.Get(context.Background(), key).Bytes()
}

func (l *Led) after(db *gorm.DB) {
	key := statement(db).SQL.String()
	l.rdb.Set(context.Background(), key, statement(db).Value, time.Minute)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls[key].Done()
	delete(l.calls, key)
}

// Hook is bun's, by the names of its methods.
type Hook struct{ rdb *redis.Client }

func Add(db *bun.DB, rdb *redis.Client) { db.AddQueryHook(&Hook{rdb}) }

var errHit = errors.New("hit")

func (h *Hook) BeforeQuery(ctx context.Context, e *bun.QueryEvent) context.Context {
	v, err := h.rdb.Get(ctx, e.Query).Result() // want "stampede warn"
	if err == nil {
		return context.WithValue(ctx, errHit, v)
	}
	return ctx
}

func (h *Hook) AfterQuery(ctx context.Context, e *bun.QueryEvent) {
	h.rdb.Set(ctx, e.Query, "rows", time.Minute)
}
