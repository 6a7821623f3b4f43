// Package walks goes through lists, trees and what is read.
package walks

import (
	"bufio"
	"container/heap"
	"container/list"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
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

// Chop stores what comes by and by, piece by piece.
func (t *Tree) Chop(ctx context.Context, conn net.Conn) error {
	in, buf := bufio.NewReader(conn), make([]byte, 1024)
	var piece []byte
	for {
		n, err := in.Read(buf)
		if err != nil {
			return err
		}
		for i := 0; i < n; i++ {
			if buf[i] != 0 {
				piece = append(piece, buf[i])
				continue
			}
			t.rdb.LPush(ctx, "pieces", piece)
			piece = nil
		}
	}
}

// ChopFile stores what is there.
func (t *Tree) ChopFile(ctx context.Context, file *os.File) error {
	buf := make([]byte, 1024)
	n, err := file.Read(buf)
	for i := 0; i < n; i++ {
		t.rdb.LPush(ctx, "pieces", buf[i]) // want "per-item-roundtrip warn LPUSH"
	}
	return err
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

// Table stores each record.
func (t *Tree) Table(ctx context.Context, r io.Reader) error {
	in := csv.NewReader(r)
	for {
		rec, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		t.rdb.Set(ctx, rec[0], rec[1], time.Hour) // want "per-item-roundtrip warn SET"
	}
}

// Lines stores each line, the last one too.
func (t *Tree) Lines(ctx context.Context, r io.Reader) error {
	in := bufio.NewReader(r)
	for {
		line, err := in.ReadString('\n')
		t.rdb.SAdd(ctx, "lines", line) // want "per-item-roundtrip warn SADD"
		if err != nil {
			return err
		}
	}
}

// Messages come when somebody sends them.
type Messages interface{ Recv() (string, error) }

// Follow stores what comes.
func (t *Tree) Follow(ctx context.Context, in Messages) error {
	for {
		m, err := in.Recv()
		if err == io.EOF {
			return nil
		}
		t.rdb.SAdd(ctx, "messages", m)
	}
}

// Visits asks for each day.
func (t *Tree) Visits(ctx context.Context, from, to time.Time) (out []string) {
	for day := from; !day.After(to); day = day.AddDate(0, 0, 1) {
		out = append(out, t.rdb.Get(ctx, "visits:"+day.Format(time.DateOnly)).Val()) // want "per-item-roundtrip warn GET"
	}
	return out
}

// Await asks until it is late.
func (t *Tree) Await(ctx context.Context, id string, until time.Time) string {
	for time.Now().Before(until) {
		if v, err := t.rdb.Get(ctx, "node:"+id).Result(); err == nil {
			return v
		}
		time.Sleep(time.Second)
	}
	return ""
}

type queue struct{ list []string }

func (q *queue) Len() int           { return len(q.list) }
func (q *queue) Less(i, j int) bool { return q.list[i] < q.list[j] }
func (q *queue) Swap(i, j int)      { q.list[i], q.list[j] = q.list[j], q.list[i] }
func (q *queue) Push(x any)         { q.list = append(q.list, x.(string)) }
func (q *queue) Pop() any           { return nil }

// Work goes on until nothing is left.
func (t *Tree) Work(ctx context.Context, q *queue) {
	for q.Len() > 0 {
		t.rdb.LPush(ctx, "work", heap.Pop(q)) // want "per-item-roundtrip warn LPUSH"
	}
}

func insist(times int, f func() error) (err error) {
	for i := 0; i < times; i++ {
		if err = f(); err == nil {
			return nil
		}
	}
	return err
}

// Stubborn tries each a few times.
func (t *Tree) Stubborn(ctx context.Context, names map[string]string) {
	for id, name := range names {
		insist(3, func() error { return t.rdb.Set(ctx, id, name, time.Hour).Err() }) // want "per-item-roundtrip warn SET"
	}
}
