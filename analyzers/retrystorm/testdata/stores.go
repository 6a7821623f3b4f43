package stores

import (
	"context"

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
