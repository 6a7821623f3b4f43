// Package scripts keeps its scripts in a map, by value.
package scripts

import "github.com/gomodule/redigo/redis"

const scriptSweep = `
local magic = 4096
local cursor = '0'
repeat
	local page = redis.call('SCAN', cursor, 'MATCH', ARGV[1] .. '*')
	cursor = page[1]
	for _, k in ipairs(page[2]) do redis.call('UNLINK', k) end
until cursor == '0'`

const scriptAge = `return redis.call('OBJECT', 'IDLETIME', ARGV[1])`

var scripts = map[string]redis.Script{
	"sweep": *redis.NewScript(0, scriptSweep),
	"age":   *redis.NewScript(0, scriptAge),
}

func Unlink(conn redis.Conn, col string) error {
	_ = conn.Send("MULTI")
	s := scripts["sweep"]
	_ = s.Send(conn, col) // want "keys fail SCAN"
	_, err := conn.Do("EXEC")
	return err
}

func Age(conn redis.Conn, key string) (int, error) {
	s := scripts["age"]
	return redis.Int(s.Do(conn, key))
}

// A Sweeper keeps the digest that SCRIPT LOAD replies.
type Sweeper struct {
	conn   redis.Conn
	digest string
}

func NewSweeper(conn redis.Conn) (*Sweeper, error) {
	digest, err := redis.String(conn.Do("SCRIPT", "LOAD", scriptSweep))
	return &Sweeper{conn, digest}, err
}

func (s *Sweeper) Renew(col string) error {
	_, err := s.conn.Do("EVALSHA", s.digest, 0, col) // want "keys fail SCAN"
	return err
}
