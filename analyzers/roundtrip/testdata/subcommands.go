package subcommands

import (
	"context"

	"github.com/gomodule/redigo/redis"
	goredis "github.com/redis/go-redis/v9"
)

// Commands of two words have their key after both.

func direct(c redis.Conn, streams []string) error {
	for _, s := range streams {
		if _, err := c.Do("XINFO", "STREAM", s); err != nil { // want "per-item-roundtrip warn"
			return err
		}
	}
	return nil
}

func Direct(c redis.Conn, streams []string) error { return direct(c, streams) }

func do(c redis.Conn, cmd string, args ...any) (any, error) { return c.Do(cmd, args...) }

// Wrapped asks through a helper.
func Wrapped(c redis.Conn, streams []string) error {
	for _, s := range streams {
		if _, err := do(c, "XINFO", "GROUPS", s); err != nil { // want "per-item-roundtrip warn"
			return err
		}
	}
	return nil
}

// Usage asks for how much each takes.
func Usage(c redis.Conn, keys []string) error {
	for _, k := range keys {
		if _, err := do(c, "MEMORY", "USAGE", k); err != nil { // want "per-item-roundtrip warn"
			return err
		}
	}
	return nil
}

// Encodings asks for how each is kept.
func Encodings(ctx context.Context, rdb *goredis.Client, keys []string) error {
	for _, k := range keys {
		if err := rdb.Do(ctx, "OBJECT", "ENCODING", k).Err(); err != nil { // want "per-item-roundtrip warn"
			return err
		}
	}
	return nil
}

// Consumers asks for each group of one stream.
func Consumers(c redis.Conn, stream string, groups []string) error {
	for _, g := range groups {
		if _, err := do(c, "XINFO", "CONSUMERS", stream, g); err != nil { // want "per-item-roundtrip warn"
			return err
		}
	}
	return nil
}

// Tell adds to one stream what happened.
func Tell(ctx context.Context, rdb *goredis.Client, events []string) error {
	for _, e := range events {
		if err := rdb.Do(ctx, "XADD", "events", "*", "event", e).Err(); err != nil { // want "per-item-roundtrip warn"
			return err
		}
	}
	return nil
}

// Handle acknowledges each message once it is dealt with.
func Handle(ctx context.Context, rdb *goredis.Client, ids []string, handle func(string) error) error {
	for _, id := range ids {
		if err := handle(id); err != nil {
			return err
		}
		if err := rdb.Do(ctx, "XACK", "events", "workers", id).Err(); err != nil {
			return err
		}
	}
	return nil
}
