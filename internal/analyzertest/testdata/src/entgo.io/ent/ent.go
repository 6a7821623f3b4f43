// Package ent has the shape of ent and no behaviour.
package ent

import "context"

type Value any

type Mutation interface{ Type() string }

type Mutator interface {
	Mutate(context.Context, Mutation) (Value, error)
}

type MutateFunc func(context.Context, Mutation) (Value, error)

func (f MutateFunc) Mutate(ctx context.Context, m Mutation) (Value, error) { return nil, nil }

type Hook func(Mutator) Mutator

type Interface interface{ Hooks() []Hook }

type Schema struct{ Interface }
