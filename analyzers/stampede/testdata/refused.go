package refused

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/rueidis"
)

// C takes locks by helpers: what they answer is an error, nil or another.
type C struct {
	client rueidis.Client
	ttl    time.Duration
}

var errLocked = errors.New("locked")

type fill func(ctx context.Context, key string) (string, error)

func (c *C) lockA(ctx context.Context, key string) (string, error) {
	v := fmt.Sprint(time.Now())
	err := c.client.Do(ctx, c.client.B().Set().Key(key+":l").Value(v).Nx().Ex(c.ttl).Build()).Error()
	if rueidis.IsRedisNil(err) {
		return v, nil
	}
	if err == nil {
		return "", errLocked
	}
	return "", fmt.Errorf("lock key: %w", err)
}

func (c *C) lockB(ctx context.Context, key string) (string, error) {
	v := fmt.Sprint(time.Now())
	err := c.client.Do(ctx, c.client.B().Set().Key(key+":l").Value(v).Nx().Ex(c.ttl).Build()).Error()
	if err != nil {
		return "", err
	}
	return v, nil
}

func (c *C) lockC(ctx context.Context, key string) (string, error) {
	v := fmt.Sprint(time.Now())
	err := c.client.Do(ctx, c.client.B().Set().Key(key+":l").Value(v).Nx().Ex(c.ttl).Build()).Error()
	if rueidis.IsRedisNil(err) {
		return "", errLocked
	}
	return v, nil
}

func (c *C) get(ctx context.Context, key string) (string, error) {
	return c.client.Do(ctx, c.client.B().Get().Key(key).Build()).ToString()
}

func (c *C) set(ctx context.Context, key, v string) error {
	return c.client.Do(ctx, c.client.B().Set().Key(key).Value(v).Ex(c.ttl).Build()).Error()
}

func (c *C) FetchA(ctx context.Context, key string, fn fill) (string, error) {
	if v, err := c.get(ctx, key); err == nil {
		return v, nil
	}
	if _, err := c.lockA(ctx, key); err != nil {
		return "", err
	}
	v, err := fn(ctx, key)
	if err != nil {
		return "", err
	}
	return v, c.set(ctx, key, v)
}

func (c *C) FetchB(ctx context.Context, key string, fn fill) (string, error) {
	if v, err := c.get(ctx, key); err == nil {
		return v, nil
	}
	if _, err := c.lockB(ctx, key); err != nil {
		return "", err
	}
	v, err := fn(ctx, key)
	if err != nil {
		return "", err
	}
	return v, c.set(ctx, key, v)
}

func (c *C) FetchC(ctx context.Context, key string, fn fill) (string, error) {
	if v, err := c.get(ctx, key); err == nil {
		return v, nil
	}
	if _, err := c.lockC(ctx, key); err != nil {
		return "", err
	}
	v, err := fn(ctx, key)
	if err != nil {
		return "", err
	}
	return v, c.set(ctx, key, v)
}

func (c *C) FetchD(ctx context.Context, key string, fn fill) (string, error) {
	if v, err := c.get(ctx, key); err == nil {
		return v, nil
	}
	v, err := fn(ctx, key) // want "stampede warn"
	if err != nil {
		return "", err
	}
	return v, c.set(ctx, key, v)
}
