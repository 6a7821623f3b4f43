// Command status walks the keyspace twice for one answer, and asks for each key of the
// second walk alone, which is the one that is reported; what is asked before the first is of
// other keys.
package main

import (
	"context"
	"net/http"

	"github.com/redis/go-redis/v9"
)

var rdb = redis.NewClient(&redis.Options{})

func workers(ctx context.Context, queues map[string]string) map[string]string {
	out := map[string]string{}
	for name, key := range queues {
		out[name] = rdb.Get(ctx, key).Val()
	}
	for cursor := uint64(0); ; {
		keys, next, err := rdb.Scan(ctx, cursor, "beat:*", 100).Result()
		if err != nil {
			return nil
		}
		for _, k := range keys {
			out[k] = ""
		}
		if cursor = next; cursor == 0 {
			break
		}
	}
	for cursor := uint64(0); ; {
		keys, next, err := rdb.Scan(ctx, cursor, "worker:*", 100).Result() // want "scan-sweep fail"
		if err != nil {
			return nil
		}
		for _, k := range keys {
			out[k] = rdb.Get(ctx, k).Val()
		}
		if cursor = next; cursor == 0 {
			break
		}
	}
	return out
}

func main() {
	http.HandleFunc("/workers", func(w http.ResponseWriter, r *http.Request) {
		if len(workers(r.Context(), map[string]string{"default": "queue:default"})) == 0 {
			w.WriteHeader(http.StatusNoContent)
		}
	})
	http.ListenAndServe(":8080", nil)
}
