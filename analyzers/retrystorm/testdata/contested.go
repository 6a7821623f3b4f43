// Package contested starts transactions anew that were lost to another writer.
package contested

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/gomodule/redigo/redis"
	goredis "github.com/redis/go-redis/v9"
)

type Store struct {
	pool *redis.Pool
	rdb  *goredis.Client
}

// Upsert goes on until it wins or finds a newer version.
func (s *Store) Upsert(key string, version int, value []byte) (bool, error) {
	c := s.pool.Get()
	defer c.Close()
	for {
		if _, err := c.Do("WATCH", key); err != nil {
			return false, err
		}
		old, err := redis.Int(c.Do("HGET", key, "version"))
		if err != nil {
			return false, err
		}
		if old >= version {
			return false, nil
		}
		c.Send("MULTI")
		c.Send("HSET", key, "version", version, "value", value)
		reply, err := c.Do("EXEC") // want "retry-storm warn EXEC"
		if err != nil {
			return false, err
		}
		if reply == nil {
			continue
		}
		return true, nil
	}
}

// UpsertPaced waits before it starts anew.
func (s *Store) UpsertPaced(key string, value []byte) error {
	c := s.pool.Get()
	defer c.Close()
	for {
		c.Do("WATCH", key)
		c.Send("MULTI")
		c.Send("SET", key, value)
		reply, err := c.Do("EXEC")
		if err != nil {
			return err
		}
		if reply != nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// UpsertCounted gives up.
func (s *Store) UpsertCounted(key string, value []byte) error {
	c := s.pool.Get()
	defer c.Close()
	tries := 0
	for {
		c.Do("WATCH", key)
		c.Send("MULTI")
		c.Send("SET", key, value)
		reply, err := c.Do("EXEC")
		if err != nil {
			return err
		}
		if reply != nil {
			return nil
		}
		if tries++; tries > 5 {
			return errors.New("lost")
		}
	}
}

// Once tells its caller that it lost.
func (s *Store) Once(key string, values [][]byte) error {
	c := s.pool.Get()
	defer c.Close()
	for _, v := range values {
		c.Do("WATCH", key)
		c.Send("MULTI")
		c.Send("RPUSH", key, v)
		reply, err := c.Do("EXEC")
		if err != nil {
			return err
		}
		if reply == nil {
			continue
		}
	}
	return nil
}

// Take goes on where the client names the error.
func (s *Store) Take(ctx context.Context) error {
	for {
		err := s.rdb.Watch(ctx, func(tx *goredis.Tx) error { return tx.Incr(ctx, "jobs").Err() }, "jobs") // want "retry-storm warn WATCH"
		if errors.Is(err, goredis.TxFailedErr) {
			continue
		}
		return err
	}
}

// TakeHeeding looks at its context.
func (s *Store) TakeHeeding(ctx context.Context) error {
	for ctx.Err() == nil {
		err := s.rdb.Watch(ctx, func(tx *goredis.Tx) error { return tx.Incr(ctx, "jobs").Err() }, "jobs")
		if err == goredis.TxFailedErr {
			continue
		}
		return err
	}
	return ctx.Err()
}

// Swap goes on until what it swaps out is what it has read.
func (s *Store) Swap(key string, change func(string) string) error {
	c := s.pool.Get()
	defer c.Close()
	old, err := redis.String(c.Do("GET", key))
	if err != nil {
		return err
	}
	for err != redis.ErrNil {
		prev, failed := redis.String(c.Do("GETSET", key, change(old))) // want "retry-storm warn GETSET"
		err = failed
		if err != nil && err != redis.ErrNil {
			return err
		}
		if prev == old {
			break
		}
		old = prev
	}
	return nil
}

// SwapSome gives up.
func (s *Store) SwapSome(key string, change func(string) string) error {
	c := s.pool.Get()
	defer c.Close()
	old := ""
	for i := 0; i < 5; i++ {
		prev, err := redis.String(c.Do("GETSET", key, change(old)))
		if err != nil || prev == old {
			return err
		}
		old = prev
	}
	return nil
}

// errOptimisticLock says that a row has another version by now.
var errOptimisticLock = errors.New("somebody else has changed it")

type Row struct {
	ID, Version, Counter int
}

type Rows struct{ db *sql.DB }

func (r *Rows) Update(ctx context.Context, row *Row) error {
	res, err := r.db.ExecContext(ctx, "UPDATE r SET n=?, version=version+1 WHERE id=? AND version=?", row.Counter, row.ID, row.Version)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return errOptimisticLock
}

func (r *Rows) Find(ctx context.Context, id int) (*Row, error) {
	row := &Row{ID: id}
	return row, r.db.QueryRowContext(ctx, "SELECT version, n FROM r WHERE id=?", id).Scan(&row.Version, &row.Counter)
}

// Increment reads the row again whenever somebody else was faster.
func (r *Rows) Increment(ctx context.Context, row *Row) (*Row, error) {
	for {
		row.Counter++
		err := r.Update(ctx, row) // want "retry-storm warn exec"
		if err == nil {
			return row, nil
		}
		if err != errOptimisticLock {
			return row, err
		}
		row, err = r.Find(ctx, row.ID)
		if err != nil {
			return nil, err
		}
	}
}

// IncrementSome gives up after a few.
func (r *Rows) IncrementSome(ctx context.Context, row *Row) error {
	for i := 0; i < 3; i++ {
		row.Counter++
		if err := r.Update(ctx, row); err != errOptimisticLock {
			return err
		}
	}
	return errOptimisticLock
}

func isConflict(err error) bool { return err != nil && err.Error() == "40001" }

func transfer(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "UPDATE accounts SET n = n - 1")
	return err
}

// Transfer asks a function whether others were in the way.
func Transfer(ctx context.Context, db *sql.DB) error {
	for {
		err := transfer(ctx, db) // want "retry-storm warn exec"
		if isConflict(err) {
			continue
		}
		return err
	}
}

// TakeAsked is told by a step whether it was done.
func (s *Store) TakeAsked(ctx context.Context) error {
	for {
		done, err := s.take(ctx) // want "retry-storm warn WATCH"
		if err != nil {
			return err
		}
		if done {
			return nil
		}
	}
}

func (s *Store) take(ctx context.Context) (bool, error) {
	err := s.rdb.Watch(ctx, func(tx *goredis.Tx) error { return tx.Incr(ctx, "jobs").Err() }, "jobs")
	if errors.Is(err, goredis.TxFailedErr) {
		return false, nil
	}
	return err == nil, err
}

// Add goes on until no one else was faster, as the number of rows says.
func (r *Rows) Add(ctx context.Context, id, n int) error {
	for {
		row, err := r.Find(ctx, id)
		if err != nil {
			return err
		}
		res, err := r.db.ExecContext(ctx, "UPDATE r SET n=?, version=version+1 WHERE id=? AND version=?", row.Counter+n, id, row.Version) // want "retry-storm warn exec"
		if err != nil {
			return err
		}
		if done, _ := res.RowsAffected(); done == 0 {
			continue
		}
		return nil
	}
}

// AddSome gives up.
func (r *Rows) AddSome(ctx context.Context, id, n int) error {
	for i := 0; i < 3; i++ {
		row, err := r.Find(ctx, id)
		if err != nil {
			return err
		}
		res, err := r.db.ExecContext(ctx, "UPDATE r SET n=?, version=version+1 WHERE id=? AND version=?", row.Counter+n, id, row.Version)
		if err != nil {
			return err
		}
		if done, _ := res.RowsAffected(); done > 0 {
			return nil
		}
	}
	return errOptimisticLock
}

// Purge goes on while there are rows.
func (r *Rows) Purge(ctx context.Context) error {
	for {
		res, err := r.db.ExecContext(ctx, "DELETE FROM r WHERE n < 0 LIMIT 100")
		if err != nil {
			return err
		}
		if n, _ := res.RowsAffected(); n == 0 {
			return nil
		}
	}
}
