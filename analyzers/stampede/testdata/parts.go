package parts

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

type Logins struct {
	rdb *redis.Client
	db  *sql.DB
}

type Login struct{ Key, Email, Name string }

func (l *Logins) cached(ctx context.Context, key string) (*Login, error) {
	text, err := l.rdb.Get(ctx, "login:"+key).Result()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := &Login{}
	return out, json.Unmarshal([]byte(text), out)
}

func (l *Logins) keep(ctx context.Context, key string, in *Login) error {
	text, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return l.rdb.Set(ctx, "login:"+key, text, time.Hour).Err()
}

// BindEmail goes on only with what was found: that it has no address yet is no miss.
func (l *Logins) BindEmail(ctx context.Context, key, email string) error {
	login, err := l.cached(ctx, key)
	if err != nil || login == nil {
		return errors.New("unknown")
	}
	if len(login.Email) > 0 {
		return nil
	}
	if err := l.db.QueryRowContext(ctx, "SELECT name FROM users WHERE email = ?", email).Scan(&login.Name); err != nil {
		return err
	}
	login.Email = email
	return l.keep(ctx, key, login)
}

// Login asks the database for what was not found, or found without a name.
func (l *Logins) Login(ctx context.Context, key string) (*Login, error) {
	login, err := l.cached(ctx, key)
	if err != nil {
		return nil, err
	}
	if login != nil && len(login.Name) > 0 {
		return login, nil
	}
	login = &Login{Key: key}
	if err := l.db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", key).Scan(&login.Name); err != nil { // want "stampede warn"
		return nil, err
	}
	return login, l.keep(ctx, key, login)
}
