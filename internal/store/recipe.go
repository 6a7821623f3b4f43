package store

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// Recipe collects what a value is made from and hashes it to a Key. Each part
// carries its name and length, so that no two different recipes hash the same
// bytes. The order of parts counts: add them in a fixed one.
type Recipe struct {
	h   hash.Hash
	buf []byte // not hashed yet: most parts are a few bytes
}

// NewRecipe starts the recipe of one kind of value in one version of its format.
func NewRecipe(kind string, version int) *Recipe {
	r := &Recipe{h: sha256.New()}
	r.number(uint64(version))
	return r.Text("kind", kind)
}

// Text adds a named string.
func (r *Recipe) Text(name, value string) *Recipe {
	r.part(name)
	r.part(value)
	return r
}

// Texts adds a named list, in its order.
func (r *Recipe) Texts(name string, values []string) *Recipe {
	r.part(name)
	r.number(uint64(len(values)))
	for _, v := range values {
		r.part(v)
	}
	return r
}

// Bytes adds named content.
func (r *Recipe) Bytes(name string, value []byte) *Recipe {
	r.part(name)
	r.number(uint64(len(value)))
	r.add(value)
	return r
}

// Key adds the key of something else that the value is made from.
func (r *Recipe) Key(name string, key Key) *Recipe {
	return r.Bytes(name, key[:])
}

// Sum returns the key of what was added so far.
func (r *Recipe) Sum() Key {
	r.flush()
	return Key(r.h.Sum(nil))
}

func (r *Recipe) part(s string) {
	r.number(uint64(len(s)))
	r.buf = append(r.buf, s...)
}

func (r *Recipe) number(n uint64) {
	r.buf = binary.LittleEndian.AppendUint64(r.buf, n)
}

func (r *Recipe) add(data []byte) {
	const short = 1 << 10
	if len(data) > short || len(r.buf) > short {
		r.flush()
	}
	if len(data) > short {
		r.h.Write(data)
		return
	}
	r.buf = append(r.buf, data...)
}

func (r *Recipe) flush() {
	r.h.Write(r.buf)
	r.buf = r.buf[:0]
}
