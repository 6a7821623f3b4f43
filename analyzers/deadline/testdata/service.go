// Package service has everybody wait for a service that only its interface shows.
package service

import (
	"context"
	"sync"
	"time"
)

// Secrets is the client of some service.
type Secrets interface {
	GetSecret(ctx context.Context, name string) (string, error)
}

// Vault keeps secrets.
type Vault struct {
	mu      sync.Mutex
	client  Secrets
	secret  string
	expires time.Time
	byName  map[string]string
}

// Secret keeps one.
func (v *Vault) Secret() (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if time.Now().Before(v.expires) {
		return v.secret, nil
	}
	s, err := v.client.GetSecret(context.Background(), "main") // want "no-deadline warn"
	if err != nil {
		return "", err
	}
	v.secret, v.expires = s, time.Now().Add(time.Hour)
	return s, nil
}

// Named keeps many.
func (v *Vault) Named(name string) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if s, ok := v.byName[name]; ok {
		return s, nil
	}
	s, err := v.client.GetSecret(context.TODO(), name) // want "no-deadline warn"
	if err != nil {
		return "", err
	}
	v.byName[name] = s
	return s, nil
}

// Handed has the caller's patience.
func (v *Vault) Handed(ctx context.Context) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if time.Now().Before(v.expires) {
		return v.secret, nil
	}
	s, err := v.client.GetSecret(ctx, "main")
	if err != nil {
		return "", err
	}
	v.secret, v.expires = s, time.Now().Add(time.Hour)
	return s, nil
}

// Free asks with no lock held.
func (v *Vault) Free() error {
	s, err := v.client.GetSecret(context.Background(), "main")
	v.mu.Lock()
	defer v.mu.Unlock()
	v.secret = s
	return err
}
