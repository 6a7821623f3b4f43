// Package adapt makes handlers of functions that take what they need.
package adapt

import (
	"context"
	"net/http"
)

type Adapted struct{ f any }

func Handler(f any) *Adapted { return &Adapted{f} }

func (a *Adapted) Before(f func(context.Context, *http.Request) error) *Adapted { return a }

func (a *Adapted) ServeHTTP(w http.ResponseWriter, r *http.Request) {}
