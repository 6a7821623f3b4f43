// Package since keeps up with a table.
package since

import (
	"context"
	"database/sql"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// ruleCache keeps rules in this process.
type ruleCache struct {
	mu    sync.Mutex
	rules map[string]string
}

func (c *ruleCache) set(id, rule string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rules[id] = rule
}

func (c *ruleCache) get(id string) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	rule, ok := c.rules[id]
	return rule, ok
}

// Rule looks one up.
func (k *Keeper) Rule(id string) (string, bool) { return k.cache.get(id) }

type row struct{ id, rule string }

// Keeper knows the rules.
type Keeper struct {
	db    *sql.DB
	rdb   *redis.Client
	cache ruleCache
	last  time.Time
}

func (k *Keeper) all(ctx context.Context) []row {
	return k.read(ctx, "SELECT id, rule FROM rules")
}

func (k *Keeper) changed(ctx context.Context, from time.Time, first bool) []row {
	if first {
		return k.read(ctx, "SELECT id, rule FROM rules")
	}
	return k.read(ctx, "SELECT id, rule FROM rules WHERE changed > ?", from)
}

func (k *Keeper) read(ctx context.Context, query string, args ...any) (out []row) {
	rows, err := k.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		rows.Scan(&r.id, &r.rule)
		out = append(out, r)
	}
	return out
}

// Local fills a map of its own.
func (k *Keeper) Local(ctx context.Context) {
	for _, r := range k.all(ctx) {
		k.cache.set(r.id, r.rule) // want "rebuild-loop warn"
	}
}

// Visit copies all.
func (k *Keeper) Visit(ctx context.Context) {
	for _, r := range k.all(ctx) {
		k.rdb.Set(ctx, "rule:"+r.id, r.rule, time.Hour) // want "rebuild-loop fail"
	}
}

// Follow copies what has changed, and all at first.
func (k *Keeper) Follow(ctx context.Context) {
	for _, r := range k.changed(ctx, k.last, k.last.IsZero()) {
		k.rdb.Set(ctx, "rule:"+r.id, r.rule, time.Hour) // want "rebuild-loop warn"
	}
}
