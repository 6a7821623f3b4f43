// Package machine reads a question out of a guest's memory, asks for the answer and writes
// that into it.
package machine

import (
	"context"
	"encoding/json"
	"net/http"
)

// Memory is a guest's.
type Memory interface {
	Read(offset, length uint32) ([]byte, bool)
	Write(offset uint32, data []byte) bool
}

// Module is the guest.
type Module interface{ Memory() Memory }

func read(m Module, at, n uint32) ([]byte, bool) { return m.Memory().Read(at, n) }

func write(m Module, at uint32, data []byte) bool { return m.Memory().Write(at, data) }

// Fetch is what a guest calls.
func Fetch(ctx context.Context, m Module, at, n uint32) bool {
	url, ok := read(m, at, n)
	if !ok {
		return false
	}
	resp, err := http.Get(string(url))
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	body := make([]byte, n)
	if _, err := resp.Body.Read(body); err != nil {
		return false
	}
	return write(m, at, body)
}

// Host makes a function that a guest calls of one of the host's.
func Host[Q, A any](ask func(ctx context.Context, question *Q) (A, error)) func(ctx context.Context, m Module, at, n uint32) bool {
	return func(ctx context.Context, m Module, at, n uint32) bool {
		data, ok := read(m, at, n)
		if !ok {
			return false
		}
		question := new(Q)
		if len(data) > 0 {
			if err := json.Unmarshal(data, question); err != nil {
				return false
			}
		}
		answer, err := ask(ctx, question)
		if err != nil {
			return false
		}
		data, err = json.Marshal(answer)
		return err == nil && write(m, at, data)
	}
}
