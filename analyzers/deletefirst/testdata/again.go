// Package again takes an entry out and puts it in again.
package again

import (
	"context"
	"sync"

	"example.com/registry"
	"github.com/redis/go-redis/v9"
)

// Backend is what users bring.
type Backend interface {
	GetFile(ctx context.Context, id string) (string, error)
}

// FileCache keeps files in a map of its own.
type FileCache struct {
	files   sync.Map
	backend Backend
}

// Remove forgets one.
func (c *FileCache) Remove(id string) { c.files.Delete(id) }

// GetOrLoad asks the backend for what it does not have.
func (c *FileCache) GetOrLoad(ctx context.Context, id string) (string, error) {
	if v, ok := c.files.Load(id); ok {
		return v.(string), nil
	}
	v, err := c.backend.GetFile(ctx, id)
	if err != nil {
		return "", err
	}
	c.files.Store(id, v)
	return v, nil
}

// Again leaves nothing where the backend fails.
func (c *FileCache) Again(ctx context.Context, id string) (string, error) {
	c.Remove(id) // want "delete-before-refresh warn"
	return c.GetOrLoad(ctx, id)
}

// Swap asks first.
func (c *FileCache) Swap(ctx context.Context, id string) error {
	v, err := c.backend.GetFile(ctx, id)
	if err != nil {
		return err
	}
	c.Remove(id)
	c.files.Store(id, v)
	return nil
}

// Twin has names, and is found by each.
type Twin struct {
	ID    string
	Names []string
}

// Index knows twins by their names.
type Index struct{ rdb *redis.Client }

func of(id string) string { return "twin:" + id }

func (x *Index) remove(ctx context.Context, id string) error {
	names, err := x.rdb.SMembers(ctx, of(id)).Result()
	if err != nil {
		return err
	}
	if err := x.rdb.Del(ctx, of(id)).Err(); err != nil {
		return err
	}
	for _, n := range names {
		x.rdb.SRem(ctx, "name:"+n, id)
	}
	return nil
}

func (x *Index) save(ctx context.Context, t Twin) error {
	for _, n := range t.Names {
		if err := x.rdb.SAdd(ctx, of(t.ID), n).Err(); err != nil {
			return err
		}
	}
	return nil
}

// Update looks at what was there only to clean up.
func (x *Index) Update(ctx context.Context, t Twin) error {
	if err := x.remove(ctx, t.ID); err != nil { // want "delete-before-refresh warn"
		return err
	}
	return x.save(ctx, t)
}

// Login clears what an option made useless, and fills in something else.
func (c *FileCache) Login(req *Request) {
	c.Clear()
	req.token.PopulateToken(req)
}

// Clear forgets all.
func (c *FileCache) Clear() { c.files.Clear() }

// Request has a token to fill in.
type Request struct{ token *registry.Token }

// Server has a license besides what it caches.
type Server struct {
	userCache, priceCache FileCache
	license               string
}

// ClearPrices forgets prices.
func (s *Server) ClearPrices() { s.priceCache.Clear() }

func (s *Server) LoadLicense() {}

func (s *Server) LoadPrice() {}

func (s *Server) LoadAll() {}

// Invalidate loads what was in none of the caches.
func (s *Server) Invalidate() {
	s.userCache.Clear()
	s.ClearPrices()
	s.LoadLicense()
}

// Prices loads what was cleared.
func (s *Server) Prices() {
	s.ClearPrices() // want "delete-before-refresh warn"
	s.LoadPrice()
}

// Users says that all is loaded.
func (s *Server) Users() {
	s.userCache.Clear() // want "delete-before-refresh warn"
	s.LoadAll()
}
