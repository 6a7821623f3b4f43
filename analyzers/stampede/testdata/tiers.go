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

// Statter is a service itself, of two that its users bring.
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
	if d, err = s.backend.Stat(ctx, digest); err != nil { // want "stampede warn"
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

type memory struct{ have map[string]Descriptor }

func newMemory() Service { return &memory{map[string]Descriptor{}} }

func (m *memory) Stat(_ context.Context, digest string) (Descriptor, error) {
	if d, ok := m.have[digest]; ok {
		return d, nil
	}
	return Descriptor{}, errors.New("unknown")
}

func (m *memory) SetDescriptor(_ context.Context, digest string, d Descriptor) error {
	m.have[digest] = d
	return nil
}

func (m *memory) Clear(_ context.Context, digest string) error {
	delete(m.have, digest)
	return nil
}

// Fronted brings its fast tier along, so that whoever has it has the cache.
type Fronted struct{ a, b Service }

func NewFronted(s Service) *Fronted { return &Fronted{a: newMemory(), b: s} }

func (s *Fronted) Stat(ctx context.Context, digest string) (Descriptor, error) {
	d, err := s.a.Stat(ctx, digest)
	if err == nil {
		return d, nil
	}
	if d, err = s.b.Stat(ctx, digest); err != nil { // want "stampede warn"
		return d, err
	}
	return d, s.a.SetDescriptor(ctx, digest, d)
}

func (s *Fronted) SetDescriptor(ctx context.Context, digest string, d Descriptor) error {
	return s.b.SetDescriptor(ctx, digest, d)
}

func (s *Fronted) Clear(ctx context.Context, digest string) error {
	return errors.Join(s.a.Clear(ctx, digest), s.b.Clear(ctx, digest))
}

// Twin asks two that are alike.
type Twin struct{ a, b Service }

func NewTwin(a, b Service) *Twin { return &Twin{a, b} }

func (t *Twin) Size(ctx context.Context, digest string) (int64, error) {
	d, err := t.a.Stat(ctx, digest)
	if err != nil {
		if d, err = t.b.Stat(ctx, digest); err != nil {
			return 0, err
		}
		_ = t.a.SetDescriptor(ctx, digest, d)
	}
	return d.Size, nil
}

// Many is asked for several at a time.
type Many interface {
	GetMulti(keys ...string) ([]*Descriptor, error)
	SetMulti(items ...*Descriptor) error
}

type Pair struct{ cache, storage Many }

func NewPair(cache, storage Many) Many { return &Pair{cache, storage} }

func (p *Pair) GetMulti(keys ...string) ([]*Descriptor, error) {
	found, err := p.cache.GetMulti(keys...)
	if err != nil {
		return nil, err
	}
	var missing []string
	for i, d := range found {
		if d == nil {
			missing = append(missing, keys[i])
		}
	}
	rest, err := p.storage.GetMulti(missing...) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	if err := p.cache.SetMulti(rest...); err != nil {
		return nil, err
	}
	return append(found, rest...), nil
}

func (p *Pair) SetMulti(items ...*Descriptor) error {
	return errors.Join(p.storage.SetMulti(items...), p.cache.SetMulti(items...))
}
