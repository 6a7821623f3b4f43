package stores

import (
	"context"

	"github.com/go-zookeeper/zk"
	"github.com/hashicorp/consul/api"
	clientv3 "go.etcd.io/etcd/client/v3"
)

type Counter struct {
	etcd *clientv3.Client
	kv   *api.KV
}

// Next starts anew whenever somebody else was faster.
func (c *Counter) Next(ctx context.Context, key string) error {
	for {
		resp, err := c.etcd.Get(ctx, key)
		if err != nil {
			return err
		}
		done, err := c.etcd.Txn(ctx).
			If(clientv3.Compare(clientv3.ModRevision(key), "=", resp.Kvs[0].ModRevision)).
			Then(clientv3.OpPut(key, string(resp.Kvs[0].Value)+"1")).
			Commit() // want "retry-storm warn TXN"
		if err != nil {
			return err
		}
		if done.Succeeded {
			return nil
		}
	}
}

// NextSome gives up.
func (c *Counter) NextSome(ctx context.Context, key string) error {
	for i := 0; i < 5; i++ {
		done, err := c.etcd.Txn(ctx).If(clientv3.Compare(clientv3.ModRevision(key), "=", 1)).Then(clientv3.OpPut(key, "2")).Commit()
		if err != nil || done.Succeeded {
			return err
		}
	}
	return nil
}

// Swap does so in consul.
func (c *Counter) Swap(key string, to func([]byte) []byte) error {
	for {
		p, _, err := c.kv.Get(key, nil)
		if err != nil {
			return err
		}
		p.Value = to(p.Value)
		ok, _, err := c.kv.CAS(p, nil) // want "retry-storm warn CAS"
		if err != nil {
			return err
		}
		if ok {
			return nil
		}
	}
}

// Put tries until it can.
func (c *Counter) Put(ctx context.Context, key string) {
	for {
		if _, err := c.etcd.Put(ctx, key, "0"); err == nil { // want "retry-storm warn PUT"
			return
		}
	}
}

// Tree reads folders.
type Tree struct{ conn *zk.Conn }

const unborn = "\x01"

// Get starts anew as long as a placeholder stands there.
func (t *Tree) Get(path string) ([]byte, error) {
	data, _, err := t.conn.Get(path) // want "retry-storm warn GET"
	if err != nil {
		return nil, err
	}
	if string(data) == unborn {
		return t.Get(path)
	}
	return data, nil
}

func (t *Tree) all(dir string, names []string) (out [][]byte, err error) {
	for _, n := range names {
		data, _, err := t.conn.Get(dir + "/" + n)
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}

// List starts anew where one has gone in between.
func (t *Tree) List(dir string) ([][]byte, error) {
	names, _, err := t.conn.Children(dir)
	if err != nil {
		return nil, err
	}
	out, err := t.all(dir, names) // want "retry-storm warn GET"
	if err != nil {
		if err == zk.ErrNoNode {
			return t.List(dir)
		}
		return nil, err
	}
	return out, nil
}

// Watch starts anew so too, in a loop.
func (t *Tree) Watch(dir string, to chan [][]byte) error {
	for {
		names, _, changed, err := t.conn.ChildrenW(dir)
		if err != nil {
			return err
		}
		out, err := t.all(dir, names) // want "retry-storm warn GET"
		if err != nil {
			continue
		}
		to <- out
		<-changed
	}
}

// Drain asks again at once where the server is down.
func (c *Counter) Drain(ctx context.Context, work func(string)) {
	for {
		resp, err := c.etcd.Get(ctx, "/jobs") // want "retry-storm warn GET"
		if err != nil {
			continue
		}
		for _, kv := range resp.Kvs {
			work(string(kv.Value))
		}
	}
}

// Keep writes what comes, and goes on with the next.
func (c *Counter) Keep(ctx context.Context, from chan string) {
	for {
		v := <-from
		if _, err := c.etcd.Put(ctx, "/last", v); err != nil {
			continue
		}
	}
}

// Serve writes who comes, and waits for the next.
func (c *Counter) Serve(ctx context.Context, next func() string) {
	for {
		v := next()
		if _, err := c.etcd.Put(ctx, "/last", v); err != nil {
			continue
		}
	}
}

type link struct {
	key  string
	next *link
}

// Visit goes on to the next where one cannot be had.
func (c *Counter) Visit(ctx context.Context, at *link, end string, work func(string)) {
	for at.key != end {
		resp, err := c.etcd.Get(ctx, at.key)
		if err != nil {
			at = at.next
			continue
		}
		work(string(resp.Kvs[0].Value))
		at = at.next
	}
}
