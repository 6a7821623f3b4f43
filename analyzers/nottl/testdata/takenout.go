// Package takenout keeps those who are there, and takes them out when they leave.
package takenout

import gocache "github.com/patrickmn/go-cache"

type Peers struct{ at *gocache.Cache }

func New() *Peers { return &Peers{gocache.New(0, 0)} }

func (p *Peers) Join(id string, peer any) { p.at.Set(id, peer, -1) } // want "no-ttl note SET"

func (p *Peers) Leave(id string) { p.at.Delete(id) }
