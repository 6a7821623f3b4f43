// Package codes keeps codes that are sent, and users.
package codes

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

type Service struct {
	rdb *redis.Client
	db  *sql.DB
}

func (s *Service) find(ctx context.Context, id string) (string, error) {
	var name string
	err := s.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", id).Scan(&name)
	return name, err
}

func generateCode(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return hex.EncodeToString(b)
}

func generateKey(id string) string { return "user:" + id }

// Send makes up a code for a user that there is.
func (s *Service) Send(ctx context.Context, id string) error {
	n, err := s.rdb.Exists(ctx, "code:"+id).Result()
	if err != nil {
		return err
	}
	if n > 0 {
		return errors.New("sent")
	}
	name, err := s.find(ctx, id)
	if err != nil {
		return err
	}
	if name == "" {
		return errors.New("nobody")
	}
	return s.rdb.Set(ctx, "code:"+id, generateCode(6), time.Minute).Err()
}

// Name keeps what was found, under a key that a function puts together.
func (s *Service) Name(ctx context.Context, id string) (string, error) {
	key := generateKey(id)
	if name, err := s.rdb.Get(ctx, key).Result(); err == nil {
		return name, nil
	}
	name, err := s.find(ctx, id) // want "stampede warn"
	if err != nil {
		return "", err
	}
	return name, s.rdb.Set(ctx, key, name, time.Minute).Err()
}

// Refreshed makes another key where the caller wants a name anew.
func (s *Service) Refreshed(ctx context.Context, id string, anew bool) (string, error) {
	key := generateKey(id)
	if anew {
		key = generateKey("new:" + id)
	} else if name, err := s.rdb.Get(ctx, key).Result(); err == nil {
		return name, nil
	}
	name, err := s.find(ctx, id) // want "stampede warn"
	if err != nil {
		return "", err
	}
	s.rdb.Set(ctx, key, "name "+name, time.Hour)
	return name, nil
}
