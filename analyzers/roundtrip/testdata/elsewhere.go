// Package elsewhere makes commands and pipelines in one place, and sends them in another.
package elsewhere

import (
	"context"
	"time"

	"github.com/gomodule/redigo/redis"
	"github.com/mediocregopher/radix/v3"
	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/rueidis"
)

// Names keeps names with many clients.
type Names struct {
	rdb  *goredis.Client
	rue  rueidis.Client
	rad  *radix.Pool
	pool *redis.Pool
}

func (n *Names) get(id string) rueidis.Completed { return n.rue.B().Get().Key("name:" + id).Build() }

func (n *Names) send(ctx context.Context, cmd rueidis.Completed) string {
	s, _ := n.rue.Do(ctx, cmd).ToString()
	return s
}

// Load has one helper build, and another send.
func (n *Names) Load(ctx context.Context, ids []string) (out []string) {
	for _, id := range ids {
		out = append(out, n.send(ctx, n.get(id))) // want "per-item-roundtrip warn Do"
	}
	return out
}

// Run is given commands.
func (n *Names) Run(cmds ...radix.CmdAction) error {
	for _, cmd := range cmds {
		if err := n.rad.Do(cmd); err != nil { // want "per-item-roundtrip warn Do"
			return err
		}
	}
	return nil
}

// Gather sends one pipeline.
func (n *Names) Gather(ids []string) error {
	out := make([]string, len(ids))
	var cmds []radix.CmdAction
	for i, id := range ids {
		cmds = append(cmds, radix.Cmd(&out[i], "GET", "name:"+id))
	}
	return n.rad.Do(radix.Pipeline(cmds...))
}

// Stamp gives a command by its words.
func (n *Names) Stamp(ctx context.Context, ids []string) {
	for _, id := range ids {
		n.rue.Do(ctx, n.rue.B().Arbitrary("SET").Keys("stamp:"+id).Args("1").Build()) // want "per-item-roundtrip warn SET"
	}
}

func (n *Names) do(cmd string, args ...any) (reply any, err error) {
	err = n.with(func(c redis.Conn) error {
		reply, err = c.Do(cmd, args...)
		return err
	})
	return
}

func (n *Names) with(f func(redis.Conn) error) error {
	c := n.pool.Get()
	defer c.Close()
	return f(c)
}

// Lengths goes through a wrapper that captures the command.
func (n *Names) Lengths(ids []string) (sum int) {
	for _, id := range ids {
		l, _ := redis.Int(n.do("STRLEN", "name:"+id)) // want "per-item-roundtrip warn STRLEN"
		sum += l
	}
	return sum
}

// Both sends a pipeline of two for each.
func (n *Names) Both(ctx context.Context, names map[string]string) {
	for id, name := range names {
		n.rdb.Pipelined(ctx, func(p goredis.Pipeliner) error { // want "per-item-roundtrip warn"
			p.Set(ctx, "name:"+id, name, time.Hour)
			p.SAdd(ctx, "names", id)
			return nil
		})
	}
}

func (n *Names) set(ctx context.Context, c goredis.Cmdable, id, name string) {
	c.Set(ctx, "name:"+id, name, time.Hour)
}

// Each is told to use the client.
func (n *Names) Each(ctx context.Context, names map[string]string) {
	for id, name := range names {
		n.set(ctx, n.rdb, id, name) // want "per-item-roundtrip warn SET"
	}
}

// Together is told to use a pipeline.
func (n *Names) Together(ctx context.Context, names map[string]string) (err error) {
	p := n.rdb.Pipeline()
	defer func() { _, err = p.Exec(ctx) }()
	for id, name := range names {
		n.set(ctx, p, id, name)
	}
	return nil
}

type command func(ctx context.Context, c goredis.Cmdable) error

func setting(id, name string) command {
	return func(ctx context.Context, c goredis.Cmdable) error {
		return c.Set(ctx, "name:"+id, name, time.Hour).Err()
	}
}

// Later runs what was made before.
func (n *Names) Later(ctx context.Context, names map[string]string) {
	var cmds []command
	for id, name := range names {
		cmds = append(cmds, setting(id, name))
	}
	for _, cmd := range cmds {
		cmd(ctx, n.rdb) // want "per-item-roundtrip warn SET"
	}
}

// Getter is what a client can do.
type Getter interface {
	HGet(ctx context.Context, key, field string) *goredis.StringCmd
}

// Fields takes any client that can.
func Fields[C Getter](ctx context.Context, c C, fields []string) (out []string) {
	for _, f := range fields {
		out = append(out, c.HGet(ctx, "names", f).Val()) // want "per-item-roundtrip warn HGET"
	}
	return out
}

type item interface {
	Save(ctx context.Context, c *goredis.Client) error
	sealed()
}

type doc struct{ id string }

func (d doc) Save(ctx context.Context, c *goredis.Client) error {
	return c.SAdd(ctx, "docs", d.id).Err()
}
func (d doc) sealed() {}

// Doc makes an item.
func Doc(id string) item { return doc{id} }

// Keep has the items store themselves, with the client that they are given.
func (n *Names) Keep(ctx context.Context, items []item) {
	for _, it := range items {
		it.Save(ctx, n.rdb) // want "per-item-roundtrip warn SADD"
	}
}

// Counts sends a pipeline for each, and waits for its answer.
func (n *Names) Counts(ids []string) (sum int) {
	c := n.pool.Get()
	defer c.Close()
	for _, id := range ids {
		c.Send("HGET", "counts", id) // want "per-item-roundtrip warn HGET"
		c.Flush()
		i, _ := redis.Int(c.Receive())
		sum += i
	}
	return sum
}

// Full sends a pipeline when it is full.
func (n *Names) Full(ctx context.Context, names map[string]string) {
	p := n.rdb.Pipeline()
	for id, name := range names {
		p.Set(ctx, "name:"+id, name, time.Hour)
		if p.Len() >= 100 {
			p.Exec(ctx)
		}
	}
	p.Exec(ctx)
}

// Hooks are run one after the other.
type Hooks struct {
	all []func(ctx context.Context, what string) error
	rdb *goredis.Client
}

// Add registers what marks what it is told for one name.
func (h *Hooks) Add(name string) {
	h.all = append(h.all, func(ctx context.Context, what string) error { return h.rdb.Set(ctx, name, what, time.Hour).Err() })
}

// Tell runs them, each for its own.
func (h *Hooks) Tell(ctx context.Context, what string) {
	for _, f := range h.all {
		f(ctx, what)
	}
}

type handler interface {
	Handle(ctx context.Context, what string)
}

type handlerFunc func(ctx context.Context, what string)

func (f handlerFunc) Handle(ctx context.Context, what string) { f(ctx, what) }

// Events keeps handlers by an interface.
type Events struct {
	by  map[string][]handler
	rdb *goredis.Client
}

// On registers one for a name.
func (e *Events) On(event, name string) {
	e.by[event] = append(e.by[event], handlerFunc(func(ctx context.Context, what string) { e.rdb.Set(ctx, name, what, time.Hour) }))
}

// Fire runs them.
func (e *Events) Fire(ctx context.Context, event, what string) {
	for _, h := range e.by[event] {
		h.Handle(ctx, what)
	}
}
