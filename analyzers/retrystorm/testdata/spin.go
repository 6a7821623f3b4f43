// Package spin waits at the server for what comes next.
package spin

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

type Consumer struct {
	rdb    *redis.Client
	errs   chan error
	quit   chan struct{}
	broken bool
}

// Run goes round again at once, whatever went wrong.
func (c *Consumer) Run(ctx context.Context) {
	for {
		select {
		case <-c.quit:
			return
		default:
			res, err := c.rdb.Do(ctx, "BLPOP", "jobs", 1).Result() // want "retry-storm warn BLPOP"
			if err != nil {
				if err == redis.Nil {
					continue
				}
				c.errs <- err
				continue
			}
			c.handle(res)
		}
	}
}

// Patient pauses where it failed, always as long, and never ends.
func (c *Consumer) Patient(ctx context.Context) {
	for {
		res, err := c.rdb.Do(ctx, "BLPOP", "jobs", 1).Result() // want "retry-storm warn BLPOP"
		if errors.Is(err, redis.Nil) {
			continue
		}
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		c.handle(res)
	}
}

// Slower pauses longer each time.
func (c *Consumer) Slower(ctx context.Context) {
	pause := time.Second
	for {
		res, err := c.rdb.Do(ctx, "BLPOP", "jobs", 1).Result()
		if err != nil && err != redis.Nil {
			time.Sleep(pause)
			pause *= 2
			continue
		}
		pause = time.Second
		c.handle(res)
	}
}

// Heeding looks whether it shall end.
func (c *Consumer) Heeding(ctx context.Context) {
	for ctx.Err() == nil {
		res, err := c.rdb.Do(ctx, "BLPOP", "jobs", 1).Result()
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		c.handle(res)
	}
}

// Strict gives up.
func (c *Consumer) Strict(ctx context.Context) error {
	for {
		res, err := c.rdb.Do(ctx, "BLPOP", "jobs", 1).Result()
		if err == redis.Nil {
			continue
		}
		if err != nil {
			return err
		}
		c.handle(res)
	}
}

// Elsewhere waits in a helper.
func (c *Consumer) Elsewhere(ctx context.Context) {
	for {
		res, err := c.rdb.Do(ctx, "BLPOP", "jobs", 1).Result()
		if err != nil && err != redis.Nil {
			c.waitABit()
			continue
		}
		c.handle(res)
	}
}

func (c *Consumer) waitABit() { time.Sleep(time.Second) }

func (c *Consumer) handle(any) {}

// Each asks one list after the other, and rests only where there is nothing.
func (c *Consumer) Each(ctx context.Context, names []string) {
	for {
		for _, name := range names {
			job, err := c.rdb.LPop(ctx, name).Result() // want "retry-storm warn LPOP"
			if err == redis.Nil {
				time.Sleep(time.Second)
				continue
			}
			if err != nil {
				continue
			}
			c.handle(job)
		}
	}
}

// EachRested rests where one fails, too.
func (c *Consumer) EachRested(ctx context.Context, names []string) {
	for {
		for _, name := range names {
			job, err := c.rdb.LPop(ctx, name).Result()
			if err != nil {
				time.Sleep(time.Second)
				continue
			}
			c.handle(job)
		}
	}
}
