package sentinel

import (
	"context"
	"math"
	"strconv"

	"github.com/redis/go-redis/v9"
)

// The scores that stand for no end.
const (
	Lowest  = -math.MaxFloat64
	Highest = math.MaxFloat64
)

type Store interface {
	Scan(ctx context.Context, key string, from, to float64) ([]string, error)
	ScanPart(ctx context.Context, key string, from, to float64) ([]string, error)
}

type redisStore struct{ rdb *redis.Client }

func (s *redisStore) Scan(ctx context.Context, key string, from, to float64) ([]string, error) {
	min := "-inf"
	if from != Lowest {
		min = strconv.FormatFloat(from, 'E', -1, 64)
	}
	max := "+inf"
	if to != Highest {
		max = strconv.FormatFloat(to, 'E', -1, 64)
	}
	return s.rdb.ZRangeByScore(ctx, key, &redis.ZRangeBy{Min: min, Max: max}).Result() // want "unbounded-read warn ZRANGEBYSCORE"
}

func (s *redisStore) ScanPart(ctx context.Context, key string, from, to float64) ([]string, error) {
	min := "-inf"
	if from != Lowest {
		min = strconv.FormatFloat(from, 'E', -1, 64)
	}
	max := "+inf"
	if to != Highest {
		max = strconv.FormatFloat(to, 'E', -1, 64)
	}
	return s.rdb.ZRangeByScore(ctx, key, &redis.ZRangeBy{Min: min, Max: max}).Result()
}

// Lines are those of a log.
type Lines struct {
	store Store
	next  uint
}

func New(rdb *redis.Client) *Lines { return &Lines{store: &redisStore{rdb}} }

// Show reads the next hundred.
func (l *Lines) Show(ctx context.Context) ([]string, error) {
	from := l.next
	l.next += 100
	return l.page(ctx, from, l.next-1)
}

func (l *Lines) page(ctx context.Context, from, to uint) ([]string, error) {
	return l.store.ScanPart(ctx, "lines", float64(from), float64(to))
}

// Find reads them all.
func (l *Lines) Find(ctx context.Context, what string) bool {
	all, _ := l.store.Scan(ctx, "lines", Lowest, Highest)
	for _, line := range all {
		if line == what {
			return true
		}
	}
	return false
}
