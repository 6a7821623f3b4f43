package rules

import (
	"strings"
	"testing"
)

func TestSpoken(t *testing.T) {
	c := mustBuiltin(t)
	for _, test := range []struct {
		name, methods string
		want          bool
	}{
		{"commands", "Get Set SetNX Del Expire HGetAll Keys Close", true},
		{"with a context", "GetCtx SetCtx SetNXCtx DelCtx ExpireCtx ZAddCtx", true},
		{"a cache", "Get Set Del Exists Expire Keys Scan Type", false},
		{"few of many", "Get Set SetNX Del HGet HSet Login Logout Load Store Find Render Show Hide Count", false},
		{"few", "SetNX HGet HSet", false},
		{"getters", "GetUser SetUser DelUser KeysOf ScanAll HGetUser ZAddUser", false},
	} {
		if got := c.Spoken(strings.Fields(test.methods)); (got != nil) != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}
