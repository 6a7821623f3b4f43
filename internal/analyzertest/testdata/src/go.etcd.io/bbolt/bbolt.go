// Package bbolt is a stub.
package bbolt

type DB struct{ path string }

type Tx struct{ db *DB }

type Bucket struct{ tx *Tx }

func (db *DB) View(fn func(*Tx) error) error   { return fn(&Tx{db}) }
func (db *DB) Update(fn func(*Tx) error) error { return fn(&Tx{db}) }
func (tx *Tx) Bucket(name []byte) *Bucket      { return nil }
func (b *Bucket) Get(key []byte) []byte        { return nil }
func (b *Bucket) Put(key, value []byte) error  { return nil }
