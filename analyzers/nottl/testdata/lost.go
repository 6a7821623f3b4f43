// Package lost writes entries that expire, and takes their expiry away again.
package lost

import (
	"context"
	"crypto/tls"
	"errors"
	"net/url"
	"strconv"
	"time"

	redigo "github.com/gomodule/redigo/redis"
	gocache "github.com/patrickmn/go-cache"
	"github.com/redis/go-redis/v9"
)

type Sessions struct {
	rdb *redis.Client
	ttl time.Duration
}

func New(rdb *redis.Client, ttl time.Duration) *Sessions { return &Sessions{rdb, ttl} }

func (s *Sessions) Start(ctx context.Context, id, user string) error {
	return s.rdb.Set(ctx, "sess:"+id, user, s.ttl).Err()
}

func (s *Sessions) Change(ctx context.Context, id, user string) error {
	return s.rdb.Set(ctx, "sess:"+id, user, 0).Err() // want "no-ttl warn SET"
}

func (s *Sessions) Move(ctx context.Context, id, user string) error {
	return s.rdb.Set(ctx, "sess:"+id, user, redis.KeepTTL).Err()
}

// Note is of other entries.
func (s *Sessions) Note(ctx context.Context, id, text string) error {
	return s.rdb.Set(ctx, "note:"+id, text, 0).Err() // want "no-ttl note SET"
}

// Put and PutFor leave it to who calls.
func (s *Sessions) Put(ctx context.Context, key, val string) error {
	return s.rdb.Set(ctx, "kv:"+key, val, 0).Err() // want "no-ttl note SET"
}

func (s *Sessions) PutFor(ctx context.Context, key, val string, ttl time.Duration) error {
	return s.rdb.Set(ctx, "kv:"+key, val, ttl).Err()
}

// Cache is told how long, and does not listen where there are many.
type Cache struct{ rdb *redis.Client }

func (c *Cache) SetMany(ctx context.Context, items map[string]string, ttl time.Duration) error {
	var pairs []any
	for k, v := range items {
		pairs = append(pairs, "many:"+k, v)
	}
	return c.rdb.MSet(ctx, pairs...).Err() // want "no-ttl warn MSET"
}

// HashCache expires where it was given a time, which New leaves out.
type HashCache struct {
	rdb *redis.Client
	ttl time.Duration
}

func NewHash(rdb *redis.Client) *HashCache { return &HashCache{rdb: rdb} }

func (h *HashCache) Put(ctx context.Context, id string, fields map[string]string) error {
	if err := h.rdb.HSet(ctx, "hash:"+id, fields).Err(); err != nil { // want "no-ttl warn HSET"
		return err
	}
	if h.ttl > 0 {
		return h.rdb.Expire(ctx, "hash:"+id, h.ttl).Err()
	}
	return nil
}

// Server keeps what it makes for each name that it is asked for.
type Server struct{ made *gocache.Cache }

func NewServer() *Server { return &Server{gocache.New(0, 0)} }

func (s *Server) Config() *tls.Config {
	return &tls.Config{GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
		c := &tls.Config{ServerName: h.ServerName}
		s.made.Set(h.ServerName, c, 0) // want "no-ttl warn SET"
		return c, nil
	}}
}

// Opened is given a time by its address, or none.
type Opened struct{ mem *gocache.Cache }

func Open(raw string) (*Opened, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, err
	}
	ttl := 0
	if s := u.Query().Get("ttl"); s != "" {
		if ttl, err = strconv.Atoi(s); err != nil {
			return nil, err
		}
	}
	return &Opened{gocache.New(time.Duration(ttl)*time.Second, time.Minute)}, nil
}

func (o *Opened) Keep(k string, v []byte) { o.mem.SetDefault(k, v) } // want "no-ttl warn SET"

// Introspected are copies that only the first writes.
type Introspected struct {
	rdb *redis.Client
	ask func(ctx context.Context, token string) (string, error)
}

func NewIntrospected(rdb *redis.Client, ask func(ctx context.Context, token string) (string, error)) *Introspected {
	return &Introspected{rdb, ask}
}

func (i *Introspected) Check(ctx context.Context, token string) (string, error) {
	out, err := i.rdb.Get(ctx, "intro:"+token).Result()
	if !errors.Is(err, redis.Nil) {
		return out, err
	}
	if out, err = i.ask(ctx, token); err != nil {
		return "", err
	}
	return out, i.rdb.SetNX(ctx, "intro:"+token, out, 0).Err() // want "no-ttl warn SETNX"
}

// Mark is no copy.
func (i *Introspected) Mark(ctx context.Context, token string) error {
	return i.rdb.SetNX(ctx, "seen:"+token, 1, 0).Err()
}

// LoginLimiter counts failures for good.
type LoginLimiter struct{ rdb *redis.Client }

func (l *LoginLimiter) Failed(ctx context.Context, user string) (bool, error) {
	n, err := l.rdb.Incr(ctx, "failed:"+user).Result() // want "no-ttl warn INCR"
	return n > 5, err
}

// OptionCache has an option for the time, which it asks for.
type OptionCache struct {
	rdb *redis.Client
	ttl time.Duration
}

type Option func(*OptionCache)

func WithTTL(d time.Duration) Option { return func(o *OptionCache) { o.ttl = d } }

func NewOption(rdb *redis.Client, opts ...Option) *OptionCache {
	o := &OptionCache{rdb: rdb}
	for _, opt := range opts {
		opt(o)
	}
	return o
}

func (o *OptionCache) Put(ctx context.Context, id, doc string) error {
	if o.ttl > 0 {
		return o.rdb.SetEx(ctx, "option:"+id, doc, o.ttl).Err()
	}
	return o.rdb.Set(ctx, "option:"+id, doc, 0).Err() // want "no-ttl warn SET"
}

// HourCache asks for one that is there.
type HourCache struct {
	rdb *redis.Client
	ttl time.Duration
}

func NewHour(rdb *redis.Client) *HourCache { return &HourCache{rdb, time.Hour} }

func (h *HourCache) Put(ctx context.Context, id, doc string) error {
	if h.ttl > 0 {
		return h.rdb.SetEx(ctx, "hour:"+id, doc, h.ttl).Err()
	}
	return h.rdb.Set(ctx, "hour:"+id, doc, 0).Err()
}

// PutWords adds words to the command.
func (o *OptionCache) PutWords(c redigo.Conn, id, doc string) error {
	args := []any{"words:" + id, doc}
	if o.ttl > 0 {
		args = append(args, "PX", o.ttl.Milliseconds())
	}
	_, err := c.Do("SET", args...) // want "no-ttl warn SET"
	return err
}

func (h *HourCache) PutWords(c redigo.Conn, id, doc string) error {
	args := []any{"words2:" + id, doc}
	if h.ttl > 0 {
		args = append(args, "EX", int(h.ttl.Seconds()))
	}
	_, err := c.Do("SET", args...)
	return err
}
