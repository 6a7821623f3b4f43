// Package tasks has the shape of machinery's and no behaviour.
package tasks

type Signature struct{ Name string }
