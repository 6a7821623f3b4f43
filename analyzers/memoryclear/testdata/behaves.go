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

// Save has them laid anew.
func (u *Users) Save(ctx context.Context, id int) error {
	rows, err := u.db.QueryContext(ctx, "SELECT id, name FROM users LIMIT 100")
	if err != nil {
		return err
	}
	defer rows.Close()
	u.mu.Lock()
	defer u.mu.Unlock()
	u.names = map[int]string{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			return err
		}
		u.names[id] = name
	}
	return nil
}

// See keeps what comes by: nobody asks for it.
func (u *Users) See(id int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.seen[id] = true
}

type Pages struct {
	m    sync.Map
	load func(k string) (any, error)
}

func (p *Pages) Get(k string) (any, error) {
	if v, ok := p.m.Load(k); ok {
		return v, nil
	}
	v, err := p.load(k)
	if err == nil {
		p.m.Store(k, v)
	}
	return v, err
}

func (p *Pages) Update(k string, v any) {
	p.m.Clear() // want "memory-clear warn"
	p.m.Store(k, v)
}

// Container may have anything.
type Container struct {
	mu   sync.Mutex
	data map[string]any
}

func (c *Container) GetOrSet(k string, make func() (any, error)) (any, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.data[k]; ok {
		return v, nil
	}
	v, err := make()
	if err == nil {
		c.data[k] = v
	}
	return v, err
}

func (c *Container) Check(k string, value any) any {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.data[k]; ok {
		return v
	}
	if f, ok := value.(func() any); ok {
		value = f()
	}
	c.data[k] = value
	return value
}

func (c *Container) Clear() {
	c.mu.Lock()
	c.data = map[string]any{}
	c.mu.Unlock()
}

var instances = &Container{data: map[string]any{}}

// SetConfig has all made anew.
func SetConfig() { instances.Clear() }
