// Package evalhelper has a helper that runs the scripts of its callers.
package evalhelper

import "github.com/gomodule/redigo/redis"

type Provider struct {
	pool   *redis.Pool
	prefix string
}

func (p Provider) runEval(script string) error {
	conn := p.pool.Get()
	defer conn.Close()
	_, err := conn.Do("EVAL", script, "0")
	return err
}

func (p Provider) dropPrefix(prefix string) error {
	return p.runEval("for _,k in ipairs(redis.call('keys','" + p.prefix + prefix + "*')) do redis.call('del',k) end") // want "keys fail"
}

// SaveUser goes through all keys of the server.
func (p Provider) SaveUser(id string) error { return p.dropPrefix("session:" + id) }

// Touch runs a script that hurts nobody.
func (p Provider) Touch(id string) error {
	return p.runEval("return redis.call('ttl', 'u:" + id + "')")
}
