package rows

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type Setup struct{ rdb *redis.Client }

// Prepare sends what it has written out, one by one.
func (s *Setup) Prepare(ctx context.Context) error {
	for _, c := range [][]any{{"PING"}, {"FLUSHALL"}} {
		if err := s.rdb.Do(ctx, c...).Err(); err != nil { // want "flush fail FLUSHALL"
			return err
		}
	}
	return nil
}

// Switch gives another function its commands.
func (s *Setup) Switch(ctx context.Context) error {
	return s.all(ctx, [][]any{{"SET", "a", 1}, {"FLUSHDB"}}) // want "flush fail FLUSHDB"
}

func (s *Setup) all(ctx context.Context, cmds [][]any) error {
	for _, c := range cmds {
		if err := s.rdb.Do(ctx, c...).Err(); err != nil {
			return err
		}
	}
	return nil
}

// Write does nothing of the kind.
func (s *Setup) Write(ctx context.Context, name string) error {
	return s.all(ctx, [][]any{{"SET", "mode", "FLUSHALL"}, {"SET", "name", name}})
}
