// Package bson is a stand-in for the documents of MongoDB.
package bson

type M map[string]interface{}

type D []E

type E struct {
	Key   string
	Value interface{}
}
