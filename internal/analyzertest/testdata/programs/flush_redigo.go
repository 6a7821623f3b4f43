package flush

import "github.com/gomodule/redigo/redis"

func FlushAll(c redis.Conn) error {
	_, err := c.Do("FLUSHALL") // want "flush note"
	return err
}

func Get(c redis.Conn) error {
	_, err := c.Do("GET", "FLUSHALL")
	return err
}
