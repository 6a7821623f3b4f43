// Package awaited has sources and caches that no single value joins.
package awaited

import (
	"context"
	"database/sql"
	"net/http"
	"path"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// Stream takes answers one by one.
type Stream interface{ Publish(doc string) error }

// Walker answers by a stream.
type Walker interface {
	WalkAll(id string, to Stream) error
	SetAll(id string, to Stream) error
}

type tee struct{ each func(string) error }

func (t *tee) Publish(doc string) error { return t.each(doc) }

// Layer is a Walker in front of the next.
type Layer struct {
	next  Walker
	cache interface {
		Get(key string) (any, bool)
		Set(key string, v any)
	}
}

// WalkAll keeps what the stream was told.
func (l *Layer) WalkAll(id string, to Stream) error {
	if docs, ok := l.cache.Get(id); ok {
		for _, d := range docs.([]string) {
			if err := to.Publish(d); err != nil {
				return err
			}
		}
		return nil
	}
	var docs []string
	err := l.next.WalkAll(id, &tee{func(d string) error { // want "stampede warn"
		docs = append(docs, d)
		return to.Publish(d)
	}})
	if err != nil {
		return err
	}
	l.cache.Set(id, docs)
	return nil
}

// SetAll writes through.
func (l *Layer) SetAll(id string, to Stream) error {
	if _, ok := l.cache.Get(id); ok {
		return nil
	}
	if err := l.next.SetAll(id, to); err != nil {
		return err
	}
	l.cache.Set(id, id)
	return nil
}

// Judge is somebody who knows.
type Judge interface {
	Allows(ctx context.Context, who, what string) (bool, error)
}

// Gate remembers that somebody may pass, and nothing else.
type Gate struct {
	rdb   *redis.Client
	judge Judge
}

// Pass keeps no value, but only where the answer was yes.
func (g *Gate) Pass(ctx context.Context, who, what string) bool {
	key := who + ":" + what
	if g.rdb.Get(ctx, key).Err() == nil {
		return true
	}
	ok, err := g.judge.Allows(ctx, who, what) // want "stampede warn"
	if err == nil && ok {
		g.rdb.Set(ctx, key, "", time.Minute)
		return true
	}
	return false
}

// Tokens are good for all that is below.
type Tokens struct {
	rdb  *redis.Client
	http *http.Client
}

// Token looks for one of a folder above first.
func (t *Tokens) Token(ctx context.Context, p string) (string, error) {
	for at := p; at != "."; at = path.Dir(at) {
		if v, err := t.rdb.Get(ctx, "token:"+at).Result(); err == nil {
			return v, nil
		}
	}
	res, err := t.http.Get("https://issuer/" + p) // want "stampede warn"
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	t.rdb.Set(ctx, "token:"+p, res.Status, time.Minute)
	return res.Status, nil
}

// Rows opens a handle under a lock, which is not how the row is read.
type Rows struct {
	mu  sync.Mutex
	db  *sql.DB
	up  map[string]bool
	rdb *redis.Client
}

func (r *Rows) open(ctx context.Context, table string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.up[table] {
		if err := r.exists(ctx, table); err != nil {
			return err
		}
		r.up[table] = true
	}
	return nil
}

func (r *Rows) exists(ctx context.Context, table string) (err error) {
	_, err = r.ask(ctx, "SELECT name FROM tables WHERE name = ?", table)
	return err
}

func (r *Rows) one(ctx context.Context, id string) (string, error) {
	return r.ask(ctx, "SELECT doc FROM docs WHERE id = ?", id)
}

func (r *Rows) ask(ctx context.Context, q, arg string) (doc string, err error) {
	err = r.db.QueryRowContext(ctx, q, arg).Scan(&doc)
	return doc, err
}

func (r *Rows) load(ctx context.Context, table, id string) (string, error) {
	if err := r.open(ctx, table); err != nil {
		return "", err
	}
	return r.one(ctx, id)
}

// Doc is read through.
func (r *Rows) Doc(ctx context.Context, id string) (string, error) {
	if doc, err := r.rdb.Get(ctx, "doc:"+id).Result(); err == nil {
		return doc, nil
	}
	doc, err := r.load(ctx, "docs", id) // want "stampede warn"
	if err != nil {
		return "", err
	}
	r.rdb.Set(ctx, "doc:"+id, doc, time.Hour)
	return doc, nil
}
