package chains

import (
	"context"

	"github.com/redis/go-redis/v9"
	"github.com/uptrace/bun"
	"xorm.io/xorm"
)

type Tag struct{ ID, Name string }

type Tags struct {
	db  *bun.DB
	x   *xorm.Engine
	rdb *redis.Client
}

// Spread has told a call of the chain what the query fills.
func (t *Tags) Spread(ctx context.Context) error {
	var tags []Tag
	if err := t.db.NewSelect().Model(&tags).Scan(ctx); err != nil {
		return err
	}
	for _, x := range tags {
		t.rdb.SAdd(ctx, "tags", x.Name) // want "rebuild-loop fail SADD"
	}
	return nil
}

// Some are of one kind.
func (t *Tags) Some(ctx context.Context, kind string) error {
	var tags []Tag
	if err := t.db.NewSelect().Model(&tags).Where("kind = ?", kind).Scan(ctx); err != nil {
		return err
	}
	for _, x := range tags {
		t.rdb.SAdd(ctx, "tags", x.Name) // want "rebuild-loop warn SADD"
	}
	return nil
}

// Each has the query run a function for each row.
func (t *Tags) Each(ctx context.Context) error {
	return t.x.Iterate(new(Tag), func(_ int, bean any) error {
		x := bean.(*Tag)
		return t.rdb.HSet(ctx, "tags", x.ID, x.Name).Err() // want "rebuild-loop fail HSET"
	})
}
