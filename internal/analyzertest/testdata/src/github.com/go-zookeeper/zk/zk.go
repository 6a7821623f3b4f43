// Package zk has the shape of ZooKeeper's client and no behaviour.
package zk

import "errors"

var ErrNoNode = errors.New("zk: node does not exist")

type (
	Conn  struct{}
	Stat  struct{ Version int32 }
	ACL   struct{}
	Event struct{}
)

func (c *Conn) Get(path string) ([]byte, *Stat, error)        { return nil, nil, nil }
func (c *Conn) Children(path string) ([]string, *Stat, error) { return nil, nil, nil }
func (c *Conn) ChildrenW(path string) ([]string, *Stat, <-chan Event, error) {
	return nil, nil, nil, nil
}
func (c *Conn) Delete(path string, version int32) error { return nil }
func (c *Conn) Create(path string, data []byte, flags int32, acl []ACL) (string, error) {
	return "", nil
}
