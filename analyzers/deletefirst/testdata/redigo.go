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
	s.drop() // want "delete-before-refresh note"
	_, err := s.conn.Do("RPUSH", redis.Args{}.Add(s.key).AddFlat(items)...)
	return err
}

// Move writes another list.
func (s *Store) Move(to string, items []string) error {
	s.drop()
	_, err := s.conn.Do("RPUSH", redis.Args{}.Add(to).AddFlat(items)...)
	return err
}
