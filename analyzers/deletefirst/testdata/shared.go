package shared

import (
	"context"
	"database/sql"
	"sync"
)

// Rates keeps what it has in a sync.Map.
type Rates struct {
	db *sql.DB
	m  sync.Map
}

func (r *Rates) fill(ctx context.Context) (map[string]string, error) {
	rows, err := r.db.QueryContext(ctx, "SELECT id, v FROM rates")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var id, v string
		if err := rows.Scan(&id, &v); err != nil {
			return nil, err
		}
		out[id] = v
	}
	return out, nil
}

// Apply empties it first.
func (r *Rates) Apply(ctx context.Context) error {
	r.m.Range(func(k, _ any) bool { // want "delete-before-refresh warn"
		r.m.Delete(k)
		return true
	})
	rates, err := r.fill(ctx)
	if err != nil {
		return err
	}
	for k, v := range rates {
		r.m.Store(k, v)
	}
	return nil
}

// Take has them at hand before.
func (r *Rates) Take(ctx context.Context) error {
	rates, err := r.fill(ctx)
	if err != nil {
		return err
	}
	r.m.Clear()
	for k, v := range rates {
		r.m.Store(k, v)
	}
	return nil
}

// Old takes out what is old.
func (r *Rates) Old(ctx context.Context) error {
	r.m.Range(func(k, v any) bool {
		if v == "" {
			r.m.Delete(k)
		}
		return true
	})
	rates, err := r.fill(ctx)
	for k, v := range rates {
		r.m.Store(k, v)
	}
	return err
}
