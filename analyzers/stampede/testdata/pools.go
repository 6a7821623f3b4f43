// Package pools leaves writes to goroutines of a pool, a few calls away.
package pools

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"example.com/registry"
	"github.com/redis/go-redis/v9"
	"gorm.io/gorm"
)

type Token struct{ Key, Name string }

type Tokens struct {
	db      *gorm.DB
	rdb     *redis.Client
	shuffle func(*Token)
}

func hash(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }

func (t *Tokens) put(ctx context.Context, key string, tok Token) error {
	return t.rdb.Set(ctx, key, tok.Name, time.Minute).Err()
}

func (t *Tokens) cache(ctx context.Context, tok Token) error {
	return t.put(ctx, fmt.Sprintf("token:%s", hash(tok.Key)), tok)
}

func (t *Tokens) cached(ctx context.Context, key string) (*Token, error) {
	name, err := t.rdb.Get(ctx, fmt.Sprintf("token:%s", hash(key))).Result()
	if err != nil {
		return nil, err
	}
	tok := &Token{key, name}
	if t.shuffle != nil {
		t.shuffle(tok) // is told, and asked for nothing
	}
	return tok, nil
}

// ByKey writes what it has loaded when it is through, beside its caller.
func (t *Tokens) ByKey(ctx context.Context, key string) (tok *Token, err error) {
	defer func() {
		if err == nil && tok != nil {
			registry.Go(func() {
				t.cache(ctx, *tok)
			})
		}
	}()
	if tok, err := t.cached(ctx, key); err == nil {
		return tok, nil
	}
	tok = &Token{}
	err = t.db.Where("key = ?", key).First(tok).Error // want "stampede warn"
	return tok, err
}
