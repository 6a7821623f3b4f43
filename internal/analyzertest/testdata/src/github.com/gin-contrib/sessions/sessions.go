// Package sessions has the shape of gin's sessions and no behaviour.
package sessions

import (
	gsessions "github.com/gorilla/sessions"
)

type Options struct{ MaxAge int }

type Store interface {
	gsessions.Store
	Options(Options)
}
