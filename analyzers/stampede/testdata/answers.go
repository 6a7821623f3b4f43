// Package answers has caches whose readers are not called Get.
package answers

import (
	"context"
	"io"
	"net/http"
	"time"
)

// Cache is asked for a value, and fills what it is given.
type Cache interface {
	Add(key any, value any, span time.Duration) error
	Value(key any, value any) error
	Delete(key any) error
}

type Tokens struct {
	cache Cache
	app   string
}

func (t *Tokens) Token() (token string, err error) {
	if err = t.cache.Value(t.app, &token); err == nil {
		return token, nil
	}
	resp, err := http.Get("https://example.com/token") // want "stampede warn"
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	token = string(body)
	return token, t.cache.Add(t.app, token, time.Hour)
}

type User struct{ Name string }

// UserCache gives users by what they are called.
type UserCache interface {
	User(ctx context.Context, id string) (*User, error)
	PutUser(ctx context.Context, id string, u *User) error
	Increment(ctx context.Context, id string) (*User, error)
}

type Source interface {
	QueryUser(ctx context.Context, id string) (*User, error)
}

type Users struct {
	cache UserCache
	db    Source
}

func (u *Users) ByID(ctx context.Context, id string) (*User, error) {
	if x, err := u.cache.User(ctx, id); err == nil {
		return x, nil
	}
	x, err := u.db.QueryUser(ctx, id) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	return x, u.cache.PutUser(ctx, id, x)
}
