// Package sessions has the shape of gorilla's sessions and no behaviour.
package sessions

import "net/http"

type Session struct{ ID string }

type Store interface {
	Get(r *http.Request, name string) (*Session, error)
	New(r *http.Request, name string) (*Session, error)
	Save(r *http.Request, w http.ResponseWriter, s *Session) error
}
