// Package givenmemory has helpers of a cache of the process that are told by their callers that
// an entry stays.
package givenmemory

import (
	"time"

	gocache "github.com/patrickmn/go-cache"
)

type AssetCache struct{ mem, short *gocache.Cache }

func NewAssetCache() *AssetCache {
	return &AssetCache{mem: gocache.New(gocache.NoExpiration, gocache.NoExpiration), short: gocache.New(time.Minute, time.Minute)}
}

func (c *AssetCache) put(id string, raw []byte, d time.Duration) {
	c.mem.Set(id, raw, d) // want "no-ttl warn SET"
}

func (c *AssetCache) Remember(ids []string) {
	for _, id := range ids {
		c.put(id, []byte(id), gocache.NoExpiration)
	}
}

func (c *AssetCache) Get(id string) (any, bool) { return c.mem.Get(id) }

func (c *AssetCache) putShort(id string, raw []byte, d time.Duration) { c.short.Set(id, raw, d) }

// Note leaves it to the cache, which was made with a time.
func (c *AssetCache) Note(id string) { c.putShort(id, nil, gocache.DefaultExpiration) }

func (c *AssetCache) Noted(id string) bool {
	_, ok := c.short.Get(id)
	return ok
}
