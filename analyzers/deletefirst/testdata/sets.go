// Package sets deletes what matches, and empties maps without making a new one.
package sets

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/gomodule/redigo/redis"
	goredis "github.com/redis/go-redis/v9"
)

// Prices are kept under a prefix.
type Prices struct {
	db  *sql.DB
	rdb *goredis.Client
}

func (p *Prices) drop(ctx context.Context, prefix string) {
	it := p.rdb.Scan(ctx, 0, prefix+"*", 100).Iterator()
	for it.Next(ctx) {
		p.rdb.Del(ctx, it.Val())
	}
}

func (p *Prices) all(ctx context.Context) (out []string) {
	rows, err := p.db.QueryContext(ctx, "SELECT id FROM prices")
	if err != nil {
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		rows.Scan(&id)
		out = append(out, id)
	}
	return out
}

// Raise deletes the prices, then asks for them.
func (p *Prices) Raise(ctx context.Context) {
	p.drop(ctx, "price:") // want "delete-before-refresh fail DEL"
	for _, id := range p.all(ctx) {
		p.rdb.Set(ctx, "price:"+id, "1", time.Hour)
	}
}

// Listed deletes what KEYS gave.
func (p *Prices) Listed(ctx context.Context) {
	keys, err := p.rdb.Keys(ctx, "price:*").Result()
	if err != nil {
		return
	}
	p.rdb.Del(ctx, keys...) // want "delete-before-refresh fail DEL"
	for _, id := range p.all(ctx) {
		p.rdb.Set(ctx, "price:"+id, "1", time.Hour)
	}
}

// Other deletes others than it writes.
func (p *Prices) Other(ctx context.Context) {
	p.drop(ctx, "offer:")
	for _, id := range p.all(ctx) {
		p.rdb.Set(ctx, "price:"+id, "1", time.Hour)
	}
}

func (p *Prices) ask(ctx context.Context, id string) (price string) {
	p.db.QueryRowContext(ctx, "SELECT price FROM prices WHERE id = ?", id).Scan(&price)
	return price
}

// Beside leaves the refill to a goroutine.
func (p *Prices) Beside(ctx context.Context, id string) {
	p.rdb.Del(ctx, "price:"+id) // want "delete-before-refresh warn DEL"
	go func() { p.rdb.Set(context.Background(), "price:"+id, p.ask(ctx, id), time.Hour) }()
}

// Last writes when it returns.
func (p *Prices) Last(ctx context.Context, id string) (price string) {
	defer func() { p.rdb.Set(ctx, "price:"+id, price, time.Hour) }()
	p.rdb.Del(ctx, "price:"+id) // want "delete-before-refresh warn DEL"
	price = p.ask(ctx, id)
	return price
}

// Twice deletes again when it returns.
func (p *Prices) Twice(ctx context.Context, id string) string {
	defer p.rdb.Del(ctx, "price:"+id)
	return p.ask(ctx, id)
}

// Table is a map beside a lock.
type Table struct {
	db *sql.DB
	mu sync.Mutex
	m  map[string]string
}

func (t *Table) rows(ctx context.Context) map[string]string {
	out := map[string]string{}
	rows, err := t.db.QueryContext(ctx, "SELECT id, v FROM t")
	if err != nil {
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var id, v string
		rows.Scan(&id, &v)
		out[id] = v
	}
	return out
}

// Take clears the map, then asks.
func (t *Table) Take(ctx context.Context) {
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.m) // want "delete-before-refresh warn map"
	for id, v := range t.rows(ctx) {
		t.m[id] = v
	}
}

// Each deletes key by key, then asks.
func (t *Table) Each(ctx context.Context) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for id := range t.m {
		delete(t.m, id) // want "delete-before-refresh warn map"
	}
	for id, v := range t.rows(ctx) {
		t.m[id] = v
	}
}

// Trim deletes some.
func (t *Table) Trim(ctx context.Context) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for id, v := range t.m {
		if v == "" {
			delete(t.m, id)
		}
	}
	for id, v := range t.rows(ctx) {
		t.m[id] = v
	}
}

// Asked asks first.
func (t *Table) Asked(ctx context.Context) {
	all := t.rows(ctx)
	t.mu.Lock()
	defer t.mu.Unlock()
	clear(t.m)
	for id, v := range all {
		t.m[id] = v
	}
}

// Anew empties the server, then sends all in a pipeline.
func (p *Prices) Anew(ctx context.Context) {
	p.rdb.FlushDB(ctx) // want "delete-before-refresh fail FLUSHDB"
	ids := p.all(ctx)
	tx := p.rdb.Pipeline()
	for _, id := range ids {
		tx.Set(ctx, "price:"+id, "1", time.Hour)
	}
	tx.Exec(ctx)
}

// Two deletes more than one key.
func (p *Prices) Two(ctx context.Context, tag, id string) {
	p.rdb.Del(ctx, "tag:"+tag, "price:"+id) // want "delete-before-refresh warn DEL"
	p.rdb.Set(ctx, "price:"+id, p.ask(ctx, id), time.Hour)
}

// Top keeps nothing of the list, then asks.
func (p *Prices) Top(ctx context.Context) {
	p.rdb.LTrim(ctx, "top", 1, 0) // want "delete-before-refresh fail LTRIM"
	for _, id := range p.all(ctx) {
		p.rdb.RPush(ctx, "top", id)
	}
}

// Latest keeps the newest.
func (p *Prices) Latest(ctx context.Context) {
	p.rdb.LTrim(ctx, "latest", 0, 99)
	for _, id := range p.all(ctx) {
		p.rdb.RPush(ctx, "latest", id)
	}
}

// Pool has the same by another client.
type Pool struct {
	prices *Prices
	pool   *redis.Pool
}

func (p *Pool) drop(keys ...string) {
	c := p.pool.Get()
	defer c.Close()
	c.Do("DEL", redis.Args{}.AddFlat(keys)...)
}

// Refill deletes by a helper that takes many.
func (p *Pool) Refill(ctx context.Context) {
	p.drop("prices") // want "delete-before-refresh fail DEL"
	all := p.prices.all(ctx)
	c := p.pool.Get()
	defer c.Close()
	c.Do("SADD", redis.Args{}.Add("prices").AddFlat(all)...)
}

// Memo is a cache in a field.
type Memo struct {
	prices *Prices
	mu     sync.Mutex
	cache  map[string]string
	known  map[string]string
}

// Price takes the entry out, then asks.
func (m *Memo) Price(ctx context.Context, id string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.cache, id) // want "delete-before-refresh warn map"
	v := m.prices.ask(ctx, id)
	m.cache[id] = v
	return v
}

// Move takes one out, and puts another in.
func (m *Memo) Move(ctx context.Context, id, to string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.cache, id)
	m.cache[to] = m.prices.ask(ctx, to)
}

// Known is what a program has to keep.
func (m *Memo) Known(ctx context.Context, id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.known, id)
	m.known[id] = m.prices.ask(ctx, id)
}

// Standard writes what is spelled out here: nothing is fetched in between.
func (p *Prices) Standard(ctx context.Context) {
	p.rdb.Del(ctx, "roles") // want "delete-before-refresh warn DEL"
	p.rdb.HSet(ctx, "roles", "001", "admin")
	p.rdb.HSet(ctx, "roles", "002", "staff")
}

// Given writes what its caller gives, which is as large as it is.
func (p *Prices) Given(ctx context.Context, roles map[string]string) {
	p.rdb.Del(ctx, "roles") // want "delete-before-refresh fail DEL"
	p.rdb.HSet(ctx, "roles", roles)
}
