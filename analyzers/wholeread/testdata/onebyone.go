// Package onebyone reads hashes of which there are many, one after the other.
package onebyone

import (
	"context"
	"strconv"

	"github.com/redis/go-redis/v9"
)

type Quotes struct{ rdb *redis.Client }

func New(rdb *redis.Client) *Quotes { return &Quotes{rdb} }

func (q *Quotes) hash(ctx context.Context, key string) map[string]string {
	return q.rdb.HGetAll(ctx, key).Val() // want "unbounded-read note HGETALL"
}

func (q *Quotes) Quote(ctx context.Context, name string) string {
	return q.hash(ctx, "quote:"+name)["price"]
}

// Sum goes through the keys that a set lists.
func (q *Quotes) Sum(ctx context.Context) (n int) {
	keys, _ := q.rdb.SMembers(ctx, "names").Result() // want "unbounded-read warn SMEMBERS"
	for _, key := range keys {
		n += len(q.hash(ctx, key))
	}
	return n
}

// First and the like have a number for a name.
func (q *Quotes) First(ctx context.Context) string { return q.numbered(ctx, 1)["price"] }

func (q *Quotes) Numbered(ctx context.Context, n int) string { return q.numbered(ctx, n)["price"] }

func (q *Quotes) numbered(ctx context.Context, n int) map[string]string {
	return q.rdb.HGetAll(ctx, "number:"+strconv.Itoa(n)).Val() // want "unbounded-read note HGETALL"
}

// Known does too, by itself.
func (q *Quotes) Known(ctx context.Context, keys []string) (n int) {
	for _, key := range keys {
		n += len(q.rdb.HGetAll(ctx, key).Val()) // want "unbounded-read note HGETALL"
	}
	return n
}

// Books is of another type, whose wrapper is given one hash of all, too.
type Books struct{ rdb *redis.Client }

func NewBooks(rdb *redis.Client) *Books { return &Books{rdb} }

func (b *Books) hash(ctx context.Context, key string) map[string]string {
	return b.rdb.HGetAll(ctx, key).Val() // want "unbounded-read warn HGETALL"
}

func (b *Books) Book(ctx context.Context, id string) string {
	return b.hash(ctx, "book:"+id)["title"]
}

// Kinds asks for the one that has them all, by its name.
func (b *Books) Kinds(ctx context.Context, id string) string { return b.named(ctx, "kinds")[id] }

func (b *Books) Shelf(ctx context.Context, name string) string { return b.named(ctx, name)["first"] }

func (b *Books) named(ctx context.Context, name string) map[string]string {
	return b.rdb.HGetAll(ctx, "books:"+name).Val() // want "unbounded-read warn HGETALL"
}

func (b *Books) Title(ctx context.Context, id string) string {
	return b.hash(ctx, "titles")[id]
}
