// Package pipes reads through stages that are called nothing in particular.
package pipes

import (
	"context"
	"errors"
)

// ErrMissing says that no stage has it.
var ErrMissing = errors.New("missing")

// Stage is one of several.
type Stage[V any] interface {
	Get(ctx context.Context, key string) (V, error)
	Set(ctx context.Context, key string, v V) error
}

// Pipe asks its stages in turn.
type Pipe[V any] struct{ stages []Stage[V] }

// Get asks.
func (p *Pipe[V]) Get(ctx context.Context, key string) (V, error) {
	var none V
	for i, s := range p.stages {
		v, err := s.Get(ctx, key)
		if err != nil {
			continue
		}
		for _, before := range p.stages[:i] {
			_ = before.Set(ctx, key, v)
		}
		return v, nil
	}
	return none, ErrMissing
}

// Set tells all.
func (p *Pipe[V]) Set(ctx context.Context, key string, v V) error {
	for _, s := range p.stages {
		if err := s.Set(ctx, key, v); err != nil {
			return err
		}
	}
	return nil
}

// GetOrLoad is what makes a cache of them.
func (p *Pipe[V]) GetOrLoad(ctx context.Context, key string, load func(context.Context) (V, error)) (V, error) {
	v, err := p.Get(ctx, key)
	if err == nil {
		return v, nil
	}
	if v, err = load(ctx); err != nil { // want "stampede warn"
		return v, err
	}
	return v, p.Set(ctx, key, v)
}
