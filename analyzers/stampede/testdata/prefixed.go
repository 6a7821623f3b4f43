// Package prefixed reads through a store of which there are several, by a layer that puts
// a prefix before each key, where there is one.
package prefixed

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"go.etcd.io/bbolt"
)

// Interface is where values are kept.
type Interface interface {
	Get(ctx context.Context, key string) ([]byte, error)
	Set(ctx context.Context, key string, value []byte, expiry time.Duration) error
}

type remote struct{ rdb *redis.Client }

func (s *remote) Get(ctx context.Context, key string) ([]byte, error) {
	return s.rdb.Get(ctx, key).Bytes()
}

func (s *remote) Set(ctx context.Context, key string, value []byte, expiry time.Duration) error {
	return s.rdb.Set(ctx, key, value, expiry).Err()
}

// disk is another store, whose own reads ask a database.
type disk struct{ db *bbolt.DB }

func (s *disk) Get(_ context.Context, key string) (value []byte, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		if value = tx.Bucket([]byte("values")).Get([]byte(key)); value == nil {
			return errors.New("not found")
		}
		return nil
	})
	return value, err
}

func (s *disk) Set(_ context.Context, key string, value []byte, expiry time.Duration) error {
	return s.db.Update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("values")).Put([]byte(key), value) })
}

// JSON keeps values of any type.
type JSON[T any] struct {
	Under  Interface
	Prefix string
}

// Get reads one.
func (j *JSON[T]) Get(ctx context.Context, key string) (v T, err error) {
	if j.Prefix != "" {
		key = j.Prefix + key
	}
	data, err := j.Under.Get(ctx, key)
	if err != nil {
		return v, err
	}
	return v, json.Unmarshal(data, &v)
}

// Set writes one.
func (j *JSON[T]) Set(ctx context.Context, key string, v T, expiry time.Duration) error {
	if j.Prefix != "" {
		key = j.Prefix + key
	}
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return j.Under.Set(ctx, key, data, expiry)
}

// lookup is a variable for the sake of tests.
var lookup = net.LookupAddr

// Names are kept by address.
type Names struct{ kept JSON[[]string] }

// Open keeps names in Redis, or in a file where there is one.
func Open(rdb *redis.Client, db *bbolt.DB, prefix string) *Names {
	var under Interface = &remote{rdb}
	if db != nil {
		under = &disk{db}
	}
	return New(under, prefix)
}

// New keeps names in a store.
func New(under Interface, prefix string) *Names {
	return &Names{kept: JSON[[]string]{Under: under, Prefix: prefix}}
}

// Of gives the names of an address.
func (n *Names) Of(ctx context.Context, addr string) ([]string, error) {
	if names := n.look(ctx, addr); names != nil {
		return names, nil
	}
	names, err := lookup(addr) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	_ = n.kept.Set(ctx, addr, names, time.Hour)
	return names, nil
}

func (n *Names) look(ctx context.Context, addr string) []string {
	if names, err := n.kept.Get(ctx, addr); err == nil {
		return names
	}
	return nil
}

// Hosts are kept by name in a store that may be a file.
type Hosts struct{ under Interface }

// OpenHosts keeps hosts in Redis, or in a file where there is one.
func OpenHosts(rdb *redis.Client, db *bbolt.DB) *Hosts {
	if db != nil {
		return &Hosts{&disk{db}}
	}
	return &Hosts{&remote{rdb}}
}

// Of gives the addresses of a host, one to a line.
func (h *Hosts) Of(ctx context.Context, name string) (string, error) {
	if text, err := h.under.Get(ctx, "host:"+name); err == nil {
		return string(text), nil
	}
	addrs, err := net.LookupHost(name) // want "stampede warn"
	if err != nil {
		return "", err
	}
	text := strings.Join(addrs, "\n")
	return text, h.under.Set(ctx, "host:"+name, []byte(text), time.Hour)
}
