// Package memcache has the shape of gomemcache and no behaviour.
package memcache

import "errors"

var (
	ErrCacheMiss = errors.New("memcache: cache miss")
	ErrNotStored = errors.New("memcache: item not stored")
)

type Item struct {
	Key        string
	Value      []byte
	Flags      uint32
	Expiration int32
	CasID      uint64
}

type Client struct{ Timeout int }

func New(server ...string) *Client                                   { return nil }
func (c *Client) FlushAll() error                                    { return nil }
func (c *Client) DeleteAll() error                                   { return nil }
func (c *Client) Get(key string) (*Item, error)                      { return nil, nil }
func (c *Client) GetMulti(keys []string) (map[string]*Item, error)   { return nil, nil }
func (c *Client) Set(item *Item) error                               { return nil }
func (c *Client) Add(item *Item) error                               { return nil }
func (c *Client) Replace(item *Item) error                           { return nil }
func (c *Client) CompareAndSwap(item *Item) error                    { return nil }
func (c *Client) Delete(key string) error                            { return nil }
func (c *Client) Touch(key string, seconds int32) error              { return nil }
func (c *Client) Increment(key string, delta uint64) (uint64, error) { return 0, nil }
