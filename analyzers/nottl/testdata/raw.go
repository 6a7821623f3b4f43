package httpcache

import (
	"github.com/gomodule/redigo/redis"
)

type Cache struct {
	redis.Conn
	expires int
}

func (c *Cache) Set(key string, resp []byte) {
	c.Do("SET", "rediscache:"+key, resp) // want "no-ttl warn SET"
}

func (c *Cache) SetEx(key string, resp []byte) {
	c.Do("SETEX", "rediscache:"+key, 60, resp)
}

func (c *Cache) SetWithWord(key string, resp []byte) {
	c.Do("SET", "rediscache:"+key, resp, "EX", 60)
}

func (c *Cache) SetIfAbsent(key string, resp []byte) {
	c.Do("SET", "rediscache:"+key, resp, "NX")
}

func (c *Cache) SetArgs(key string, resp []byte) {
	args := redis.Args{}.Add("rediscache:"+key, resp)
	c.Do("SET", args...) // want "no-ttl warn SET"
}

func (c *Cache) SetArgsWithWord(key string, resp []byte) {
	c.Do("SET", redis.Args{}.Add("rediscache:"+key).Add(resp).Add("EX", 60)...)
}

// SetWords takes its words from elsewhere.
func (c *Cache) SetWords(words []any) {
	c.Do("SET", words...)
}

func (c *Cache) SetThenExpire(key string, resp []byte) {
	c.Send("SET", "rediscache:"+key, resp)
	c.Send("EXPIRE", "rediscache:"+key, 60)
	c.Flush()
}

// Store picks the command by its own setting; callers have no say.
func (c *Cache) Store(key string, resp []byte) { c.invoke(c.Do, key, resp, c.expires) }

func (c *Cache) invoke(do func(string, ...any) (any, error), key string, resp []byte, expires int) {
	if expires > 0 {
		do("SETEX", key, expires, resp)
	} else {
		do("SET", key, resp) // want "no-ttl warn SET"
	}
}

var put = redis.NewScript(1, `redis.call("SET", KEYS[1], ARGV[1]) return 1`)

var putEx = redis.NewScript(1, `redis.call("SET", KEYS[1], ARGV[1]) redis.call("EXPIRE", KEYS[1], 60) return 1`)

func (c *Cache) Script(key, v string) {
	put.Do(c, key, v) // want "no-ttl warn SET"
}

func (c *Cache) ScriptEx(key, v string) { putEx.Do(c, key, v) }

// PutOptional expires where its own setting says so.
func (c *Cache) PutOptional(key, v string) {
	if c.expires > 0 {
		c.Do("SETEX", key, c.expires, v)
		return
	}
	c.Do("SET", key, v) // want "no-ttl note SET"
}
