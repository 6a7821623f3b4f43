// Package workers fills its caches in goroutines of a pool.
package workers

import (
	"context"
	"sync"
	"sync/atomic"

	"example.com/registry"
	gocache "github.com/patrickmn/go-cache"
)

type Tagger struct {
	tags   *gocache.Cache
	client *registry.Client
	pool   *registry.Pool
}

// Start hands the pool what it calls for each item.
func (t *Tagger) Start() { t.pool = registry.NewPool(t.add) }

func (t *Tagger) add(item string) (string, error) {
	if v, ok := t.tags.Get(item); ok {
		return v.(string), nil
	}
	m, err := t.client.Manifest(context.Background(), item) // want "stampede warn"
	if err != nil {
		return "", err
	}
	t.tags.SetDefault(item, m.Digest)
	return m.Digest, nil
}

// Agents asks once for each, and does not wait.
type Agents struct {
	rows   *gocache.Cache
	flying sync.Map
	busy   atomic.Bool
	load   func(agent string) (string, error)
}

func (a *Agents) Lookup(agent string) (string, bool) {
	if v, ok := a.rows.Get(agent); ok {
		return v.(string), true
	}
	a.enqueue(agent)
	return "", false
}

func (a *Agents) enqueue(agent string) {
	if _, flying := a.flying.LoadOrStore(agent, true); flying {
		return
	}
	registry.Go(func() {
		if v, err := a.load(agent); err == nil {
			a.rows.SetDefault(agent, v)
		}
		a.flying.Delete(agent)
	})
}

// Swapped lets one work where nobody else does.
func (a *Agents) Swapped(agent string) string {
	if v, ok := a.rows.Get(agent); ok {
		return v.(string)
	}
	if !a.busy.CompareAndSwap(false, true) {
		return ""
	}
	defer a.busy.Store(false)
	v, err := a.load(agent)
	if err != nil {
		return ""
	}
	a.rows.SetDefault(agent, v)
	return v
}

// Noted keeps what it has seen, and loads whatever that was.
func (a *Agents) Noted(agent string) string {
	if v, ok := a.rows.Get(agent); ok {
		return v.(string)
	}
	a.flying.LoadOrStore(agent, true)
	v, err := a.load(agent) // want "stampede warn"
	if err != nil {
		return ""
	}
	a.rows.SetDefault(agent, v)
	return v
}

type rule struct{ name string }

type wanted func(r rule) (bool, error)

// Rules keeps all it has; filters pick some.
type Rules struct{ all []rule }

func (r *Rules) query(filters ...wanted) ([]rule, error) {
	var out []rule
	for _, x := range r.all {
		keep := true
		for _, f := range filters {
			ok, err := f(x)
			if err != nil {
				return nil, err
			}
			keep = keep && ok
		}
		if keep {
			out = append(out, x)
		}
	}
	return out, nil
}

type Muter struct {
	cache *gocache.Cache
	rules *Rules
}

func (m *Muter) Mutes(name string, filters ...wanted) bool {
	if v, ok := m.cache.Get(name); ok {
		return v.(bool)
	}
	some, err := m.rules.query(filters...)
	if err != nil {
		return false
	}
	m.cache.SetDefault(name, len(some) > 0)
	return len(some) > 0
}

// Allowed keeps the yes or no of the user's.
func (m *Muter) Allowed(name string, ask func(name string) (bool, error)) bool {
	if v, ok := m.cache.Get(name); ok {
		return v.(bool)
	}
	ok, err := ask(name) // want "stampede warn"
	if err != nil {
		return false
	}
	m.cache.SetDefault(name, ok)
	return ok
}
