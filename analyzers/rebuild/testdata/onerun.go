package onerun

import (
	"context"
	"database/sql"

	"github.com/gomodule/redigo/redis"
)

type Message struct{ ID, Body string }

// Store keeps messages, in a table or in a server.
type Store interface {
	Waiting(ctx context.Context) ([]Message, error)
	Mark(ctx context.Context, id string) error
}

type archive struct{ db *sql.DB }

func (t *archive) Waiting(ctx context.Context) ([]Message, error) {
	rows, err := t.db.QueryContext(ctx, "SELECT id, body FROM messages")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Message
	for rows.Next() {
		var m Message
		if err := rows.Scan(&m.ID, &m.Body); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

func (t *archive) Mark(ctx context.Context, id string) error {
	_, err := t.db.ExecContext(ctx, "UPDATE messages SET marked = 1 WHERE id = ?", id)
	return err
}

type server struct{ pool *redis.Pool }

func (s *server) Waiting(ctx context.Context) ([]Message, error) {
	c := s.pool.Get()
	defer c.Close()
	ids, err := redis.Strings(c.Do("LRANGE", "messages", 0, 9))
	out := make([]Message, len(ids))
	for i, id := range ids {
		out[i].ID = id
	}
	return out, err
}

func (s *server) Mark(ctx context.Context, id string) error {
	c := s.pool.Get()
	defer c.Close()
	_, err := c.Do("SET", "marked:"+id, 1)
	return err
}

func Open(db *sql.DB, pool *redis.Pool) Store {
	if db != nil {
		return &archive{db}
	}
	return &server{pool}
}

type Manager struct {
	store Store
	pool  *redis.Pool
}

func NewManager(db *sql.DB, pool *redis.Pool) *Manager { return &Manager{Open(db, pool), pool} }

// Replay marks in the store that has them.
func (m *Manager) Replay(ctx context.Context) error {
	list, err := m.store.Waiting(ctx)
	if err != nil {
		return err
	}
	for _, x := range list {
		if err := m.store.Mark(ctx, x.ID); err != nil {
			return err
		}
	}
	return nil
}

// Copy puts what the store has elsewhere.
func (m *Manager) Copy(ctx context.Context) error {
	list, err := m.store.Waiting(ctx)
	if err != nil {
		return err
	}
	c := m.pool.Get()
	defer c.Close()
	for _, x := range list {
		if _, err := c.Do("HSET", "bodies", x.ID, x.Body); err != nil { // want "rebuild-loop fail HSET"
			return err
		}
	}
	return nil
}

// Relay sends what a table has as messages.
func (m *Manager) Relay(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "SELECT body FROM messages")
	if err != nil {
		return err
	}
	defer rows.Close()
	c := m.pool.Get()
	defer c.Close()
	for rows.Next() {
		var body string
		if err := rows.Scan(&body); err != nil {
			return err
		}
		if _, err := c.Do("XADD", "messages", "*", "body", body); err != nil {
			return err
		}
	}
	return rows.Err()
}
