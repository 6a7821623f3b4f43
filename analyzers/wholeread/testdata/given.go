package given

import (
	"encoding/json"

	"github.com/gomodule/redigo/redis"
)

type Events struct{ pool *redis.Pool }

// Find reads all events to find a few.
func (e *Events) Find(name string) ([]string, error) {
	c := e.pool.Get()
	defer c.Close()
	found, err := objects(c, "events", 0, -1)
	if err != nil {
		return nil, err
	}
	return matching(found, name), nil
}

// Latest reads what it is asked for.
func (e *Events) Latest(n int) ([]string, error) {
	c := e.pool.Get()
	defer c.Close()
	return newest(c, "events", n)
}

func objects(c redis.Conn, key string, start, end int) ([]string, error) {
	return ranged(c, "ZRANGE", key, start, end) // want "unbounded-read warn ZRANGE"
}

func newest(c redis.Conn, key string, n int) ([]string, error) {
	return ranged(c, "ZREVRANGE", key, 0, n-1)
}

func ranged(c redis.Conn, command, key string, start, end int) ([]string, error) {
	ids, err := redis.Values(c.Do(command, key, start, end))
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return redis.Strings(c.Do("MGET", ids...))
}

func matching(all []string, name string) (out []string) {
	for _, s := range all {
		var v struct{ Name string }
		if json.Unmarshal([]byte(s), &v) == nil && v.Name == name {
			out = append(out, s)
		}
	}
	return out
}
