// Package etcdtwo speaks etcd's second protocol.
package etcdtwo

import (
	"context"

	client "go.etcd.io/etcd/client/v2"
)

// Settings are kept in etcd.
type Settings struct{ keys client.KeysAPI }

// Load asks until it is answered.
func (s *Settings) Load(ctx context.Context, key string) *client.Response {
	for {
		r, err := s.keys.Get(ctx, key, nil) // want "retry-storm warn GET"
		if err != nil {
			continue
		}
		return r
	}
}

// Follow goes on when the watch fails.
func (s *Settings) Follow(ctx context.Context, key string, f func(*client.Response)) {
	w := s.keys.Watcher(key)
	for {
		r, err := w.Next(ctx) // want "retry-storm warn"
		if err != nil {
			continue
		}
		f(r)
	}
}

// Watch ends when the watch fails.
func (s *Settings) Watch(ctx context.Context, key string, f func(*client.Response)) error {
	w := s.keys.Watcher(key)
	for {
		r, err := w.Next(ctx)
		if err != nil {
			return err
		}
		f(r)
	}
}
