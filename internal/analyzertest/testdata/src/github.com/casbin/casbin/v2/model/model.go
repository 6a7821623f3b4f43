// Package model has the shape of casbin's and no behaviour.
package model

type Model map[string]int
