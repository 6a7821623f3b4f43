package chosen

import (
	"context"

	"github.com/redis/go-redis/v9"
)

type Checks struct{ rdb *redis.Client }

type check func(ctx context.Context, value string) error

func (c *Checks) table() map[string]check {
	return map[string]check{"job": c.job, "name": c.name}
}

func (c *Checks) job(ctx context.Context, id string) error {
	return c.rdb.Get(ctx, "job:"+id).Err()
}

func (c *Checks) name(ctx context.Context, name string) error { return nil }

// Route has a function for each part of a route, which is there once.
func (c *Checks) Route(ctx context.Context, vars map[string]string) error {
	for part, value := range vars {
		if do, ok := c.table()[part]; ok {
			if err := do(ctx, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// Set stores one of the values.
func (c *Checks) Set(ctx context.Context, vars map[string]string) {
	for part, value := range vars {
		switch part {
		case "job":
			c.job(ctx, value)
		case "name":
			c.name(ctx, value)
		}
	}
}

// Event is one of many, each of some kind.
type Event struct{ Kind, ID string }

// Events has a function for each kind.
func (c *Checks) Events(ctx context.Context, events []Event) {
	for _, e := range events {
		c.table()[e.Kind](ctx, e.ID) // want "per-item-roundtrip warn GET"
	}
}

// ByID has one function for all.
func (c *Checks) ByID(ctx context.Context, kinds map[string]string) {
	for id, kind := range kinds {
		c.table()[kind](ctx, id) // want "per-item-roundtrip warn GET"
	}
}

// Jobs are many, of one kind.
func (c *Checks) Jobs(ctx context.Context, kinds map[string]string) {
	for id, kind := range kinds {
		if kind == "job" {
			c.rdb.SAdd(ctx, "jobs", id) // want "per-item-roundtrip warn SADD"
		}
	}
}

// Lists has a list for each part.
func (c *Checks) Lists(ctx context.Context, vars map[string][]string) {
	for part, values := range vars {
		for _, value := range values {
			c.table()[part](ctx, value) // want "per-item-roundtrip warn GET"
		}
	}
}
