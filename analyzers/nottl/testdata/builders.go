package pagecache

import (
	"context"
	"time"

	"github.com/redis/rueidis"
)

type Cache struct{ c rueidis.Client }

func (p *Cache) Put(ctx context.Context, url, page string) error {
	return p.c.Do(ctx, p.c.B().Set().Key(url).Value(page).Build()).Error() // want "no-ttl warn SET"
}

func (p *Cache) PutHour(ctx context.Context, url, page string) error {
	return p.c.Do(ctx, p.c.B().Set().Key(url).Value(page).Ex(time.Hour).Build()).Error()
}

func (p *Cache) PutSeconds(ctx context.Context, url, page string) error {
	set := p.c.B().Set().Key(url).Value(page)
	return p.c.Do(ctx, set.ExSeconds(60).Build()).Error()
}
