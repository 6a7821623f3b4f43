package rules

import "testing"

func TestClientByPackage(t *testing.T) {
	c := mustBuiltin(t)
	tests := map[string]string{
		"github.com/redis/go-redis/v9":               "go-redis",
		"github.com/redis/go-redis/v9/internal/pool": "go-redis",
		"github.com/go-redis/redis":                  "go-redis",
		"github.com/go-redis/redis_rate":             "",
		"github.com/gomodule/redigo/redis":           "redigo",
		"github.com/gomodule/redigo/redis/other":     "",
		"database/sql":                               "database/sql",
		"database/sql/driver":                        "",
		"database":                                   "",
		"example.com/github.com/redis/go-redis/v9":   "",
	}
	for pkg, want := range tests {
		for range 2 { // the second answer comes from the map of answers
			got := ""
			if cl := c.Client(pkg); cl != nil {
				got = cl.Name
			}
			if got != want {
				t.Errorf("Client(%q) = %q, want %q", pkg, got, want)
			}
		}
	}
}

func TestOp(t *testing.T) {
	c := mustBuiltin(t)
	goRedis := c.Client("github.com/redis/go-redis/v9")
	redigo := c.Client("github.com/gomodule/redigo/redis")
	tests := []struct {
		client        *Client
		typ, fn, want string
	}{
		{goRedis, "cmdable", "HGetAll", "HGETALL"},
		{goRedis, "cmdable", "FlushDBAsync", "FLUSHDB"},
		{goRedis, "HashCmdable", "HIncrBy", "HINCRBY"},
		{goRedis, "cmdable", "ZRangeByScore", "ZRANGEBYSCORE"},
		{goRedis, "cmdable", "ZRangeByScoreWithScores", "ZRANGEBYSCORE"},
		{goRedis, "cmdable", "XAutoClaimJustID", "XAUTOCLAIM"},
		{goRedis, "cmdable", "ScriptFlush", "SCRIPT FLUSH"},
		{goRedis, "cmdable", "ClientKillByFilter", "CLIENT KILL"},
		{goRedis, "cmdable", "ClusterResetHard", "CLUSTER RESET"},
		{goRedis, "cmdable", "ShutdownNoSave", "SHUTDOWN"},
		{goRedis, "cmdable", "SortRO", "SORT_RO"},
		{goRedis, "StringCmd", "Scan", ""},
		{goRedis, "StringCmd", "Bytes", ""},
		{goRedis, "IntCmd", "Set", ""},
		{goRedis, "PubSub", "Ping", ""},
		{goRedis, "SentinelClient", "Failover", ""},
		{goRedis, "", "ParseURL", ""},
		{redigo, "Conn", "Flush", ""},
		{redigo, "Pool", "Get", ""},
	}
	for _, tt := range tests {
		got := ""
		if op := tt.client.Op(tt.typ, tt.fn); op != nil {
			got = op.Command
		}
		if got != tt.want {
			t.Errorf("Op(%q, %q) = %q, want %q", tt.typ, tt.fn, got, tt.want)
		}
	}
}

func mustBuiltin(t *testing.T) *Catalogue {
	t.Helper()
	c, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return c
}
