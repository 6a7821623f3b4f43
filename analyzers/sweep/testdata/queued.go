package queued

import "github.com/gomodule/redigo/redis"

type DB struct{ pool *redis.Pool }

// Visit asks for the next page along with the documents of this one.
func (db *DB) Visit(f func(doc string) error) error {
	c := db.pool.Get()
	defer c.Close()
	cursor := 0
	c.Send("SCAN", cursor, "MATCH", "doc:*")
	c.Flush()
	for {
		values, err := redis.Values(c.Receive())
		if err != nil {
			return err
		}
		var keys []string
		if _, err := redis.Scan(values, &cursor, &keys); err != nil {
			return err
		}
		if cursor == 0 {
			return nil
		}
		for _, k := range keys {
			c.Send("GET", k)
		}
		c.Send("SCAN", cursor, "MATCH", "doc:*") // want "scan-sweep warn"
		c.Flush()
		for range keys {
			s, err := redis.String(c.Receive())
			if err != nil {
				return err
			}
			if err := f(s); err != nil {
				return err
			}
		}
	}
}

// Page asks for one page, and waits for what another connection sends.
func (db *DB) Page(events redis.Conn) ([]string, error) {
	c := db.pool.Get()
	defer c.Close()
	for {
		c.Send("SCAN", 0, "MATCH", "doc:*")
		c.Flush()
		n, err := redis.Int(events.Receive())
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return redis.Strings(c.Receive())
		}
	}
}
