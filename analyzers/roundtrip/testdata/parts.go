package parts

import (
	"context"
	"strings"

	"github.com/redis/go-redis/v9"
)

type Store struct{ rdb *redis.Client }

// ranks asks for each of a list.
func (s *Store) ranks(ctx context.Context, board string, who ...string) ([]int64, error) {
	out := make([]int64, 0, len(who))
	for _, w := range who {
		n, err := s.rdb.HIncrBy(ctx, board, w, 1).Result() // want "per-item-roundtrip warn HINCRBY"
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

func (s *Store) rank(ctx context.Context, board, who string) (int64, error) {
	n, err := s.ranks(ctx, board, who)
	if err != nil {
		return 0, err
	}
	return n[0], nil
}

// Friends is a list that somebody else wrote.
func (s *Store) Friends(ctx context.Context, who ...string) ([]int64, error) {
	return s.ranks(ctx, "friends", who...)
}

// Boards has a list of one written out for each element, and looks at the error's text.
func (s *Store) Boards(ctx context.Context, boards []string, who string) (out []int64, err error) {
	for _, b := range boards {
		n, err := s.rank(ctx, b, who) // want "per-item-roundtrip warn HINCRBY"
		if err != nil && strings.HasPrefix(err.Error(), "no such") {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// swarm puts keys together of what it is given.
type swarm struct{ rdb *redis.Client }

func (s *swarm) key(hash string) string { return "swarm:" + hash }

func (s *swarm) open() *redis.Client { return s.rdb }

func (s *swarm) left(ctx context.Context, hash string) error {
	return s.open().Decr(ctx, s.key(hash)).Err()
}

type hook interface {
	after(ctx context.Context, hash string) error
}

type leaving struct{ s *swarm }

func (l *leaving) after(ctx context.Context, hash string) error { return l.s.left(ctx, hash) }

type counting struct{ n int }

func (c *counting) after(context.Context, string) error { c.n++; return nil }

type Tracker struct{ hooks []hook }

func (t *Tracker) Add(rdb *redis.Client) {
	t.hooks = append(t.hooks, &leaving{&swarm{rdb}}, &counting{})
}

// Leave tells each hook of the same one.
func (t *Tracker) Leave(ctx context.Context, hash string) error {
	for _, h := range t.hooks {
		if err := h.after(ctx, hash); err != nil {
			return err
		}
	}
	return nil
}
