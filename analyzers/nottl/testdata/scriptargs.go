// Package scriptargs runs scripts whose keys it is handed as one list with the arguments.
package scriptargs

import "github.com/gomodule/redigo/redis"

type script struct {
	count int
	src   string
}

// Conn is what a lock asks of any client.
type Conn interface {
	Eval(s *script, keysAndArgs ...any) (any, error)
}

type conn struct{ c redis.Conn }

func (c conn) Eval(s *script, keysAndArgs ...any) (any, error) {
	return c.c.Do("EVAL", args(s, keysAndArgs)...)
}

func args(s *script, keysAndArgs []any) []any {
	out := make([]any, 2+len(keysAndArgs))
	out[0], out[1] = s.src, s.count
	copy(out[2:], keysAndArgs)
	return out
}

var free = &script{1, `if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end return 0`}

type Mutex struct {
	conns []Conn
	value string
}

func NewMutex(c redis.Conn) *Mutex { return &Mutex{conns: []Conn{conn{c}}} }

func (m *Mutex) Unlock(name string) error {
	for _, c := range m.conns {
		if _, err := c.Eval(free, name, m.value); err != nil {
			return err
		}
	}
	return nil
}
