package analyzers_test

import (
	"testing"

	"github.com/cachevet/cachevet/analyzers/roundtrip"
	"github.com/cachevet/cachevet/internal/analyzertest"
	"github.com/cachevet/cachevet/internal/finding"
)

// TestGuess shows the entry that surely comes to the place, though one is nearer that only
// writes to something which might be it.
func TestGuess(t *testing.T) {
	fs := analyzertest.New(t).Findings(t, map[string]string{"c/c.go": `package c

import (
	"context"
	"io"
	"net/http"
	"strings"

	"github.com/redis/go-redis/v9"
)

type Cache struct{ rdb *redis.Client }

type lines struct{ rdb *redis.Client }

func (l *lines) Write(p []byte) (int, error) {
	for _, line := range strings.Split(string(p), ";") {
		l.rdb.SAdd(context.Background(), "lines", line)
	}
	return len(p), nil
}

// Export answers a request.
func Export(w http.ResponseWriter, r *http.Request) { say(w) }

func say(w io.Writer) { w.Write([]byte("{}")) }

// Keep stores what it is given.
func (c *Cache) Keep(text string) error { return c.keep([]byte(text)) }

func (c *Cache) keep(text []byte) error { return c.store(text) }

func (c *Cache) store(text []byte) error {
	var w io.Writer = &lines{c.rdb}
	_, err := w.Write(text)
	return err
}
`}, roundtrip.Analyzer)
	if len(fs) != 1 || fs[0].Entry.Function != "(*example.com/m/c.Cache).Keep" || fs[0].Confidence == finding.Possible {
		t.Errorf("%d findings: %v", len(fs), fs)
	}
}
