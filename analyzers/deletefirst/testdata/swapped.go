// Package swapped gathers counts in a map, puts an empty one in its place and writes what was
// gathered; what could not be written is gathered again. Another keeps what it asks for.
package swapped

import (
	"database/sql"
	"sync"
	"time"
)

type Meter struct {
	mu    sync.Mutex
	db    *sql.DB
	count map[string]int
	names map[string]string
}

func New(db *sql.DB) *Meter {
	m := &Meter{db: db, count: map[string]int{}, names: map[string]string{}}
	go func() {
		for range time.Tick(time.Minute) {
			m.Flush()
			m.Reload()
		}
	}()
	return m
}

func (m *Meter) Add(key string) {
	m.mu.Lock()
	m.count[key]++
	m.mu.Unlock()
}

func (m *Meter) Flush() error {
	m.mu.Lock()
	counts := m.count
	m.count = make(map[string]int)
	m.mu.Unlock()
	keys := make([]string, 0, len(counts))
	for key := range counts {
		keys = append(keys, key)
	}
	rows, err := m.db.Query("SELECT add_counts(?)", keys)
	if err != nil {
		m.mu.Lock()
		for key, n := range counts {
			m.count[key] += n
		}
		m.mu.Unlock()
		return err
	}
	return rows.Close()
}

func (m *Meter) Reload() error {
	m.mu.Lock()
	for key := range m.names {
		println(key)
	}
	m.names = make(map[string]string) // want "delete-before-refresh warn"
	m.mu.Unlock()
	rows, err := m.db.Query("SELECT id, name FROM names")
	if err != nil {
		return err
	}
	for rows.Next() {
		var id, name string
		rows.Scan(&id, &name)
		m.mu.Lock()
		m.names[id] = name
		m.mu.Unlock()
	}
	return rows.Close()
}

func (m *Meter) Name(id string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.names[id]
}
