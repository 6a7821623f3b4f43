// Command once does at first use what others do at start.
package main

import (
	"context"
	"net/http"
	"sync"

	"github.com/redis/go-redis/v9"
)

var (
	rdb    = redis.NewClient(&redis.Options{})
	tell   sync.Once
	shared *client
)

func told() *redis.Client {
	tell.Do(func() {
		rdb.ConfigSet(context.Background(), "notify-keyspace-events", "Ex") // want "admin-command warn"
	})
	return rdb
}

type client struct{ keys []string }

func open() *client {
	return &client{rdb.Keys(context.Background(), "*").Val()} // want "keys warn"
}

func get() *client {
	if shared == nil {
		shared = open()
	}
	return shared
}

// deps is made once, by main.
type deps struct{ names *client }

func (d *deps) list() *client {
	if d.names != nil {
		return d.names
	}
	d.names = &client{rdb.Keys(context.Background(), "name:*").Val()} // want "keys fail"
	return d.names
}

func (d *deps) reset() { d.names = nil }

// request is made for each request.
type request struct{ users *client }

func users() *client {
	return &client{rdb.Keys(context.Background(), "user:*").Val()} // want "keys fail"
}

func (r *request) get() *client {
	if r.users == nil {
		r.users = users()
	}
	return r.users
}

var events *redis.PubSub

func subscribed(ctx context.Context) *redis.PubSub {
	if events == nil {
		rdb.ConfigSet(ctx, "notify-keyspace-events", "KEA") // want "admin-command warn"
		events = rdb.Subscribe(ctx, "x")
	}
	return events
}

// table is made once, by main, and filled once.
type table struct{ rows *client }

func rows() *client {
	return &client{rdb.Keys(context.Background(), "row:*").Val()} // want "keys warn"
}

func (t *table) get() *client {
	if t.rows == nil {
		t.rows = rows()
	}
	return t.rows
}

func main() {
	d, t := &deps{}, &table{}
	http.HandleFunc("/told", func(w http.ResponseWriter, r *http.Request) { told().Ping(r.Context()) })
	http.HandleFunc("/get", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(get().keys[0])) })
	http.HandleFunc("/list", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(d.list().keys[0])) })
	http.HandleFunc("/reset", func(w http.ResponseWriter, r *http.Request) { d.reset() })
	http.HandleFunc("/users", func(w http.ResponseWriter, r *http.Request) {
		q := &request{}
		w.Write([]byte(q.get().keys[0]))
	})
	http.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) { subscribed(r.Context()) })
	http.HandleFunc("/rows", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(t.get().keys[0])) })
	http.ListenAndServe(":80", nil)
}
