package link

import (
	"slices"
	"testing"
)

func TestPackagesIn(t *testing.T) {
	for text, want := range map[string][]string{
		"func(key string) *github.com/redis/go-redis/v9.StringCmd":            {"github.com/redis/go-redis/v9"},
		"func(keys ...string) *gopkg.in/redis.v5.IntCmd":                      {"gopkg.in/redis.v5"},
		"func(cmds ...gopkg.in/redis.v5.Cmder) <-chan map[string]net/url.URL": {"gopkg.in/redis.v5", "net/url"},
		"func(a string, b time.Duration) error":                               nil,
	} {
		if got := packagesIn(text); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
