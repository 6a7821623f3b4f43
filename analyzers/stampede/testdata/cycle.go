// Package cycle asks with what it has to ask for first.
package cycle

import (
	"context"
	"path"
	"time"

	"example.com/registry"
	"github.com/redis/go-redis/v9"
)

// Sender is what users bring.
type Sender interface {
	DoRequest(ctx context.Context, url, token string) (string, error)
}

// Tokens are asked for by the same way as all else.
type Tokens struct {
	rdb  *redis.Client
	send Sender
}

// Request needs a token, but for the request of one.
func (t *Tokens) Request(ctx context.Context, url string, free bool) (string, error) {
	if free {
		return t.send.DoRequest(ctx, url, "")
	}
	tok, err := t.token(ctx, url)
	if err != nil {
		return "", err
	}
	return t.send.DoRequest(ctx, url, tok)
}

func (t *Tokens) token(ctx context.Context, url string) (string, error) {
	if tok, err := t.rdb.Get(ctx, "token").Result(); err == nil {
		return tok, nil
	}
	return t.fresh(ctx, url) // want "stampede warn"
}

func (t *Tokens) fresh(ctx context.Context, url string) (string, error) {
	tok, err := t.Request(ctx, url+"/token", true)
	if err != nil {
		return "", err
	}
	t.rdb.Set(ctx, "token", tok, time.Hour)
	return tok, nil
}

// Folders are found one below the other.
type Folders struct {
	rdb *redis.Client
	reg *registry.Client
}

// Find asks for the parent first.
func (f *Folders) Find(ctx context.Context, p string) (string, bool) {
	if id, err := f.rdb.Get(ctx, p).Result(); err == nil {
		return id, true
	}
	dir, name := path.Split(p)
	parent, ok := f.Find(ctx, dir)
	if !ok {
		return "", false
	}
	files, err := f.reg.Manifest(ctx, parent) // want "stampede warn"
	if err != nil {
		return "", false
	}
	if files.Digest == name {
		f.rdb.Set(ctx, p, files.Digest, time.Hour)
		return files.Digest, true
	}
	return "", false
}
