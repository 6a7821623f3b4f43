package digests

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/redis/go-redis/v9"
)

const list = `return redis.call("KEYS", ARGV[1])`

// listDigest is of list.
const listDigest = "9974cbf4b8d33df5753c831c27a5666eb9236462"

// Store keeps the digests of its scripts in the ways that libraries do.
type Store struct {
	rdb     *redis.Client
	loaded  string
	byName  map[string]string
	scripts []*redis.Script
}

func New(ctx context.Context, rdb *redis.Client) *Store {
	s := &Store{rdb: rdb, byName: map[string]string{}}
	s.loaded, _ = redis.NewScript(list).Load(ctx, rdb).Result()
	for name, src := range map[string]string{"list": list} {
		s.byName[name] = rdb.ScriptLoad(ctx, src).Val()
	}
	s.scripts = []*redis.Script{redis.NewScript(list)}
	return s
}

func (s *Store) Loaded(ctx context.Context, p string) error {
	return s.rdb.EvalSha(ctx, s.loaded, nil, p).Err() // want "keys fail KEYS"
}

func (s *Store) Named(ctx context.Context, name, p string) error {
	return s.rdb.EvalSha(ctx, s.byName[name], nil, p).Err() // want "keys fail KEYS"
}

func (s *Store) First(ctx context.Context, p string) error {
	return s.scripts[0].Run(ctx, s.rdb, nil, p).Err() // want "keys fail KEYS"
}

func (s *Store) Written(ctx context.Context, p string) error {
	return s.rdb.EvalSha(ctx, listDigest, nil, p).Err() // want "keys fail KEYS"
}

func (s *Store) Hashed(ctx context.Context, p string) error {
	h := sha1.Sum([]byte(list))
	return s.rdb.EvalSha(ctx, hex.EncodeToString(h[:]), nil, p).Err() // want "keys fail KEYS"
}

func (s *Store) Printed(ctx context.Context, p string) error {
	return s.rdb.EvalSha(ctx, fmt.Sprintf("%x", sha1.Sum([]byte(list))), nil, p).Err() // want "keys fail KEYS"
}

func (s *Store) Streamed(ctx context.Context, p string) error {
	h := sha1.New()
	_, _ = io.WriteString(h, list)
	return s.rdb.EvalSha(ctx, hex.EncodeToString(h.Sum(nil)), nil, p).Err() // want "keys fail KEYS"
}

// Other runs a script whose digest is of nothing that is written out here.
func (s *Store) Other(ctx context.Context, p string) error {
	return s.rdb.EvalSha(ctx, "0123456789012345678901234567890123456789", nil, p).Err()
}
