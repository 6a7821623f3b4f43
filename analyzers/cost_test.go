package analyzers_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/command"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

// TestCost multiplies what is repeated on the way to the place.
func TestCost(t *testing.T) {
	h := analyzertest.New(t)
	for _, c := range []struct{ name, code, want string }{
		{"keys", `for _, id := range ids { c.rdb.FlushDB(ctx); _ = id }`, "elements of ids x FLUSHDB"},
		{"functions", `for _, do := range []func(context.Context){c.wipe, other} { do(ctx) }`, "1 x FLUSHDB"},
		{"field", `for i := range c.before { c.before[i](ctx) }`, "1 x FLUSHDB"},
		{"table", `for _, do := range c.named { do(ctx) }`, "1 x FLUSHDB"},
		{"for each", `for _, id := range ids { c.named[id](ctx) }`, "elements of ids x FLUSHDB"},
		{"made in turns", `var todo []func(); for range ids { todo = append(todo, func() { c.wipe(ctx) }) }; for _, do := range todo { do() }`, "elements of a collection x FLUSHDB"},
		{"made at once", `todo := []func(){func() { c.wipe(ctx) }, func() { other(ctx) }}; for _, do := range todo { do() }`, "1 x FLUSHDB"},
		{"turns", `for ctx.Err() == nil { for ctx.Err() == nil { c.wipe(ctx) } }`, "turns x FLUSHDB"},
		{"both", `for range ids { for _, do := range c.before { do(ctx) } }`, "elements of ids x FLUSHDB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fs := h.Findings(t, map[string]string{"c/c.go": `package c

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type Cache struct {
	rdb    *redis.Client
	before []func(context.Context)
	named  map[string]func(context.Context)
}

func New(rdb *redis.Client) *Cache {
	c := &Cache{rdb: rdb}
	c.before = append(c.before, c.wipe, other)
	c.named = map[string]func(context.Context){"wipe": c.wipe, "other": other}
	return c
}

func (c *Cache) wipe(ctx context.Context) { c.rdb.FlushDB(ctx) }

func other(context.Context) {}

// Load does it on each call.
func (c *Cache) Load(ctx context.Context, ids []string) { ` + c.code + ` }
`}, command.Analyzer)
			if len(fs) == 0 {
				t.Fatal("nothing is found")
			}
			for _, f := range fs {
				if f.Cost != c.want {
					t.Errorf("%q, want %q", f.Cost, c.want)
				}
			}
		})
	}
}
