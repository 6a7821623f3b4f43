// Package poll asks until there is an answer.
package poll

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"math/rand"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"
)

type Orders struct {
	rdb *redis.Client
	db  *sql.DB
}

// Paid asks once a second, for as long as it takes.
func (o *Orders) Paid(id string) error {
	for {
		var state string
		if err := o.db.QueryRow("SELECT state FROM orders WHERE id = $1", id).Scan(&state); err != nil { // want "retry-storm warn query"
			return err
		}
		if state == "paid" {
			return nil
		}
		time.Sleep(time.Second)
	}
}

// PaidWithin has a limit.
func (o *Orders) PaidWithin(id string) error {
	for range 10 {
		var state string
		if err := o.db.QueryRow("SELECT state FROM orders WHERE id = $1", id).Scan(&state); err != nil {
			return err
		}
		if state == "paid" {
			return nil
		}
		time.Sleep(time.Second)
	}
	return nil
}

// PaidFor fails where the caller has gone.
func (o *Orders) PaidFor(ctx context.Context, id string) error {
	for {
		var state string
		if err := o.db.QueryRowContext(ctx, "SELECT state FROM orders WHERE id = $1", id).Scan(&state); err != nil {
			return err
		}
		if state == "paid" {
			return nil
		}
		time.Sleep(time.Second)
	}
}

// Ready does not look at failures.
func (o *Orders) Ready(ctx context.Context, id string) {
	for ; o.rdb.Exists(ctx, "ready:"+id).Val() == 0; time.Sleep(time.Second) { // want "retry-storm warn EXISTS"
	}
}

// Report goes on after each answer.
func (o *Orders) Report(w http.ResponseWriter, id string) {
	for {
		n, err := o.rdb.LLen(context.Background(), "orders").Result()
		if err != nil {
			return
		}
		if _, err := fmt.Fprintln(w, n); err != nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// Work has a loop that waits for a lock at the beginning of each turn of another.
func (o *Orders) Work(ctx context.Context, id string) error {
	for {
		for {
			ok, err := o.rdb.SetNX(ctx, "lock:"+id, 1, time.Minute).Result() // want "retry-storm warn SETNX"
			if err == nil && ok {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if err := o.PaidWithin(id); err != nil {
			return err
		}
	}
}

// Claim calls itself until it has the lock.
func (o *Orders) Claim(ctx context.Context, id string) error {
	ok, err := o.rdb.SetNX(ctx, "lock:"+id, 1, time.Minute).Result() // want "retry-storm warn SETNX"
	if err != nil {
		return err
	}
	if !ok {
		time.Sleep(10 * time.Millisecond)
		return o.Claim(ctx, id)
	}
	return nil
}

// Code looks for one that is free, and fails where the server does.
func (o *Orders) Code(ctx context.Context) (string, error) {
	for {
		code := fmt.Sprint(rand.Intn(1e6))
		ok, err := o.rdb.SetNX(ctx, "code:"+code, 1, time.Hour).Result()
		if err != nil {
			return "", err
		}
		if ok {
			return code, nil
		}
	}
}

// AnyCode goes on where the server is down.
func (o *Orders) AnyCode(ctx context.Context) string {
	for {
		code := fmt.Sprint(rand.Intn(1e6))
		ok, _ := o.rdb.SetNX(ctx, "code:"+code, 1, time.Hour).Result() // want "retry-storm warn SETNX"
		if ok {
			return code
		}
	}
}

// Subscribe counts, and never counts up.
func (o *Orders) Subscribe(ctx context.Context, id string) error {
	tries, most := 0, 5
	for tries < most {
		if err := o.rdb.SAdd(ctx, "subscribed", id).Err(); err == nil { // want "retry-storm warn SADD"
			return nil
		}
		time.Sleep(time.Second)
	}
	return nil
}

// retry tries for ever where n is less than 0.
func retry(n int, f func() error) (err error) {
	for i := 0; n < 0 || i < n; i++ {
		if err = f(); err == nil { // want "retry-storm warn EXPIRE"
			return nil
		}
		time.Sleep(time.Second)
	}
	return err
}

func (o *Orders) Touch(ctx context.Context, id string) error {
	return retry(-1, func() error { return o.rdb.Expire(ctx, "o:"+id, time.Hour).Err() })
}

func (o *Orders) TouchThrice(ctx context.Context, id string) error {
	return retry(3, func() error { return o.rdb.Del(ctx, "o:"+id).Err() })
}

type locker struct{ rdb *redis.Client }

func (l *locker) tryLock(ctx context.Context, key string) (bool, error) {
	return l.rdb.SetNX(ctx, "lock:"+key, 1, time.Second).Result()
}

// Hot calls itself while somebody else fills the cache.
func (o *Orders) Hot(ctx context.Context, id string) (string, error) {
	if v := o.rdb.Get(ctx, "hot:"+id).Val(); v != "" {
		return v, nil
	}
	l := &locker{o.rdb}
	if ok, err := l.tryLock(ctx, id); err != nil { // want "retry-storm warn SETNX"
		return "", err
	} else if !ok {
		time.Sleep(50 * time.Millisecond)
		return o.Hot(ctx, id)
	}
	return "", nil
}

// HotSome calls itself as often as it is told.
func (o *Orders) HotSome(ctx context.Context, id string, left int) (string, error) {
	l := &locker{o.rdb}
	if ok, err := l.tryLock(ctx, id); err != nil {
		return "", err
	} else if !ok {
		if left == 0 {
			return "", nil
		}
		time.Sleep(50 * time.Millisecond)
		return o.HotSome(ctx, id, left-1)
	}
	return "", nil
}

// Feed waits for the server at the beginning of each turn, and hardly pauses.
func (o *Orders) Feed(ctx context.Context, each func(string)) {
	go func() {
		for {
			for !o.up(ctx) { // want "retry-storm warn PING"
				time.Sleep(10 * time.Millisecond)
			}
			for m := range o.rdb.Subscribe(ctx, "orders").Channel() {
				each(m.Payload)
			}
		}
	}()
}

// FeedPaced pauses for a second.
func (o *Orders) FeedPaced(ctx context.Context, each func(string)) {
	go func() {
		for {
			for !o.up(ctx) {
				time.Sleep(time.Second)
			}
			for m := range o.rdb.Subscribe(ctx, "orders").Channel() {
				each(m.Payload)
			}
		}
	}()
}

func (o *Orders) up(ctx context.Context) bool { return o.rdb.Ping(ctx).Err() == nil }

// Result is asked for by way of its task and what keeps it.
type Result struct {
	id    string
	o     *Orders
	state string
}

func (r *Result) Get(pause time.Duration) (string, error) {
	for {
		v, err := r.look() // want "retry-storm warn GET"
		if v == "" && err == nil {
			time.Sleep(pause)
			continue
		}
		return v, err
	}
}

func (r *Result) look() (string, error) {
	r.load()
	if r.state == "failed" {
		return "", fmt.Errorf("%s failed", r.id)
	}
	return r.state, nil
}

func (r *Result) load() {
	if v, err := r.o.status(r.id); err == nil {
		r.state = v
	}
}

func (o *Orders) status(id string) (string, error) { return o.get("status:" + id) }

func (o *Orders) get(key string) (string, error) {
	return o.rdb.Get(context.Background(), key).Result()
}

// Spin looks whether the context has ended, and does not pause.
func (o *Orders) Spin(ctx context.Context, id string) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		default:
		}
		if ok, _ := o.rdb.SetNX(ctx, "lock:"+id, 1, time.Minute).Result(); ok { // want "retry-storm warn SETNX"
			return nil
		}
	}
}

// SpinPaced looks, and pauses.
func (o *Orders) SpinPaced(ctx context.Context, id string) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		default:
		}
		if ok, _ := o.rdb.SetNX(ctx, "lock:"+id, 1, time.Minute).Result(); ok {
			return nil
		}
		time.Sleep(time.Second)
	}
}

// Wait is as long as the context allows.
func (o *Orders) Wait(ctx context.Context, id string) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
		if ok, _ := o.rdb.SetNX(ctx, "lock:"+id, 1, time.Minute).Result(); ok {
			return nil
		}
	}
}

// Many tries as often as there are numbers.
func (o *Orders) Many(ctx context.Context, id string) error {
	for i := 0; i < math.MaxInt; i++ {
		if err := o.rdb.RPush(ctx, "many", id).Err(); err == nil { // want "retry-storm warn RPUSH"
			return nil
		}
		time.Sleep(time.Second)
	}
	return nil
}

// Brief is for five seconds.
func (o *Orders) Brief(ctx context.Context, id string) bool {
	for start := time.Now(); time.Since(start) < 5*time.Second; time.Sleep(100 * time.Millisecond) {
		if o.rdb.Exists(ctx, "done:"+id).Val() == 1 {
			return true
		}
	}
	return false
}

// Retrier tries Max times, or for ever.
type Retrier struct {
	Max   int
	Pause time.Duration
}

func (r Retrier) Do(f func() error) (err error) {
	for i := 0; r.Max == 0 || i < r.Max; i++ {
		if err = f(); err == nil { // want "retry-storm warn SADD"
			return nil
		}
		time.Sleep(r.Pause)
	}
	return err
}

func (o *Orders) Forever(ctx context.Context, id string) error {
	return Retrier{Pause: time.Second}.Do(func() error { return o.rdb.SAdd(ctx, "all", id).Err() })
}

func (o *Orders) Thrice(ctx context.Context, id string) error {
	return Retrier{Max: 3, Pause: time.Second}.Do(func() error { return o.rdb.RPush(ctx, "all", id).Err() })
}

// Flush goes on in another goroutine.
func (o *Orders) Flush(id string) {
	if err := o.rdb.RPush(context.Background(), "flush", id).Err(); err != nil { // want "retry-storm warn RPUSH"
		time.Sleep(time.Second)
		go o.Flush(id)
	}
}
