// Package unread has consumers for which what comes may not be readable.
package unread

import (
	"log"
	"strconv"
	"time"

	"github.com/gomodule/redigo/redis"
)

// Ends stops where the wait fails; what cannot be read is left for the next that comes.
func Ends(conn redis.Conn, handle func(int)) {
	for {
		got, err := redis.ByteSlices(conn.Do("BLPOP", "jobs", 0))
		if err != nil {
			log.Print(err)
			break
		}
		if id, err := strconv.Atoi(string(got[1])); err == nil {
			handle(id)
		}
	}
}

// Pauses does so where the wait fails, and never stops.
func Pauses(conn redis.Conn, handle func(int)) {
	for {
		got, err := redis.ByteSlices(conn.Do("BLPOP", "jobs", 0)) // want "retry-storm warn"
		if err == nil {
			id := 0
			if id, err = strconv.Atoi(string(got[1])); err == nil {
				handle(id)
			}
		} else {
			time.Sleep(10 * time.Second)
		}
	}
}

// Spins reads as little, and waits anew at once where the wait fails.
func Spins(conn redis.Conn, handle func(int)) {
	for {
		got, err := redis.ByteSlices(conn.Do("BLPOP", "jobs", 0)) // want "retry-storm warn"
		if err != nil {
			log.Print(err)
			continue
		}
		if id, err := strconv.Atoi(string(got[1])); err == nil {
			handle(id)
		}
	}
}
