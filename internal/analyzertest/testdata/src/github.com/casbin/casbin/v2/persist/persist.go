// Package persist has the shape of casbin's and no behaviour.
package persist

import "github.com/casbin/casbin/v2/model"

type Adapter interface {
	LoadPolicy(model model.Model) error
	SavePolicy(model model.Model) error
	AddPolicy(sec string, ptype string, rule []string) error
	RemovePolicy(sec string, ptype string, rule []string) error
	RemoveFilteredPolicy(sec string, ptype string, fieldIndex int, fieldValues ...string) error
}

type Watcher interface {
	SetUpdateCallback(func(string)) error
	Update() error
	Close()
}
