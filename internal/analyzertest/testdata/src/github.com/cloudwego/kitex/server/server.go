// Package server has the shape of kitex' server and no behaviour.
package server

type Option struct{ F func() }

type Server interface {
	Run() error
	Stop() error
}
