// Package due keeps what is to be done under the time at which it is.
package due

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

type Jobs struct{ rdb *redis.Client }

// ServeHTTP takes whatever has piled up.
func (j *Jobs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := strconv.FormatInt(time.Now().Unix(), 10)
	due := j.rdb.ZRangeByScore(r.Context(), "due", &redis.ZRangeBy{Min: "-inf", Max: now}).Val() // want "unbounded-read warn ZRANGEBYSCORE"
	fmt.Fprint(w, len(due))
}

type Delayed struct{ rdb *redis.Client }

// ServeHTTP begins where time does.
func (j *Delayed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := fmt.Sprintf("%d", time.Now().Unix())
	due := j.rdb.ZRangeByScore(r.Context(), "due", &redis.ZRangeBy{Min: "0", Max: now}).Val() // want "unbounded-read warn ZRANGEBYSCORE"
	fmt.Fprint(w, len(due))
}

type Paged struct{ rdb *redis.Client }

func (j *Paged) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := strconv.FormatInt(time.Now().Unix(), 10)
	due := j.rdb.ZRangeByScore(r.Context(), "due", &redis.ZRangeBy{Min: "-inf", Max: now, Count: 100}).Val()
	fmt.Fprint(w, len(due))
}

type Recent struct{ rdb *redis.Client }

// ServeHTTP looks at the last minute.
func (j *Recent) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := time.Now()
	from, to := fmt.Sprint(now.Add(-time.Minute).Unix()), fmt.Sprint(now.Unix())
	due := j.rdb.ZRangeByScore(r.Context(), "due", &redis.ZRangeBy{Min: from, Max: to}).Val()
	fmt.Fprint(w, len(due))
}

type Below struct{ rdb *redis.Client }

// ServeHTTP ends where its caller says.
func (j *Below) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	due := j.rdb.ZRangeByScore(r.Context(), "due", &redis.ZRangeBy{Min: "-inf", Max: r.FormValue("max")}).Val()
	fmt.Fprint(w, len(due))
}

func NewJobs(ctx context.Context, rdb *redis.Client) *Jobs {
	j := &Jobs{rdb}
	go j.poll(ctx)
	return j
}

func (j *Jobs) poll(ctx context.Context) {
	for range time.Tick(time.Second) {
		due := j.rdb.ZRangeByScore(ctx, "due", &redis.ZRangeBy{Min: "-inf", Max: fmt.Sprintf("%d", time.Now().Unix())}).Val() // want "unbounded-read note ZRANGEBYSCORE"
		for _, d := range due {
			go fmt.Println(d)
		}
	}
}
