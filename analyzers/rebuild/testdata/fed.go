// Package fed fills a cache with what comes by channels and pages.
package fed

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
	"gorm.io/gorm"
)

type Row struct {
	ID   int
	Name string
}

type pair struct{ k, v string }

// Handle hands the rows to a worker.
func Handle(ctx context.Context, g *gorm.DB, rdb *redis.Client) error {
	pairs := make(chan pair)
	go func() {
		for p := range pairs {
			rdb.Set(ctx, p.k, p.v, time.Hour) // want "rebuild-loop fail"
		}
	}()
	var rows []Row
	if err := g.Find(&rows).Error; err != nil {
		return err
	}
	for _, r := range rows {
		pairs <- pair{fmt.Sprint(r.ID), r.Name}
	}
	close(pairs)
	return nil
}

// Pager gives one page after the other.
type Pager interface {
	Page(ctx context.Context, after int) ([]Row, int, error)
	Poll(ctx context.Context, from string) ([]Row, error)
}

// Enter takes all pages.
func Enter(ctx context.Context, p Pager, rdb *redis.Client) error {
	for after := 0; ; {
		rows, next, err := p.Page(ctx, after)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := rdb.Set(ctx, fmt.Sprint(r.ID), r.Name, time.Hour).Err(); err != nil { // want "rebuild-loop warn"
				return err
			}
		}
		if next == 0 {
			return nil
		}
		after = next
	}
}

// Follow takes what is new, as it comes.
func Follow(ctx context.Context, p Pager, rdb *redis.Client) error {
	for {
		rows, err := p.Poll(ctx, "new")
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := rdb.Set(ctx, fmt.Sprint(r.ID), r.Name, time.Hour).Err(); err != nil {
				return err
			}
		}
	}
}
