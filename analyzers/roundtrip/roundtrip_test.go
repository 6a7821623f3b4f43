package roundtrip_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/roundtrip"
	"github.com/cachevet/cachevet/internal/analyzertest"
)

func TestPrograms(t *testing.T) { analyzertest.Run(t, "testdata", roundtrip.Analyzer) }

func TestSnippets(t *testing.T) { analyzertest.Snippets(t, roundtrip.Analyzer) }

// TestCost adds up what one turn comes to.
func TestCost(t *testing.T) {
	h := analyzertest.New(t)
	for _, c := range []struct{ name, code, want string }{
		{"one after the other", `n.rdb.Get(ctx, id); n.rdb.Incr(ctx, id)`, "elements of ids x (INCR + GET)"},
		{"one or the other", `if id != "" { n.rdb.Incr(ctx, id); continue }; n.rdb.Decr(ctx, id)`, "elements of ids x INCR"},
		{"both ways", `if id != "" { n.rdb.Incr(ctx, id) } else { n.rdb.Get(ctx, id) }; n.rdb.Expire(ctx, id, 0)`, "elements of ids x (INCR + EXPIRE)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fs := h.Findings(t, map[string]string{"n/n.go": `package n

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type Names struct{ rdb *redis.Client }

// Touch goes through some.
func (n *Names) Touch(ctx context.Context, ids []string) {
	for _, id := range ids {
		` + c.code + `
	}
}
`}, roundtrip.Analyzer)
			if len(fs) != 1 || fs[0].Cost != c.want {
				t.Errorf("%d findings, %v, want %q", len(fs), fs, c.want)
			}
		})
	}
}
