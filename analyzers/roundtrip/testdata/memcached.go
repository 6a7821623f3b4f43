package memcached

import "github.com/bradfitz/gomemcache/memcache"

type Cache struct{ c *memcache.Client }

func (m *Cache) Load(keys []string) (out []*memcache.Item) {
	for _, k := range keys {
		if it, err := m.c.Get(k); err == nil { // want "per-item-roundtrip warn GET"
			out = append(out, it)
		}
	}
	return out
}

// Put has no batch form in this client.
func (m *Cache) Put(items []*memcache.Item) {
	for _, it := range items {
		m.c.Set(it)
	}
}

func (m *Cache) LoadMulti(keys []string) (map[string]*memcache.Item, error) {
	return m.c.GetMulti(keys)
}
