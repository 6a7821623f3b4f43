// Package ccache stands in for the cache of that name.
package ccache

import "time"

type Item struct{ v any }

func (i *Item) Value() any { return i.v }

type Cache struct{}

func (c *Cache) Get(key string) *Item { return nil }

func (c *Cache) Fetch(key string, duration time.Duration, fetch func() (any, error)) (*Item, error) {
	return nil, nil
}
