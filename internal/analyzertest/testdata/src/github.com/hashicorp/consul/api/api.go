// Package api has the shape of consul's client and no behaviour.
package api

type (
	Client       struct{}
	KV           struct{}
	QueryOptions struct{}
	WriteOptions struct{}
	QueryMeta    struct{}
	WriteMeta    struct{}
	KVPair       struct {
		Key         string
		Value       []byte
		Session     string
		ModifyIndex uint64
	}
	KVPairs []*KVPair
)

func (c *Client) KV() *KV { return nil }

func (k *KV) Get(key string, q *QueryOptions) (*KVPair, *QueryMeta, error)     { return nil, nil, nil }
func (k *KV) List(prefix string, q *QueryOptions) (KVPairs, *QueryMeta, error) { return nil, nil, nil }
func (k *KV) Keys(prefix, separator string, q *QueryOptions) ([]string, *QueryMeta, error) {
	return nil, nil, nil
}
func (k *KV) Put(p *KVPair, q *WriteOptions) (*WriteMeta, error)            { return nil, nil }
func (k *KV) CAS(p *KVPair, q *WriteOptions) (bool, *WriteMeta, error)      { return false, nil, nil }
func (k *KV) Acquire(p *KVPair, q *WriteOptions) (bool, *WriteMeta, error)  { return false, nil, nil }
func (k *KV) Release(p *KVPair, q *WriteOptions) (bool, *WriteMeta, error)  { return false, nil, nil }
func (k *KV) Delete(key string, w *WriteOptions) (*WriteMeta, error)        { return nil, nil }
func (k *KV) DeleteTree(prefix string, w *WriteOptions) (*WriteMeta, error) { return nil, nil }
