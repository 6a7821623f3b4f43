package redigo

import "github.com/gomodule/redigo/redis"

// Store keeps a list.
type Store struct {
	conn redis.Conn
	key  string
}

func (s *Store) drop() { s.conn.Do("DEL", s.key) }

// Save drops the list and writes it again.
func (s *Store) Save(items []string) error {
	s.drop() // want "delete-before-refresh fail"
	_, err := s.conn.Do("RPUSH", redis.Args{}.Add(s.key).AddFlat(items)...)
	return err
}

// Move writes another list.
func (s *Store) Move(to string, items []string) error {
	s.drop()
	_, err := s.conn.Do("RPUSH", redis.Args{}.Add(to).AddFlat(items)...)
	return err
}

// Entry is one thing's own.
type Entry struct {
	conn redis.Conn
	key  string
}

// Renew leaves a hole for one thing alone.
func (e *Entry) Renew(fetch func() (string, error)) error {
	e.conn.Do("DEL", e.key) // want "delete-before-refresh warn"
	v, err := fetch()
	if err != nil {
		return err
	}
	_, err = e.conn.Do("SETEX", e.key, 60, v)
	return err
}
