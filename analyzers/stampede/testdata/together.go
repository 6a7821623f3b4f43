// Package together has several ways to one step that fills the cache.
package together

import (
	"context"
	"net/http"
	"time"

	"example.com/registry"
	gocache "github.com/patrickmn/go-cache"
)

// Index is filled from a registry.
type Index struct {
	byName *gocache.Cache
	http   *http.Client
}

// Digest needs a part.
func (x *Index) Digest(ctx context.Context, name string) string {
	if _, ok := x.byName.Get(name); !ok {
		x.fill(ctx, name)
	}
	v, _ := x.byName.Get(name)
	doc, _ := v.(*registry.Manifest)
	if doc == nil {
		return ""
	}
	return doc.Digest
}

// Manifest needs the whole.
func (x *Index) Manifest(ctx context.Context, name string) *registry.Manifest {
	if v, ok := x.byName.Get(name); ok {
		return v.(*registry.Manifest)
	}
	return x.fill(ctx, name)
}

// fill is one thing to mend.
func (x *Index) fill(ctx context.Context, name string) *registry.Manifest {
	res, err := x.http.Get(name) // want "stampede warn"
	if err != nil {
		return nil
	}
	defer res.Body.Close()
	doc := &registry.Manifest{Digest: res.Header.Get("Digest")}
	x.keep(name, doc)
	return doc
}

func (x *Index) keep(name string, doc *registry.Manifest) {
	x.byName.Set(name, doc, time.Minute)
}

// Fresh is refreshed too, where the same step is right.
type Fresh struct {
	byName *gocache.Cache
	http   *http.Client
}

// Digest misses.
func (x *Fresh) Digest(ctx context.Context, name string) string {
	if v, ok := x.byName.Get(name); ok {
		return v.(*registry.Manifest).Digest
	}
	doc := x.fill(ctx, name) // want "stampede warn"
	return doc.Digest
}

// Manifest misses.
func (x *Fresh) Manifest(ctx context.Context, name string) *registry.Manifest {
	if v, ok := x.byName.Get(name); ok {
		return v.(*registry.Manifest)
	}
	return x.fill(ctx, name) // want "stampede warn"
}

// Refresh is one goroutine.
func (x *Fresh) Refresh(ctx context.Context, name string) {
	for range time.Tick(time.Minute) {
		x.fill(ctx, name)
	}
}

func (x *Fresh) fill(ctx context.Context, name string) *registry.Manifest {
	res, err := x.http.Get(name)
	if err != nil {
		return &registry.Manifest{}
	}
	defer res.Body.Close()
	doc := &registry.Manifest{Digest: res.Header.Get("Digest")}
	x.byName.Set(name, doc, time.Minute)
	return doc
}
