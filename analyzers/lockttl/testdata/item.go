// Package item takes locks by items that helpers make.
package item

import "github.com/bradfitz/gomemcache/memcache"

func entry(key string) *memcache.Item { return &memcache.Item{Key: "lock:" + key, Value: []byte("1")} }

func brief(key string) *memcache.Item {
	return &memcache.Item{Key: "lock:" + key, Value: []byte("1"), Expiration: 30}
}

func Exclusive(mc *memcache.Client, key string, f func() error) error {
	if err := mc.Add(entry(key)); err != nil { // want "lock-without-expiry warn ADD"
		return err
	}
	return f()
}

func Briefly(mc *memcache.Client, key string, f func() error) error {
	if err := mc.Add(brief(key)); err != nil {
		return err
	}
	return f()
}
