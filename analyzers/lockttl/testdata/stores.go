package stores

import (
	"context"

	clientv3 "go.etcd.io/etcd/client/v3"
)

type Locker struct{ etcd *clientv3.Client }

// Lock stays where its holder dies.
func (l *Locker) Lock(ctx context.Context, key string) (bool, error) {
	txn := l.etcd.Txn(ctx).If(clientv3.Compare(clientv3.CreateRevision(key), "=", 0))
	resp, err := txn.Then(clientv3.OpPut(key, "mine")).Commit() // want "lock-without-expiry warn TXN"
	if err != nil {
		return false, err
	}
	return resp.Succeeded, nil
}

// LockLeased ends with the lease.
func (l *Locker) LockLeased(ctx context.Context, key string, id clientv3.LeaseID) (bool, error) {
	resp, err := l.etcd.Txn(ctx).
		If(clientv3.Compare(clientv3.Version(key), "=", 0)).
		Then(clientv3.OpPut(key, "mine", clientv3.WithLease(id))).
		Commit()
	return err == nil && resp.Succeeded, err
}

// LockHeld writes where it holds the key already.
func (l *Locker) LockHeld(ctx context.Context, key string, rev int64) (bool, error) {
	resp, err := l.etcd.Txn(ctx).If(clientv3.Compare(clientv3.ModRevision(key), "=", rev)).Then(clientv3.OpPut(key, "mine")).Commit()
	return err == nil && resp.Succeeded, err
}

// Registry adds what is new, for good.
type Registry struct{ etcd *clientv3.Client }

func (r *Registry) Add(ctx context.Context, key, val string) (bool, error) {
	resp, err := r.etcd.Txn(ctx).If(clientv3.Compare(clientv3.Version(key), "=", 0)).Then(clientv3.OpPut(key, val)).Commit()
	return err == nil && resp.Succeeded, err
}
