// Package clientv3 has the shape of etcd's client and no behaviour.
package clientv3

import "context"

type (
	LeaseID  int64
	Op       struct{}
	OpOption func(*Op)
	Cmp      struct{}

	KeyValue struct {
		Key, Value  []byte
		ModRevision int64
	}
	GetResponse struct {
		Kvs   []*KeyValue
		Count int64
	}
	PutResponse    struct{}
	DeleteResponse struct{}
	TxnResponse    struct{ Succeeded bool }
)

type KV interface {
	Put(ctx context.Context, key, val string, opts ...OpOption) (*PutResponse, error)
	Get(ctx context.Context, key string, opts ...OpOption) (*GetResponse, error)
	Delete(ctx context.Context, key string, opts ...OpOption) (*DeleteResponse, error)
	Txn(ctx context.Context) Txn
}

type Txn interface {
	If(cs ...Cmp) Txn
	Then(ops ...Op) Txn
	Else(ops ...Op) Txn
	Commit() (*TxnResponse, error)
}

type Client struct{ KV }

func OpGet(key string, opts ...OpOption) Op             { return Op{} }
func OpPut(key, val string, opts ...OpOption) Op        { return Op{} }
func OpDelete(key string, opts ...OpOption) Op          { return Op{} }
func Compare(cmp Cmp, result string, v interface{}) Cmp { return cmp }
func Value(key string) Cmp                              { return Cmp{} }
func Version(key string) Cmp                            { return Cmp{} }
func CreateRevision(key string) Cmp                     { return Cmp{} }
func ModRevision(key string) Cmp                        { return Cmp{} }
func WithLease(id LeaseID) OpOption                     { return nil }
func WithLimit(n int64) OpOption                        { return nil }
func WithPrefix() OpOption                              { return nil }
func WithKeysOnly() OpOption                            { return nil }
func WithCountOnly() OpOption                           { return nil }
