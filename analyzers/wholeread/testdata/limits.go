package limits

import (
	"context"
	"net/http"
	"strconv"

	"github.com/redis/go-redis/v9"
)

type Names struct{ rdb *redis.Client }

func (n *Names) some(ctx context.Context, limit int64) []string {
	stop := int64(-1)
	if limit > 0 {
		stop = limit - 1
	}
	return n.rdb.LRange(ctx, "names", 0, stop).Val()
}

// Top reads fifty.
func (n *Names) Top(ctx context.Context) int { return len(n.some(ctx, 50)) }

// Page reads as many as are asked for.
func (n *Names) Page(w http.ResponseWriter, r *http.Request) {
	most, _ := strconv.ParseInt(r.FormValue("n"), 10, 64)
	n.some(r.Context(), most)
}

func (n *Names) more(ctx context.Context, limit int64) []string {
	stop := int64(-1)
	if limit > 0 {
		stop = limit - 1
	}
	return n.rdb.LRange(ctx, "names", 0, stop).Val() // want "unbounded-read warn LRANGE"
}

// Check reads all.
func (n *Names) Check(ctx context.Context) bool { return len(n.more(ctx, 0)) > 0 }

const none = ""

func (n *Names) since(ctx context.Context, from string) []string {
	min := "-inf"
	if from == none {
		from = min
	} else {
		min = from
	}
	return n.rdb.ZRangeByScore(ctx, "names", &redis.ZRangeBy{Min: min, Max: "+inf"}).Val()
}

// Late reads those of late.
func (n *Names) Late(ctx context.Context) int { return len(n.since(ctx, "1700000000")) }
