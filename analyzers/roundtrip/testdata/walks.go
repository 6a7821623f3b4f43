// Package walks goes through lists, trees and what is read.
package walks

import (
	"bufio"
	"container/list"
	"context"
	"encoding/json"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/samber/lo"
)

// Tree is kept in Redis, and a list of its nodes here.
type Tree struct {
	rdb   *redis.Client
	head  *node
	nodes *list.List
}

type node struct {
	id   string
	next *node
	up   *node
}

// Size asks for the children of each node.
func (t *Tree) Size(ctx context.Context, id string) (n int) {
	for _, kid := range t.rdb.SMembers(ctx, "kids:"+id).Val() {
		n += t.Size(ctx, kid) // want "per-item-roundtrip warn SMEMBERS"
	}
	return n + 1
}

// Insist asks for one key again.
func (t *Tree) Insist(ctx context.Context, id string, waits []time.Duration) string {
	v, err := t.rdb.Get(ctx, "node:"+id).Result()
	for _, wait := range waits {
		if err == nil {
			break
		}
		time.Sleep(wait)
		v = t.Insist(ctx, id, waits[1:])
	}
	return v
}

// Save goes through a list.
func (t *Tree) Save(ctx context.Context) {
	for n := t.head; n != nil; n = n.next {
		t.rdb.RPush(ctx, "nodes", n.id) // want "per-item-roundtrip warn RPUSH"
	}
}

// SaveList goes through another.
func (t *Tree) SaveList(ctx context.Context) {
	for e := t.nodes.Front(); e != nil; e = e.Next() {
		t.rdb.RPush(ctx, "nodes", e.Value) // want "per-item-roundtrip warn RPUSH"
	}
}

// Mark goes up to the root: a few steps.
func (t *Tree) Mark(ctx context.Context, n *node) {
	for ; n != nil; n = n.up {
		t.rdb.Expire(ctx, "node:"+n.id, time.Hour)
	}
}

// Take stores each line.
func (t *Tree) Take(ctx context.Context, r io.Reader) error {
	in := bufio.NewScanner(r)
	for in.Scan() {
		id, name, _ := strings.Cut(in.Text(), "=")
		if err := t.rdb.Set(ctx, id, name, time.Hour).Err(); err != nil { // want "per-item-roundtrip warn SET"
			return err
		}
	}
	return in.Err()
}

// TakeAll stores each element.
func (t *Tree) TakeAll(ctx context.Context, file *os.File) error {
	in := json.NewDecoder(file)
	for in.More() {
		var n struct{ ID, Name string }
		if err := in.Decode(&n); err != nil {
			return err
		}
		t.rdb.Set(ctx, n.ID, n.Name, time.Hour) // want "per-item-roundtrip warn SET"
	}
	return nil
}

// Listen stores what comes by and by.
func (t *Tree) Listen(ctx context.Context, conn net.Conn) {
	in := bufio.NewScanner(conn)
	for in.Scan() {
		t.rdb.Set(ctx, "node:"+in.Text(), "up", time.Hour)
	}
}

// Named has a library go through the ids.
func (t *Tree) Named(ids []string) []string { return lo.FilterMap(ids, t.name) }

func (t *Tree) name(id string, _ int) (string, bool) {
	name, err := t.rdb.Get(context.Background(), "node:"+id).Result() // want "per-item-roundtrip warn GET"
	return name, err == nil
}

// One asks for one.
func (t *Tree) One(id string) (string, bool) { return t.alone(id, 0) }

func (t *Tree) alone(id string, _ int) (string, bool) {
	name, err := t.rdb.Get(context.Background(), "node:"+id).Result()
	return name, err == nil
}
