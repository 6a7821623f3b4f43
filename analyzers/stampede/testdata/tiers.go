// Package tiers puts a fast store of descriptors in front of a slow one.
package tiers

import (
	"context"
	"errors"
)

type Descriptor struct{ Size int64 }

// Service knows descriptors.
type Service interface {
	Stat(ctx context.Context, digest string) (Descriptor, error)
	SetDescriptor(ctx context.Context, digest string, d Descriptor) error
	Clear(ctx context.Context, digest string) error
}

// Statter is a service itself, which users choose to put in front.
type Statter struct {
	cache   Service
	backend Service
}

func New(cache, backend Service) *Statter { return &Statter{cache, backend} }

func (s *Statter) Stat(ctx context.Context, digest string) (Descriptor, error) {
	d, err := s.cache.Stat(ctx, digest)
	if err == nil {
		return d, nil
	}
	if d, err = s.backend.Stat(ctx, digest); err != nil { // want "stampede note"
		return d, err
	}
	return d, s.cache.SetDescriptor(ctx, digest, d)
}

func (s *Statter) SetDescriptor(ctx context.Context, digest string, d Descriptor) error {
	return s.cache.SetDescriptor(ctx, digest, d)
}

func (s *Statter) Clear(ctx context.Context, digest string) error {
	return errors.Join(s.cache.Clear(ctx, digest), s.backend.Clear(ctx, digest))
}

// Registry serves from both, and nobody can have it otherwise.
type Registry struct{ cache, store Service }

func Open(cache, store Service) *Registry { return &Registry{cache, store} }

func (r *Registry) Size(ctx context.Context, digest string) (int64, error) {
	d, err := r.cache.Stat(ctx, digest)
	if err != nil {
		if d, err = r.store.Stat(ctx, digest); err != nil { // want "stampede warn"
			return 0, err
		}
		_ = r.cache.SetDescriptor(ctx, digest, d)
	}
	return d.Size, nil
}

// Either asks the second where the first knows nothing, and keeps nothing.
func (r *Registry) Either(ctx context.Context, digest string) (int64, error) {
	d, err := r.cache.Stat(ctx, digest)
	if err != nil {
		d, err = r.store.Stat(ctx, digest)
	}
	return d.Size, err
}
