// Package scs has the shape of scs and no behaviour.
package scs

import "time"

type Store interface {
	Delete(token string) (err error)
	Find(token string) (b []byte, found bool, err error)
	Commit(token string, b []byte, expiry time.Time) (err error)
}

type IterableStore interface {
	All() (map[string][]byte, error)
}

type SessionManager struct{ Store Store }

func New() *SessionManager { return nil }
