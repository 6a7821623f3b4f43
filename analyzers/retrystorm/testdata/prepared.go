// Package prepared prepares statements until the server has them.
package prepared

import (
	"database/sql"
	"errors"
	"log"
	"sync/atomic"
	"time"
)

type Conn struct {
	db   *sql.DB
	stmt atomic.Value
}

// Keep goes on in the background.
func (c *Conn) Keep(query string) {
	go func() {
		for {
			s, err := c.db.Prepare(query) // want "retry-storm warn"
			if err != nil {
				time.Sleep(time.Second)
				continue
			}
			c.stmt.Store(s)
			return
		}
	}()
}

// Try gives up.
func (c *Conn) Try(query string) error {
	var err error
	for range 5 {
		var s *sql.Stmt
		if s, err = c.db.Prepare(query); err == nil {
			c.stmt.Store(s)
			return nil
		}
		time.Sleep(time.Second)
	}
	return err
}

// Until leaves at no error, which it asks for as for one.
func (c *Conn) Until(query string) {
	for {
		s, err := c.db.Prepare(query) // want "retry-storm warn"
		switch {
		case errors.Is(err, sql.ErrConnDone):
			return
		case errors.Is(err, nil):
			c.stmt.Store(s)
			return
		default:
			log.Print(err)
		}
	}
}
