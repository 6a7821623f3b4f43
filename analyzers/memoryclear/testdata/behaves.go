// Package behaves has caches that are not called so.
package behaves

import (
	"context"
	"database/sql"
	"sync"
)

type Users struct {
	db    *sql.DB
	mu    sync.RWMutex
	names map[int]string
	seen  map[int]bool
}

// Name asks the database for what the map has not.
func (u *Users) Name(ctx context.Context, id int) (string, error) {
	u.mu.RLock()
	name, ok := u.names[id]
	u.mu.RUnlock()
	if ok {
		return name, nil
	}
	if err := u.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id).Scan(&name); err != nil {
		return "", err
	}
	u.mu.Lock()
	u.names[id] = name
	u.mu.Unlock()
	return name, nil
}

// Rename forgets them all.
func (u *Users) Rename(ctx context.Context, id int, name string) error {
	_, err := u.db.ExecContext(ctx, "UPDATE users SET name = ? WHERE id = ?", name, id)
	u.mu.Lock()
	u.names = map[int]string{} // want "memory-clear warn"
	u.seen = map[int]bool{}
	u.mu.Unlock()
	return err
}

// Delete leaves none.
func (u *Users) Delete(ctx context.Context, id int) error {
	_, err := u.db.ExecContext(ctx, "DELETE FROM users WHERE id = ?", id)
	u.mu.Lock()
	u.names = nil // want "memory-clear warn"
	u.mu.Unlock()
	return err
}

// See keeps what comes by: nobody asks for it.
func (u *Users) See(id int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.seen[id] = true
}

type Pages struct{ m sync.Map }

func (p *Pages) Get(k string, load func(k string) (any, error)) (any, error) {
	if v, ok := p.m.Load(k); ok {
		return v, nil
	}
	v, err := load(k)
	if err == nil {
		p.m.Store(k, v)
	}
	return v, err
}

func (p *Pages) Update(k string, v any) {
	p.m.Clear() // want "memory-clear warn"
	p.m.Store(k, v)
}
