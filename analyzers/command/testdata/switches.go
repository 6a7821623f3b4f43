// Command switches wipes where a setting asks for it, and some settings nobody gives.
package main

import (
	"context"
	"encoding/json"
	"os"

	"github.com/redis/go-redis/v9"
)

type Config struct {
	Addr  string
	Fresh bool
}

var Defaults = Config{Addr: "localhost", Fresh: false}

func or(cfg ...Config) Config {
	if len(cfg) == 0 {
		return Defaults
	}
	return cfg[0]
}

func open(cfg ...Config) *redis.Client {
	c := or(cfg...)
	rdb := redis.NewClient(&redis.Options{Addr: c.Addr})
	if c.Fresh {
		rdb.FlushDB(context.Background())
	}
	return rdb
}

type Settings struct {
	Redis struct{ Addr string }
	Cache Cache
}

type Cache struct{ Fresh bool }

func load(into any) error {
	b, err := os.ReadFile("settings.json")
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}

type Flags struct{ Fresh bool }

func (f *Flags) parse(args []string) { f.Fresh = len(args) > 0 }

type Job struct{ Fresh bool }

func decode[T any](text string) (T, error) {
	var t T
	err := json.Unmarshal([]byte(text), &t)
	return t, err
}

func main() {
	ctx := context.Background()
	rdb := open(Config{Addr: os.Getenv("ADDR")})
	var s Settings
	if err := load(&s); err != nil {
		panic(err)
	}
	if s.Cache.Fresh {
		rdb.FlushDB(ctx) // want "flush warn"
	}
	var f Flags
	f.parse(os.Args)
	if f.Fresh {
		rdb.FlushAll(ctx) // want "flush warn FLUSHALL"
	}
	run(rdb, os.Args[1])
}

func run(rdb *redis.Client, text string) {
	if j, _ := decode[Job](text); j.Fresh {
		rdb.FlushDB(context.Background()) // want "flush warn"
	}
}
