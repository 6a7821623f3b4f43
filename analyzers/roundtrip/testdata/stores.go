package stores

import (
	"context"
	"time"

	"github.com/hashicorp/consul/api"
	clientv3 "go.etcd.io/etcd/client/v3"
)

type Jobs struct {
	etcd   *clientv3.Client
	consul *api.Client
}

// Show reads name after name.
func (j *Jobs) Show(ctx context.Context, ids []string) (out []string, err error) {
	for _, id := range ids {
		resp, err := j.etcd.Get(ctx, "/jobs/"+id) // want "per-item-roundtrip warn GET"
		if err != nil {
			return nil, err
		}
		out = append(out, string(resp.Kvs[0].Value))
	}
	return out, nil
}

// put compares the revision in a transaction.
func (j *Jobs) put(ctx context.Context, key, val string, rev int64) error {
	_, err := j.etcd.Txn(ctx).If(clientv3.Compare(clientv3.ModRevision(key), "=", rev)).Then(clientv3.OpPut(key, val)).Commit()
	return err
}

// Pause makes a transaction for each of them.
func (j *Jobs) Pause(ctx context.Context, ids []string) error {
	for _, id := range ids {
		if err := j.put(ctx, "/jobs/"+id, "paused", 1); err != nil { // want "per-item-roundtrip warn TXN"
			return err
		}
	}
	return nil
}

// PauseAtOnce makes one transaction of all.
func (j *Jobs) PauseAtOnce(ctx context.Context, ids []string) error {
	var ops []clientv3.Op
	for _, id := range ids {
		ops = append(ops, clientv3.OpPut("/jobs/"+id, "paused"))
	}
	_, err := j.etcd.Txn(ctx).Then(ops...).Commit()
	return err
}

// PausePages makes one transaction of a hundred.
func (j *Jobs) PausePages(ctx context.Context, ids []string) error {
	for len(ids) > 0 {
		n := min(len(ids), 100)
		var ops []clientv3.Op
		for _, id := range ids[:n] {
			ops = append(ops, clientv3.OpPut("/jobs/"+id, "paused"))
		}
		if _, err := j.etcd.Txn(ctx).Then(ops...).Commit(); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// Wait asks for one key again and again.
func (j *Jobs) Wait(ctx context.Context, id string) error {
	for i := 0; i < 10; i++ {
		if resp, err := j.etcd.Get(ctx, "/jobs/"+id); err != nil || len(resp.Kvs) > 0 {
			return err
		}
		time.Sleep(time.Second)
	}
	return nil
}

// Store writes pair after pair.
func (j *Jobs) Store(pairs map[string][]byte) error {
	for k, v := range pairs {
		if _, err := j.consul.KV().Put(&api.KVPair{Key: k, Value: v}, nil); err != nil { // want "per-item-roundtrip warn PUT"
			return err
		}
	}
	return nil
}

// Hook is a plugin.
type Hook interface {
	Seen(ctx context.Context, client string) error
}

type own struct {
	name string
	etcd *clientv3.Client
}

func (o *own) Seen(ctx context.Context, client string) error {
	_, err := o.etcd.Put(ctx, o.name+client, "seen")
	return err
}

type Hooks struct{ all []Hook }

func (h *Hooks) Add(name string, etcd *clientv3.Client) { h.all = append(h.all, &own{name, etcd}) }

// Seen tells plugins that have a server each.
func (h *Hooks) Seen(ctx context.Context, client string) error {
	for _, hook := range h.all {
		if err := hook.Seen(ctx, client); err != nil {
			return err
		}
	}
	return nil
}

// Connect connects what it is told to with one another, and itself with nobody.
func (j *Jobs) Connect(ctx context.Context, groupIDs, jobIDs []string) error {
	for _, g := range groupIDs {
		for _, id := range jobIDs {
			if _, err := j.etcd.Put(ctx, "/groups/"+g+"/"+id, ""); err != nil { // want "per-item-roundtrip warn PUT"
				return err
			}
		}
	}
	return nil
}

type service struct{ nodes []string }

// Register tells of the machines that it runs on.
func (j *Jobs) Register(ctx context.Context, s *service) error {
	for _, node := range s.nodes {
		if _, err := j.etcd.Put(ctx, "/nodes/"+node, ""); err != nil { // want "per-item-roundtrip note PUT"
			return err
		}
	}
	return nil
}
