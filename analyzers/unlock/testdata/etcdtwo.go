// Package etcdtwo takes locks by etcd's second protocol.
package etcdtwo

import (
	"context"
	"time"

	"go.etcd.io/etcd/client/v2"
)

type Mutex struct {
	key, id string
	kapi    client.KeysAPI
}

func New(key, id string, kapi client.KeysAPI) *Mutex { return &Mutex{key, id, kapi} }

func (m *Mutex) Lock(ctx context.Context) error {
	_, err := m.kapi.Set(ctx, m.key, m.id, &client.SetOptions{PrevExist: client.PrevNoExist, TTL: time.Minute})
	return err
}

func (m *Mutex) Unlock(ctx context.Context) error {
	_, err := m.kapi.Delete(ctx, m.key, nil) // want "unsafe-unlock warn DELETE"
	return err
}

// Own compares what it deletes.
type Own struct {
	key, id string
	kapi    client.KeysAPI
}

func NewOwn(key, id string, kapi client.KeysAPI) *Own { return &Own{key, id, kapi} }

func (m *Own) Lock(ctx context.Context) error {
	_, err := m.kapi.Set(ctx, m.key, m.id, &client.SetOptions{PrevExist: client.PrevNoExist, TTL: time.Minute})
	return err
}

func (m *Own) Unlock(ctx context.Context) error {
	_, err := m.kapi.Delete(ctx, m.key, &client.DeleteOptions{PrevValue: m.id})
	return err
}
