// Package melody has the shape of the library and no behaviour.
package melody

import "net/http"

type Session struct{ Request *http.Request }

type Melody struct{ hub *int }

func New() *Melody { return nil }

func (m *Melody) HandleMessage(fn func(*Session, []byte))                    {}
func (m *Melody) HandleConnect(fn func(*Session))                            {}
func (m *Melody) HandleRequest(w http.ResponseWriter, r *http.Request) error { return nil }
