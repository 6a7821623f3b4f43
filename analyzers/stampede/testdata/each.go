// Package each reads one key after the other and asks once for what was missing.
package each

import (
	"context"
	"encoding/json"
	"time"

	"github.com/redis/go-redis/v9"
)

type Role struct{ ID, Name string }

type Directory interface {
	ListRoles(ctx context.Context, ids []string) ([]*Role, error)
}

type Manager struct {
	rdb   *redis.Client
	roles Directory
}

func (m *Manager) List(ctx context.Context, ids []string) []*Role {
	var out []*Role
	var lookup []string
	for _, id := range ids {
		text, err := m.rdb.Get(ctx, "role:"+id).Result()
		if err != nil {
			lookup = append(lookup, id)
			continue
		}
		r := &Role{}
		if json.Unmarshal([]byte(text), r) != nil {
			lookup = append(lookup, id)
			continue
		}
		out = append(out, r)
	}
	if len(lookup) > 0 {
		found, err := m.roles.ListRoles(ctx, lookup) // want "stampede warn"
		if err != nil {
			return nil
		}
		for _, r := range found {
			text, _ := json.Marshal(r)
			m.rdb.Set(ctx, "role:"+r.ID, text, time.Hour)
			out = append(out, r)
		}
	}
	return out
}

// Check reads what it has, and asks whatever it found.
func (m *Manager) Check(ctx context.Context, ids []string) (int, error) {
	var seen []string
	for _, id := range ids {
		if m.rdb.Exists(ctx, "role:"+id).Val() == 1 {
			seen = append(seen, id)
		}
	}
	roles, err := m.roles.ListRoles(ctx, ids)
	if err != nil {
		return 0, err
	}
	for _, r := range roles {
		m.rdb.Set(ctx, "role:"+r.ID, r.Name, time.Hour)
	}
	return len(seen), nil
}

// Known asks nobody.
func (m *Manager) Known(ctx context.Context, ids []string) (names []string) {
	for _, id := range ids {
		if name, err := m.rdb.Get(ctx, "role:"+id).Result(); err == nil {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		m.rdb.Set(ctx, "last", names[0], time.Hour)
	}
	return names
}
