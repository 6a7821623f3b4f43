// Package record keeps records with an index beside them in Redis alone.
package record

import (
	"context"
	"database/sql"
	"time"

	"github.com/gomodule/redigo/redis"
	goredis "github.com/redis/go-redis/v9"
)

type Device struct{ ID, Name, Doc string }

type Store struct {
	pool *redis.Pool
	rdb  *goredis.Client
	db   *sql.DB
}

func deleteDevice(conn redis.Conn, id string) error {
	name, err := redis.String(conn.Do("GET", id))
	if err != nil {
		return err
	}
	conn.Send("MULTI")
	conn.Send("DEL", id)
	conn.Send("HDEL", "devices", name)
	_, err = conn.Do("EXEC")
	return err
}

func addDevice(conn redis.Conn, d Device) error {
	if d.ID == "" {
		d.ID = d.Name
	}
	conn.Send("MULTI")
	conn.Send("SET", d.ID, d.Doc)
	conn.Send("HSET", "devices", d.Name, d.ID)
	_, err := conn.Do("EXEC")
	return err
}

// Update deletes in one transaction, and adds in another.
func (s *Store) Update(d Device) error {
	conn := s.pool.Get()
	defer conn.Close()
	if err := deleteDevice(conn, d.ID); err != nil { // want "delete-before-refresh warn DEL"
		return err
	}
	return addDevice(conn, d)
}

// Replace adds another one.
func (s *Store) Replace(id string, by Device) error {
	conn := s.pool.Get()
	defer conn.Close()
	if err := deleteDevice(conn, id); err != nil {
		return err
	}
	return addDevice(conn, by)
}

func removeInterval(conn redis.Conn, id string) {
	conn.Send("DEL", id)
	conn.Send("ZREM", "intervals", id)
}

func addInterval(conn redis.Conn, id, doc string) {
	conn.Send("SET", id, doc)
	conn.Send("ZADD", "intervals", 0, id)
}

// UpdateInterval does both in one transaction.
func (s *Store) UpdateInterval(id, doc string) error {
	conn := s.pool.Get()
	defer conn.Close()
	conn.Send("MULTI")
	removeInterval(conn, id)
	addInterval(conn, id, doc)
	_, err := conn.Do("EXEC")
	return err
}

// MoveInterval ends the first transaction in between.
func (s *Store) MoveInterval(id, doc string) error {
	conn := s.pool.Get()
	defer conn.Close()
	conn.Send("MULTI")
	removeInterval(conn, id) // want "delete-before-refresh warn DEL"
	if _, err := conn.Do("EXEC"); err != nil {
		return err
	}
	conn.Send("MULTI")
	addInterval(conn, id, doc)
	_, err := conn.Do("EXEC")
	return err
}

func (s *Store) deleteOffer(ctx context.Context, id string) error { return s.rdb.Del(ctx, id).Err() }

func (s *Store) saveOffer(ctx context.Context, id, doc string) error {
	return s.rdb.Set(ctx, id, doc, time.Hour).Err()
}

// UpdateOffer is of what goes by itself.
func (s *Store) UpdateOffer(ctx context.Context, id, doc string) error {
	if err := s.deleteOffer(ctx, id); err != nil {
		return err
	}
	return s.saveOffer(ctx, id, doc)
}

func (s *Store) removeUser(ctx context.Context, id string) error {
	s.rdb.Del(ctx, id) // want "delete-before-refresh note DEL"
	_, err := s.db.ExecContext(ctx, "DELETE FROM users WHERE id = ?", id)
	return err
}

func (s *Store) addUser(ctx context.Context, id, doc string) error {
	s.rdb.Set(ctx, id, doc, 0)
	_, err := s.db.ExecContext(ctx, "INSERT INTO users (id, doc) VALUES (?, ?)", id, doc)
	return err
}

// UpdateUser has the user in the database as well.
func (s *Store) UpdateUser(ctx context.Context, id, doc string) error {
	if err := s.removeUser(ctx, id); err != nil { // want "delete-before-refresh note DEL"
		return err
	}
	return s.addUser(ctx, id, doc)
}

// RefreshDevices is called like what it does, and still loses what it holds alone.
func (s *Store) RefreshDevices(d Device) error {
	conn := s.pool.Get()
	defer conn.Close()
	if err := deleteDevice(conn, d.ID); err != nil { // want "delete-before-refresh warn DEL"
		return err
	}
	return addDevice(conn, d)
}
