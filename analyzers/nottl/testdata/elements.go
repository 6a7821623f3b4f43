// Package elements keeps a list whose elements know the next: what is asked when one is
// missing is no source, but the same elements.
package elements

import (
	"context"
	"encoding/json"

	"github.com/redis/go-redis/v9"
)

type Element struct {
	ID, Next string
}

// Keeper has the elements.
type Keeper interface {
	Load(ctx context.Context, id string) (*Element, error)
	Save(ctx context.Context, id string, e *Element) error
}

type Redis struct{ rdb *redis.Client }

func (r *Redis) Load(ctx context.Context, id string) (*Element, error) {
	data, err := r.rdb.Get(ctx, "element:"+id).Bytes()
	if err == redis.Nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	e := &Element{}
	return e, json.Unmarshal(data, e)
}

func (r *Redis) Save(ctx context.Context, id string, e *Element) error {
	data, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return r.rdb.Set(ctx, "element:"+id, data, 0).Err() // want "no-ttl note"
}

type List struct{ keeper Keeper }

func New(rdb *redis.Client) *List { return &List{&Redis{rdb}} }

func (l *List) load(ctx context.Context, id string) (*Element, error) {
	return l.keeper.Load(ctx, id)
}

// Link lets the first element that there is go on to another.
func (l *List) Link(ctx context.Context, a, b, next string) error {
	e, err := l.load(ctx, a)
	if err != nil {
		return err
	}
	if e == nil {
		if e, err = l.load(ctx, b); err != nil {
			return err
		}
		e.Next = next
		return l.keeper.Save(ctx, a, e)
	}
	return nil
}
