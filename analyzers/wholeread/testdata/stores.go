package stores

import (
	"context"

	"github.com/hashicorp/consul/api"
	clientv3 "go.etcd.io/etcd/client/v3"
)

type Jobs struct {
	etcd   *clientv3.Client
	consul *api.Client
	conf   map[string]string
}

// New reads the settings at the start.
func New(ctx context.Context, etcd *clientv3.Client) (*Jobs, error) {
	j := &Jobs{etcd: etcd, conf: map[string]string{}}
	resp, err := etcd.Get(ctx, "/conf/", clientv3.WithPrefix()) // want "unbounded-read note GET"
	if err != nil {
		return nil, err
	}
	for _, kv := range resp.Kvs {
		j.conf[string(kv.Key)] = string(kv.Value)
	}
	return j, nil
}

// Due looks at all of them for a few.
func (j *Jobs) Due(ctx context.Context) (n int, err error) {
	resp, err := j.etcd.Get(ctx, "/jobs/", clientv3.WithPrefix()) // want "unbounded-read note GET"
	if err != nil {
		return 0, err
	}
	return len(resp.Kvs), nil
}

// get hands on what it is told.
func (j *Jobs) get(ctx context.Context, key string, opts ...clientv3.OpOption) (*clientv3.GetResponse, error) {
	return j.etcd.Get(ctx, key, opts...)
}

// Late does by a helper.
func (j *Jobs) Late(ctx context.Context) error {
	_, err := j.get(ctx, "/jobs/", clientv3.WithPrefix()) // want "unbounded-read note GET"
	return err
}

// One asks for one.
func (j *Jobs) One(ctx context.Context, id string) error {
	_, err := j.get(ctx, "/jobs/"+id)
	return err
}

// Some asks for a page, and for the number.
func (j *Jobs) Some(ctx context.Context) error {
	if _, err := j.get(ctx, "/jobs/", clientv3.WithPrefix(), clientv3.WithLimit(100)); err != nil {
		return err
	}
	_, err := j.etcd.Get(ctx, "/jobs/", clientv3.WithPrefix(), clientv3.WithCountOnly())
	return err
}

// Of is about one thing.
func (j *Jobs) Of(ctx context.Context, user string) error {
	_, err := j.etcd.Get(ctx, "/users/"+user+"/jobs", clientv3.WithPrefix()) // want "unbounded-read note GET"
	return err
}

// Names promises a list.
func (j *Jobs) Names() ([]string, error) {
	names, _, err := j.consul.KV().Keys("jobs/", "", nil) // want "unbounded-read note LIST"
	return names, err
}

// Remove looks whether there is anything by reading it all.
func (j *Jobs) Remove() error {
	if _, _, err := j.consul.KV().List("jobs/", nil); err != nil { // want "unbounded-read note LIST"
		return err
	}
	_, err := j.consul.KV().DeleteTree("jobs/", nil)
	return err
}

// Below reads a folder that is asked for by its name.
func (j *Jobs) Below(ctx context.Context, dir string) (int, error) {
	resp, err := j.etcd.Get(ctx, dir+"/", clientv3.WithPrefix()) // want "unbounded-read note GET"
	if err != nil {
		return 0, err
	}
	return len(resp.Kvs), nil
}

// WatchAll keeps up with changes.
func (j *Jobs) WatchAll(ctx context.Context) error {
	for ctx.Err() == nil {
		if _, _, err := j.consul.KV().List("jobs/", nil); err != nil { // want "unbounded-read note LIST"
			return err
		}
	}
	return nil
}

// Provider gives what stands below its key.
type Provider struct {
	etcd *clientv3.Client
	cfg  struct{ Key string }
}

func (p *Provider) Read(ctx context.Context) (int, error) {
	resp, err := p.etcd.Get(ctx, p.cfg.Key, clientv3.WithPrefix()) // want "unbounded-read note GET"
	if err != nil {
		return 0, err
	}
	return len(resp.Kvs), nil
}
