// Package layered has read-throughs whose parts are further apart.
package layered

import (
	"context"
	"sync"

	"example.com/registry"
)

// Cache is what all of them use.
type Cache interface {
	Get(key string, into any) error
	Set(key string, v any)
}

// Checker decides.
type Checker interface {
	Check(ctx context.Context, who string) (ok *Answer, err error)
	Validate(id string) error
}

// Answer may be kept.
type Answer struct{ Allowed bool }

// Cached is a Checker in front of another.
type Cached struct {
	next  Checker
	cache Cache
}

// Check is worth keeping.
func (c *Cached) Check(ctx context.Context, who string) (*Answer, error) {
	var a Answer
	if err := c.cache.Get(who, &a); err == nil {
		return &a, nil
	}
	ok, err := c.next.Check(ctx, who) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	c.cache.Set(who, ok)
	return ok, nil
}

// Validate works something out.
func (c *Cached) Validate(id string) error {
	var done bool
	if err := c.cache.Get(id, &done); err == nil {
		return nil
	}
	if err := c.next.Validate(id); err != nil {
		return err
	}
	c.cache.Set(id, true)
	return nil
}

// reply is what is stored of an answer.
type reply struct{ doc, fault string }

func (r *reply) from(m *registry.Manifest, err error) {
	if err != nil {
		r.fault = err.Error()
		return
	}
	r.doc = m.Digest
}

// Images keeps what a registry says, errors too.
type Images struct {
	cache Cache
	reg   *registry.Client
	locks keyed
}

func (m *Images) fetch(ctx context.Context, name string) string {
	doc, err := m.reg.Manifest(ctx, name) // want "stampede warn"
	var r reply
	r.from(doc, err)
	m.cache.Set(name, r)
	return r.doc
}

// Digest has its answer turned into something else.
func (m *Images) Digest(ctx context.Context, name string) string {
	var r reply
	if err := m.cache.Get(name, &r); err != nil {
		return m.fetch(ctx, name)
	}
	return r.doc
}

func (m *Images) read(key string, into *registry.Manifest) error { return m.cache.Get(key, into) }

func (m *Images) byName(name string) (*registry.Manifest, bool) {
	var doc registry.Manifest
	if err := m.read(name, &doc); err != nil {
		return nil, false
	}
	return &doc, true
}

func (m *Images) keep(doc *registry.Manifest) { m.store(doc.Digest, doc) }

func (m *Images) store(key string, doc *registry.Manifest) { m.cache.Set(key, doc) }

// Manifest is stored under a key of its own.
func (m *Images) Manifest(ctx context.Context, name string) (*registry.Manifest, error) {
	if doc, ok := m.byName(name); ok {
		return doc, nil
	}
	doc, err := m.reg.Manifest(ctx, name) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	m.keep(doc)
	return doc, nil
}

// keyed has a mutex for each key.
type keyed struct{ all map[string]chan struct{} }

func (k *keyed) Lock(key string)   { k.all[key] <- struct{}{} }
func (k *keyed) Unlock(key string) { <-k.all[key] }

// One lets one caller ask.
func (m *Images) One(ctx context.Context, name string) (*registry.Manifest, error) {
	if doc, ok := m.byName(name); ok {
		return doc, nil
	}
	m.locks.Lock(name)
	defer m.locks.Unlock(name)
	if doc, ok := m.byName(name); ok {
		return doc, nil
	}
	doc, err := m.reg.Manifest(ctx, name)
	if err != nil {
		return nil, err
	}
	m.keep(doc)
	return doc, nil
}

// Verifier has its tools handed in.
type Verifier struct {
	verifiedCache sync.Map
	Ask           func(ctx context.Context, image string) ([]string, error)
}

// Verify has a step of its own ask.
func (v *Verifier) Verify(ctx context.Context, image string) ([]string, error) {
	if have, ok := v.verifiedCache.Load(image); ok {
		return have.([]string), nil
	}
	out, err := v.verify(ctx, image)
	if err != nil {
		return nil, err
	}
	v.verifiedCache.Store(image, out)
	return out, nil
}

func (v *Verifier) verify(ctx context.Context, image string) ([]string, error) {
	return v.Ask(ctx, image) // want "stampede warn"
}

// Work is one transaction.
type Work struct {
	seenCache   sync.Map
	Transaction *registry.Client
}

// Manifest remembers as long as the transaction is open.
func (w *Work) Manifest(ctx context.Context, name string) (*registry.Manifest, error) {
	if have, ok := w.seenCache.Load(name); ok {
		return have.(*registry.Manifest), nil
	}
	doc, err := w.Transaction.Manifest(ctx, name)
	if err != nil {
		return nil, err
	}
	w.seenCache.Store(name, doc)
	return doc, nil
}
