// Package trackertest asks a tracker whose host is a test server, through the
// collector, as a run would. It knows no tracker: the tests of each bring their
// answers and their constructor.
package trackertest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/signals"
	"github.com/cachevet/cachevet/signals/fetch"
)

// Patient is enough time for an answer on a busy machine, Impatient is not
// enough for one that never comes.
const (
	Patient   = 30 * time.Second
	Impatient = 200 * time.Millisecond
)

// Now is the time of every test.
var Now = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

// Routes answers by escaped path below the API's root.
type Routes map[string]http.HandlerFunc

// Texts makes routes that answer 200 with a text.
func Texts(answers map[string]string) Routes {
	r := Routes{}
	for path, body := range answers {
		r[path] = Text(body)
	}
	return r
}

// Text answers 200 with a body, and headers by name and value.
func Text(body string, header ...string) http.HandlerFunc {
	return Code(http.StatusOK, body, header...)
}

// Code answers as Text does, with any status. The body says that it is JSON.
func Code(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// Below serves the routes below the API's root; anything else is not found.
func (r Routes) Below(api string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		h, ok := r[strings.TrimPrefix(req.URL.EscapedPath(), api)]
		if !ok {
			h = Code(http.StatusNotFound, `{"message":"not found"}`)
		}
		h(w, req)
	})
}

// Kind is one kind of tracker: where the root of its API is, and how a client of
// it is made of the root of a host, without a slash at the end.
type Kind struct {
	API string
	New func(host string, client *http.Client) (signals.Tracker, error)
}

// lexicon is read once for all tests of a program: reading it and compiling its
// expressions for each took most of their time, minutes on a busy machine.
var lexicon = sync.OnceValues(signals.LoadLexicon)

// Collector asks whatever host as one of this kind.
func (k Kind) Collector(t *testing.T, client *http.Client) *signals.Collector {
	t.Helper()
	l, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	c, err := signals.NewCollector(l, signals.Config{Client: client, Now: func() time.Time { return Now }, Providers: []signals.Provider{{
		Name: "test", Serves: func(string) bool { return true },
		New: func(host string, client *http.Client) (signals.Tracker, error) { return k.New("http://"+host, client) },
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Ask collects from a repository, given by its path on the host, whose server
// answers by r within a time. It returns the signals and the paths asked.
func (k Kind) Ask(t *testing.T, limit time.Duration, repo string, req signals.Request, r Routes) (finding.ModuleSignals, []string) {
	t.Helper()
	var (
		mu    sync.Mutex // an answer that nobody waited for may still be on its way
		asked []string
	)
	h := r.Below(k.API)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		mu.Lock()
		asked = append(asked, strings.TrimPrefix(req.URL.EscapedPath(), k.API))
		mu.Unlock()
		h.ServeHTTP(w, req)
	}))
	t.Cleanup(s.Close)
	f := fetch.New(fetch.Config{
		Timeout: limit, MaxBody: 1 << 20, Now: func() time.Time { return Now },
		Sleep: func(context.Context, time.Duration) error { return nil },
	})
	req.Origin = &signals.Origin{VCS: "git", URL: s.URL + repo}
	if req.Version == "" {
		req.Version = "v1.0.0"
	}
	got := k.Collector(t, f.Client()).Collect(t.Context(), req)
	mu.Lock()
	defer mu.Unlock()
	return got, slices.Clone(asked)
}
