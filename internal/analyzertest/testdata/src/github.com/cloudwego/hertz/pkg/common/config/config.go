// Package config has the shape of hertz' options and no behaviour.
package config

type Option struct{ F func() }
