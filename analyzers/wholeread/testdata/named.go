// Package named reads hashes of which it knows the fields, and one of which it does not.
package named

import (
	"context"
	"strconv"

	"github.com/redis/go-redis/v9"
)

type Store struct{ rdb *redis.Client }

func New(rdb *redis.Client) *Store { return &Store{rdb} }

// Rate takes two fields.
func (s *Store) Rate(ctx context.Context) (float64, error) {
	stats, err := s.rdb.HGetAll(ctx, "stats").Result() // want "unbounded-read note HGETALL"
	if err != nil || len(stats) == 0 {
		return 0, err
	}
	hits, _ := strconv.Atoi(stats["hits"])
	var misses int
	if v, ok := stats["misses"]; ok {
		misses, _ = strconv.Atoi(v)
	}
	return float64(hits) / float64(hits+misses), nil
}

// State fills a struct.
func (s *Store) State(ctx context.Context) (st struct {
	Leader string `redis:"leader"`
}, err error) {
	err = s.rdb.HGetAll(ctx, "state").Scan(&st) // want "unbounded-read note HGETALL"
	return st, err
}

// Best takes one field, and goes through all.
func (s *Store) Best(ctx context.Context) (string, error) {
	scores, err := s.rdb.HGetAll(ctx, "scores").Result() // want "unbounded-read warn HGETALL"
	if err != nil {
		return "", err
	}
	best := scores["best"]
	for user, score := range scores {
		if score > scores[best] {
			best = user
		}
	}
	return best, nil
}

// Of takes one field of those that a caller may name.
func (s *Store) Of(ctx context.Context, user string) (string, error) {
	scores, err := s.rdb.HGetAll(ctx, "scores").Result() // want "unbounded-read warn HGETALL"
	return scores[user], err
}

// SMembersMap offers the client's own function, GroupMap something of that.
func (s *Store) SMembersMap(ctx context.Context, key string) *redis.StringStructMapCmd {
	return s.rdb.SMembersMap(ctx, key) // want "unbounded-read note SMEMBERS"
}

func (s *Store) Group(ctx context.Context) *redis.StringStructMapCmd {
	return s.rdb.SMembersMap(ctx, "group") // want "unbounded-read warn SMEMBERS"
}
