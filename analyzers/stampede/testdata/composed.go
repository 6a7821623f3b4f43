// Package composed reads and writes a cache by an interface that is put together from
// smaller ones.
package composed

import (
	"context"
	"errors"
	"sync"
)

var ErrNotFound = errors.New("not found")

type Getter interface {
	Get(key string) (any, error)
}

type Putter interface {
	Put(key string, v any) error
}

type Deleter interface {
	Delete(key string) error
}

// Cache is all of them.
type Cache interface {
	Getter
	Putter
	Deleter
}

type memory struct{ values sync.Map }

func (m *memory) Get(key string) (any, error) {
	v, ok := m.values.Load(key)
	if !ok {
		return nil, ErrNotFound
	}
	return v, nil
}

func (m *memory) Put(key string, v any) error {
	m.values.Store(key, v)
	return nil
}

func (m *memory) Delete(key string) error {
	m.values.Delete(key)
	return nil
}

type User struct{ ID string }

type Users interface {
	Get(ctx context.Context, id string) (*User, error)
}

type Verifier struct {
	cache Cache
	users Users
}

func NewVerifier(users Users) *Verifier { return &Verifier{&memory{}, users} }

func (v *Verifier) Verify(ctx context.Context, id string) (*User, error) {
	if item, err := v.cache.Get(id); err == nil {
		return item.(*User), nil
	}
	user, err := v.users.Get(ctx, id) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	if err := v.cache.Put(id, user); err != nil {
		return nil, err
	}
	return user, nil
}

func (v *Verifier) Forget(id string) error { return v.cache.Delete(id) }
