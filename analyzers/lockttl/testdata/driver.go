// Package cache locks by way of whatever cache it is given.
package cache

import "time"

type Driver interface {
	Add(key string, value any, ttl time.Duration) bool
	Get(key string) any
	Put(key string, value any, ttl time.Duration) error
	Forget(key string) bool
}

// NoExpiration is no time at all.
const NoExpiration = time.Duration(0)

type Lock struct {
	store Driver
	key   string
	ttl   *time.Duration
}

func NewLock(store Driver, key string, ttl ...time.Duration) *Lock {
	l := &Lock{store: store, key: key}
	if len(ttl) > 0 {
		l.ttl = &ttl[0]
	}
	return l
}

func (l *Lock) Get() bool {
	if l.ttl == nil {
		return l.store.Add(l.key, 1, NoExpiration) // want "lock-without-expiry warn ADD"
	}
	return l.store.Add(l.key, 1, *l.ttl)
}

// Visits counts, and locks nothing.
type Visits struct{ store Driver }

func NewVisits(store Driver) *Visits { return &Visits{store} }

func (v *Visits) First(key string) bool { return v.store.Add(key, 1, NoExpiration) }

// MemoryLock is of this process, whose end ends it.
type MemoryLock struct{ own memory }

type memory interface {
	Add(key string, value any, ttl time.Duration) bool
	Get(key string) any
	Put(key string, value any, ttl time.Duration) error
}

func (m *MemoryLock) Lock(key string) bool { return m.own.Add(key, 1, 0) }

// KV is a server's by what it can do, whatever it is called.
type KV interface {
	Fetch(key string) (string, error)
	SetNX(key, val string, ttl time.Duration) (bool, error)
	Del(key string) error
}

// Jobs is called no lock, and locks.
type Jobs struct{ kv KV }

func NewJobs(kv KV) *Jobs { return &Jobs{kv} }

func (j *Jobs) TryLock(name string) (bool, error) {
	return j.kv.SetNX(name, "1", 0) // want "lock-without-expiry warn ADD"
}

func (j *Jobs) TryLockFor(name string, ttl time.Duration) (bool, error) {
	return j.kv.SetNX(name, "1", ttl)
}
