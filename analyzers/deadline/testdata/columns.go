// Package columns keeps what a database says of its tables.
package columns

import (
	"context"
	"database/sql"
	"sync"
)

type Columns struct {
	mu    sync.Mutex
	known map[string][]string
	db    *sql.DB
	asked int
	locks map[string]*sync.Mutex
}

func New(db *sql.DB) *Columns { return &Columns{db: db, known: map[string][]string{}} }

// Of asks under the mutex that those want too who would find an entry.
func (c *Columns) Of(ctx context.Context, table string) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cols, ok := c.known[table]; ok {
		return cols, nil
	}
	cols, err := c.read(table) // want "no-deadline warn"
	if err != nil {
		return nil, err
	}
	c.known[table] = cols
	return cols, nil
}

// Indexed has its map from a method.
func (c *Columns) Indexed(table string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var name string
	err := c.db.QueryRow("SELECT name FROM indexes WHERE table = ?", table).Scan(&name) // want "no-deadline warn"
	if err != nil {
		return "", err
	}
	all := c.all()
	if known, ok := all[table]; ok {
		return known[0], nil
	}
	all[table] = []string{name}
	return name, nil
}

func (c *Columns) all() map[string][]string { return c.known }

// Recover fills the map and asks it for nothing.
func (c *Columns) Recover(tables []string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range tables {
		cols, err := c.read(t)
		if err != nil {
			return err
		}
		c.known[t] = cols
	}
	return nil
}

// OfInTime ends with its caller's context.
func (c *Columns) OfInTime(ctx context.Context, table string) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var name string
	if err := c.db.QueryRowContext(ctx, "SELECT name FROM columns WHERE table = ?", table).Scan(&name); err != nil {
		return nil, err
	}
	c.known[table] = []string{name}
	return c.known[table], nil
}

// OfOne has a mutex for each table.
func (c *Columns) OfOne(table string) ([]string, error) {
	c.locks[table].Lock()
	defer c.locks[table].Unlock()
	cols, err := c.read(table)
	if err != nil {
		return nil, err
	}
	c.known[table] = cols
	return cols, nil
}

// Count keeps a number and no entry.
func (c *Columns) Count() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.db.QueryRow("SELECT count(*) FROM columns").Scan(&c.asked)
}

// Between has given the mutex back.
func (c *Columns) Between(table string) ([]string, error) {
	c.mu.Lock()
	cols, ok := c.known[table]
	c.mu.Unlock()
	if ok {
		return cols, nil
	}
	cols, err := c.read(table)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.known[table] = cols
	return cols, nil
}

func (c *Columns) read(table string) ([]string, error) {
	rows, err := c.db.Query("SELECT name FROM columns WHERE table = ?", table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, rows.Err()
}
