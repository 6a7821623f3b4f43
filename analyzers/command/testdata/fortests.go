// Package fortests helps the tests of others, in files that are no tests.
package fortests

import (
	"context"
	"testing"

	"github.com/redis/go-redis/v9"
)

// Prepare is for tests: what it empties is theirs.
func Prepare(t *testing.T, rdb *redis.Client) {
	if err := rdb.FlushAll(context.Background()).Err(); err != nil {
		t.Fatal(err)
	}
}

// TestServer is made for a test, and so is all that it does.
type TestServer struct{ rdb *redis.Client }

func NewTestServer(tb testing.TB, rdb *redis.Client) *TestServer { return &TestServer{rdb} }

func (s *TestServer) Restart(ctx context.Context) error { return s.rdb.FlushDB(ctx).Err() }

// Pool is made by a test too, but not for tests.
type Pool struct{ rdb *redis.Client }

func PoolFor(t testing.TB, rdb *redis.Client) *Pool { return &Pool{rdb} }

func (p *Pool) Take(ctx context.Context) error { return p.rdb.FlushDB(ctx).Err() } // want "flush fail"

// RunServer is called once in a program's life.
func RunServer(ctx context.Context, rdb *redis.Client) error {
	return rdb.ConfigSet(ctx, "notify-keyspace-events", "KEA").Err() // want "admin-command warn"
}

// AddReloadHook keeps what it is given, and empties nothing per request.
func (p *Pool) AddReloadHook(ctx context.Context, hook func()) error {
	hook()
	return p.rdb.ConfigSet(ctx, "notify-keyspace-events", "KEA").Err() // want "admin-command warn"
}
