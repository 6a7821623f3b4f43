package structs

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type command struct {
	name string
	args []any
}

type Client struct{ rdb *redis.Client }

func (c *Client) exec(ctx context.Context, cmd command) error {
	return c.run(ctx, cmd, 3)
}

func (c *Client) run(ctx context.Context, cmd command, tries int) (err error) {
	for range tries {
		if err = c.rdb.Do(ctx, append([]any{cmd.name}, cmd.args...)...).Err(); err == nil {
			return nil
		}
	}
	return err
}

// Renew empties the database.
func (c *Client) Renew(ctx context.Context) error {
	return c.exec(ctx, command{name: "FLUSHDB"}) // want "flush fail FLUSHDB"
}

// Look walks all keys.
func (c *Client) Look(ctx context.Context, p string) error {
	return c.exec(ctx, command{"KEYS", []any{p}}) // want "keys fail KEYS"
}

// Touch does neither.
func (c *Client) Touch(ctx context.Context, key string) error {
	return c.exec(ctx, command{name: "TOUCH", args: []any{key}})
}
