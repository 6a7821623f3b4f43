// Package handed reads and writes its caches by way of others.
package handed

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"sync"
	"time"

	"example.com/gen/filespb"
	"example.com/registry"
	gocache "github.com/patrickmn/go-cache"
	"github.com/redis/go-redis/v9"
)

// Documents fetches what it has not, and stores it when it is through.
type Documents struct {
	cache *gocache.Cache
	http  *http.Client
}

// Fetch leaves the write to a deferred function.
func (d *Documents) Fetch(url string) (doc []byte, err error) {
	if d.cache != nil {
		if v, ok := d.cache.Get(url); ok {
			return v.([]byte), nil
		}
		defer func() {
			if err == nil && len(doc) > 0 {
				d.cache.Set(url, doc, time.Hour)
			}
		}()
	}
	res, err := d.http.Get(url) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	return io.ReadAll(res.Body)
}

// Keys has a cache of its own in front.
type Keys struct {
	parsed *gocache.Cache
	docs   *Documents
}

// Get parses what is fetched.
func (k *Keys) Get(url string) (map[string]string, error) {
	if v, ok := k.parsed.Get(url); ok {
		return v.(map[string]string), nil
	}
	doc, err := k.docs.Fetch(url) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	var out map[string]string
	if err := json.Unmarshal(doc, &out); err != nil {
		return nil, err
	}
	k.parsed.Set(url, out, time.Hour)
	return out, nil
}

// Conns hands out connections.
type Conns struct{ rdb *redis.Client }

// With runs the function with one.
func (c *Conns) With(ctx context.Context, do func(*redis.Client)) error {
	if err := c.rdb.Ping(ctx).Err(); err != nil {
		return err
	}
	do(c.rdb)
	return nil
}

// Images asks a registry.
type Images struct {
	conns *Conns
	reg   *registry.Client
}

// Digest does with connections what it does.
func (m *Images) Digest(ctx context.Context, name string) (string, error) {
	key := "digest:" + name
	var digest string
	var err error
	if cerr := m.conns.With(ctx, func(c *redis.Client) {
		digest, err = c.Get(ctx, key).Result()
	}); cerr != nil {
		return "", cerr
	}
	if err == nil {
		return digest, nil
	}
	doc, err := m.reg.Manifest(ctx, name) // want "stampede warn"
	if err != nil {
		return "", err
	}
	digest = doc.Digest
	return digest, m.conns.With(ctx, func(c *redis.Client) {
		c.Set(ctx, key, digest, time.Hour)
	})
}

// Shelf is what a cache is to its users; its words are its own.
type Shelf interface {
	PullFromCache(key string, into any) error
	PushToCache(key string, v any) error
}

// Files is in front of a service.
type Files struct {
	shelf Shelf
	next  filespb.FilesClient
}

// Upload is asked once.
func (s *Files) Upload(ctx context.Context, name string) (*filespb.UploadReply, error) {
	out := &filespb.UploadReply{}
	if err := s.shelf.PullFromCache(name, out); err == nil {
		return out, nil
	}
	out, err := s.next.Upload(ctx, &filespb.UploadRequest{Name: name}) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	return out, s.shelf.PushToCache(name, out)
}

// Blocks is a store of which it is known what it has.
type Blocks struct {
	known *gocache.Cache
	next  Store
}

// Store has blocks.
type Store interface {
	Has(ctx context.Context, key string) (bool, error)
	PutBlock(ctx context.Context, key, block string) error
}

// Disk looks before it writes.
type Disk struct{ rows Rows }

// Rows are somebody's.
type Rows interface {
	GetRow(ctx context.Context, key string) (string, error)
	AddRow(ctx context.Context, key, block string) error
}

// Has looks.
func (d *Disk) Has(ctx context.Context, key string) (bool, error) {
	row, err := d.rows.GetRow(ctx, key)
	return row != "", err
}

// PutBlock writes what is not there.
func (d *Disk) PutBlock(ctx context.Context, key, block string) error {
	if row, err := d.rows.GetRow(ctx, key); err == nil && row != "" {
		return nil
	}
	return d.rows.AddRow(ctx, key, block)
}

// NewBlocks puts one in front of the other.
func NewBlocks(known *gocache.Cache, d *Disk) *Blocks { return &Blocks{known, d} }

// PutBlock leaves out what is known to be there.
func (b *Blocks) PutBlock(ctx context.Context, key, block string) error {
	if _, ok := b.known.Get(key); ok {
		return nil
	}
	err := b.next.PutBlock(ctx, key, block)
	if err == nil {
		b.known.Set(key, true, time.Hour)
	}
	return err
}

// Review is a question, and has its answer in it.
type Review struct {
	Who    string
	Status registry.Manifest
}

// Gate asks again until it is answered.
type Gate struct {
	answers *gocache.Cache
	reg     *registry.Client
}

func again(do func() error) error {
	for range 3 {
		if err := do(); err == nil {
			return nil
		}
	}
	return io.EOF
}

// Authorize keeps a part of what a callback was told.
func (g *Gate) Authorize(ctx context.Context, who string) (string, error) {
	r := &Review{Who: who}
	key, err := json.Marshal(r.Who)
	if err != nil {
		return "", err
	}
	if v, ok := g.answers.Get(string(key)); ok {
		r.Status = v.(registry.Manifest)
	} else {
		var result *registry.Manifest
		if err := again(func() error { // want "stampede warn"
			var err error
			result, err = g.reg.Manifest(ctx, r.Who)
			return err
		}); err != nil {
			return "", err
		}
		r.Status = *result
		g.answers.Set(string(key), r.Status, time.Minute)
	}
	return r.Status.Digest, nil
}

// regions is kept for all.
var regionsCache sync.Map

// Regions asks once, and all who come meanwhile.
func Regions(ctx context.Context, reg *registry.Client, of string) (*registry.Manifest, error) {
	if v, ok := regionsCache.Load(of); ok {
		return v.(*registry.Manifest), nil
	}
	doc, err := reg.Manifest(ctx, of) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	regionsCache.Store(of, doc)
	return doc, nil
}

// MoveBlock writes through.
func (g *Gate) MoveBlock(ctx context.Context, from, to string) error {
	if v, ok := g.answers.Get(from); !ok || v == nil {
		doc, err := g.reg.Manifest(ctx, to)
		if err != nil {
			return err
		}
		g.answers.Set(from, doc, time.Minute)
	}
	return nil
}
