// Package cache locks by way of whatever cache it is given.
package cache

import "time"

type Driver interface {
	Add(key string, value any, ttl time.Duration) bool
	Get(key string) any
	Put(key string, value any, ttl time.Duration) error
	Forget(key string) bool
}

type Lock struct {
	store Driver
	key   string
	got   bool
}

func NewLock(store Driver, key string) *Lock { return &Lock{store: store, key: key} }

func (l *Lock) Get() bool {
	l.got = l.store.Add(l.key, 1, time.Minute)
	return l.got
}

func (l *Lock) Release() bool { return l.got && l.drop() }

func (l *Lock) drop() bool {
	return l.store.Forget(l.key) // want "unsafe-unlock warn DEL"
}

// Clear is there to break it.
func (l *Lock) Clear() bool { return l.store.Forget(l.key) }

// OwnedLock has its store compare.
type OwnedLock struct {
	store OwnedDriver
	key   string
}

type OwnedDriver interface {
	Driver
	ForgetIf(key string, value any) bool
}

func NewOwnedLock(store OwnedDriver, key string) *OwnedLock { return &OwnedLock{store, key} }

func (l *OwnedLock) Get(token string) bool { return l.store.Add(l.key, token, time.Minute) }

func (l *OwnedLock) Release(token string) bool { return l.store.ForgetIf(l.key, token) }

// Cached is no lock.
type Cached struct{ store Driver }

func NewCached(store Driver) *Cached { return &Cached{store} }

func (c *Cached) First(key string) bool { return c.store.Add(key, 1, time.Minute) }

func (c *Cached) Release(key string) bool { return c.store.Forget(key) }

// KV is a server's by what it can do, whatever it is called.
type KV interface {
	Fetch(key string) (string, error)
	Save(key, val string, ttl time.Duration) error
	SetNX(key, val string, ttl time.Duration) (bool, error)
	Del(key string) error
}

// Jobs is called no lock, and locks.
type Jobs struct{ kv KV }

func NewJobs(kv KV) *Jobs { return &Jobs{kv} }

func (j *Jobs) TryLock(name, token string) (bool, error) { return j.kv.SetNX(name, token, time.Minute) }

func (j *Jobs) Unlock(name, token string) error {
	held, err := j.kv.Fetch(name)
	if err != nil || held != token {
		return err
	}
	return j.kv.Del(name) // want "unsafe-unlock warn DEL"
}

// Marks takes no lock by its name: who ends a job may drop its mark.
type Marks struct{ kv KV }

func NewMarks(kv KV) *Marks { return &Marks{kv} }

func (m *Marks) Begin(name string) (bool, error) { return m.kv.SetNX(name, "1", time.Minute) }

func (m *Marks) End(name string) error { return m.kv.Del(name) }
