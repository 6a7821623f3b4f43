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

// TestServices: what asks a service is no cache client, and the rest of its package
// is not even that.
func TestServices(t *testing.T) {
	c := mustBuiltin(t)
	tests := []struct {
		pkg, typ, fn string
		asks         bool
	}{
		{"net/http", "Client", "Do", true},
		{"net/http", "", "Get", true},
		{"net/http", "RoundTripper", "RoundTrip", true},
		{"net/http", "Header", "Get", false},
		{"net/http", "Client", "CloseIdleConnections", false},
		{"net", "Resolver", "LookupHost", true},
		{"net", "", "Dial", false},
		{"golang.org/x/oauth2/clientcredentials", "Config", "Token", true},
		{"github.com/redis/go-redis/v9", "Client", "Do", false},
	}
	for _, tt := range tests {
		service := c.Service(tt.pkg)
		if got := service != nil && service.Op(tt.typ, tt.fn) != nil; got != tt.asks {
			t.Errorf("%s.%s of %s asks: %v, want %v", tt.typ, tt.fn, tt.pkg, got, tt.asks)
		}
		if service != nil && c.Client(tt.pkg) != nil {
			t.Errorf("%s is a client of caches too", tt.pkg)
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

// TestOpPrefersTheNearerRow: sqlx has Select as a function, which takes the
// database first, and as a method, which does not.
func TestOpPrefersTheNearerRow(t *testing.T) {
	cl := mustBuiltin(t).Client("github.com/jmoiron/sqlx")
	for typ, want := range map[string]int{"": 2, "DB": 1, "Tx": 1} {
		if op := cl.Op(typ, "Select"); op == nil || op.Query == nil || *op.Query != want {
			t.Errorf("Op(%q, Select) = %+v, want the query at %d", typ, op, want)
		}
	}
	if op := cl.Op("Stmt", "Select"); op == nil || op.Query != nil {
		t.Errorf("Op(Stmt, Select) = %+v, want a row without query", op)
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
