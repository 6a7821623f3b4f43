// Package hub is a library that works by drivers of others.
package hub

import "context"

// Driver is what a hub works by.
type Driver interface {
	Topics(ctx context.Context) ([]string, error)
	Ping(ctx context.Context) error
}

// Hub is what users have.
type Hub struct{ d Driver }

// New is for drivers only.
var New = newHub

func newHub(d Driver) *Hub { return &Hub{d} }

// Over is New by another name.
func Over(d Driver) *Hub { return newHub(d) }
