package stores

import (
	"context"
	"fmt"

	"github.com/hashicorp/consul/api"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// locks is where they are, as the configuration says.
var locks string

// Client has helpers around etcd's.
type Client struct{ etcd *clientv3.Client }

func (c *Client) Delete(ctx context.Context, key string) error {
	_, err := c.etcd.Delete(ctx, key)
	return err
}

func (c *Client) GetLock(ctx context.Context, key string, id clientv3.LeaseID) (bool, error) {
	resp, err := c.etcd.Txn(ctx).
		If(clientv3.Compare(clientv3.CreateRevision(locks+key), "=", 0)).
		Then(clientv3.OpPut(locks+key, "", clientv3.WithLease(id))).
		Commit()
	return err == nil && resp.Succeeded, err
}

// DelLock deletes the key, whoever holds it.
func (c *Client) DelLock(ctx context.Context, key string) error {
	return c.Delete(ctx, locks+key) // want "unsafe-unlock warn DELETE"
}

// Unlock compares the revision that it was given.
func (c *Client) Unlock(ctx context.Context, key string, rev int64) error {
	_, err := c.etcd.Txn(ctx).
		If(clientv3.Compare(clientv3.CreateRevision(locks+key), "=", rev)).
		Then(clientv3.OpDelete(locks + key)).
		Commit()
	return err
}

type Mutex struct {
	kv      *api.KV
	session string
}

func (m *Mutex) Lock(key string) (bool, error) {
	ok, _, err := m.kv.Acquire(&api.KVPair{Key: key, Session: m.session}, nil)
	return ok, err
}

// Unlock names its session.
func (m *Mutex) Unlock(key string) error {
	_, _, err := m.kv.Release(&api.KVPair{Key: key, Session: m.session}, nil)
	return err
}

// Release does not.
func (m *Mutex) Release(key string) error {
	_, err := m.kv.Delete(key, nil) // want "unsafe-unlock warn DELETE"
	return err
}

// Turn is a lock whose holders stand in a row, by the leases that they have.
type Turn struct {
	etcd  *clientv3.Client
	name  string
	mine  string
	lease clientv3.LeaseID
}

func (t *Turn) Lock(ctx context.Context) error {
	t.mine = fmt.Sprintf("%s/%x", t.name, t.lease)
	_, err := t.etcd.Txn(ctx).
		If(clientv3.Compare(clientv3.CreateRevision(t.mine), "=", 0)).
		Then(clientv3.OpPut(t.mine, "", clientv3.WithLease(t.lease))).
		Commit()
	return err
}

func (t *Turn) Unlock(ctx context.Context) error {
	_, err := t.etcd.Delete(ctx, t.mine)
	return err
}

// Collect deletes in a transaction that asks nothing.
func Collect(ctx context.Context, c *clientv3.Client, f func()) error {
	key := "/gc/lock"
	_, err := c.Txn(ctx).If(clientv3.Compare(clientv3.Version(key), ">", 0)).Then(clientv3.OpDelete(key)).Commit()
	if err != nil {
		return err
	}
	resp, err := c.Txn(ctx).
		If(clientv3.Compare(clientv3.Version(key), "=", 0)).
		Then(clientv3.OpPut(key, "")).
		Commit()
	defer func() {
		c.Txn(ctx).Then(clientv3.OpDelete(key)).Commit() // want "unsafe-unlock warn DELETE"
	}()
	if err == nil && resp.Succeeded {
		f()
	}
	return err
}
