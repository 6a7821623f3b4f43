package assembled

import (
	"context"
	"time"

	"github.com/patrickmn/go-cache"
	"golang.org/x/sync/errgroup"
)

type Block struct{ ID string }

type Set struct{ Blocks []*Block }

// Blocks keeps blocks somewhere.
type Blocks interface {
	GetBlock(ctx context.Context, id string) (*Block, error)
	ListBlocks(ctx context.Context, after string) ([]*Block, error)
}

type Chain struct {
	blocks Blocks
	sets   *cache.Cache
	pages  *cache.Cache
}

func New(b Blocks) *Chain {
	return &Chain{b, cache.New(time.Minute, time.Minute), cache.New(time.Minute, time.Minute)}
}

// Load puts together what several ask for at a time.
func (c *Chain) Load(ctx context.Context, key string, ids []string) (*Set, error) {
	if v, ok := c.sets.Get(key); ok {
		return v.(*Set), nil
	}
	var g errgroup.Group
	blocks := make([]*Block, len(ids))
	for i, id := range ids {
		i, id := i, id
		g.Go(func() error { // want "stampede warn"
			b, err := c.blocks.GetBlock(ctx, id)
			if err != nil {
				return err
			}
			blocks[i] = b
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	s := &Set{blocks}
	c.sets.Set(key, s, 0)
	return s, nil
}

// Pages are asked for one after the other, and kept when the last has come.
func (c *Chain) Pages(ctx context.Context, key string) ([]*Block, error) {
	if v, ok := c.pages.Get(key); ok {
		return v.([]*Block), nil
	}
	var all []*Block
	for last := ""; ; {
		page, err := c.blocks.ListBlocks(ctx, last) // want "stampede warn"
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) == 0 {
			break
		}
		last = page[len(page)-1].ID
	}
	c.pages.Set(key, all, 0)
	return all, nil
}

// First reads what Load has read through, twice.
func (c *Chain) First(ctx context.Context, key, other string, ids []string) (*Block, error) {
	s, err := c.Load(ctx, key, ids)
	if err != nil {
		return nil, err
	}
	if len(s.Blocks) > 0 {
		return s.Blocks[0], nil
	}
	t, err := c.Load(ctx, other, ids)
	if err != nil {
		return nil, err
	}
	return t.Blocks[0], nil
}
