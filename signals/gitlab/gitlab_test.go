package gitlab_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/signals"
	"github.com/cachevet/cachevet/signals/fetch"
	"github.com/cachevet/cachevet/signals/gitlab"
)

var now = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

// collect asks a test server that answers by escaped path.
func collect(t *testing.T, answers map[string]string) (finding.ModuleSignals, []string) {
	t.Helper()
	routes := map[string]http.HandlerFunc{}
	for path, body := range answers {
		routes[path] = says(body)
	}
	return collectFrom(t, routes)
}

func says(body string, header ...string) http.HandlerFunc {
	return code(http.StatusOK, body, header...)
}

func code(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func collectFrom(t *testing.T, routes map[string]http.HandlerFunc) (finding.ModuleSignals, []string) {
	t.Helper()
	return collectWithin(t, patient, routes)
}

// patient is enough time for an answer on a busy machine, impatient is not
// enough for one that never comes.
const (
	patient   = 30 * time.Second
	impatient = 200 * time.Millisecond
)

func collectWithin(t *testing.T, limit time.Duration, routes map[string]http.HandlerFunc) (finding.ModuleSignals, []string) {
	t.Helper()
	var (
		mu    sync.Mutex // an answer that nobody waited for may still be on its way
		asked []string
	)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.EscapedPath(), "/api/v4")
		mu.Lock()
		asked = append(asked, path)
		mu.Unlock()
		h, ok := routes[path]
		if !ok {
			h = code(http.StatusNotFound, `{"message":"404 Project Not Found"}`)
		}
		h(w, r)
	}))
	t.Cleanup(s.Close)
	l, err := signals.LoadLexicon()
	if err != nil {
		t.Fatal(err)
	}
	f := fetch.New(fetch.Config{
		Timeout: limit, Now: func() time.Time { return now }, Sleep: func(context.Context, time.Duration) error { return nil },
	})
	c, err := signals.NewCollector(l, signals.Config{Client: f.Client(), Now: func() time.Time { return now }, Providers: []signals.Provider{{
		Name: "gitlab", Serves: func(string) bool { return true },
		New: func(host string, client *http.Client) (signals.Tracker, error) {
			return gitlab.New("http://"+host, client)
		},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	got := c.Collect(t.Context(), signals.Request{Module: "h.example/g/s/p", Version: "v1.0.0", Origin: &signals.Origin{URL: s.URL + "/g/s/p.git"}})
	mu.Lock()
	defer mu.Unlock()
	return got, slices.Clone(asked)
}

const project = `{"path_with_namespace":"g/s/p","web_url":"https://h.example/g/s/p","issues_access_level":"enabled","last_activity_at":"2024-01-01T00:00:00Z"}`

func TestThreadsAndFix(t *testing.T) {
	got, asked := collect(t, map[string]string{
		"/projects/g%2Fs%2Fp": project,
		"/projects/g%2Fs%2Fp/issues": `[{"id":103,"iid":3,"web_url":"https://h.example/g/s/p/-/issues/3","title":"Deadlock in Reset","description":"it hangs forever","state":"closed","user_notes_count":2,"created_at":"2023-01-02T00:00:00Z","closed_at":"2023-02-02T00:00:00Z"},
			{"id":104,"iid":4,"confidential":true,"title":"Deadlock elsewhere","web_url":"https://h.example/g/s/p/-/issues/4"}]`,
		"/projects/g%2Fs%2Fp/merge_requests":        `[{"iid":9,"web_url":"https://h.example/g/s/p/-/merge_requests/9","title":"Flush wipes the whole redis","state":"opened","created_at":"2023-01-02T00:00:00Z"}]`,
		"/projects/g%2Fs%2Fp/issues/3/closed_by":    `[{"iid":5,"state":"closed"},{"iid":6,"state":"merged","merge_commit_sha":"abc","merged_at":"2023-02-02T00:00:00Z"}]`,
		"/projects/g%2Fs%2Fp/repository/merge_base": `{"id":"zzz"}`,
		"/projects/g%2Fs%2Fp/repository/tags":       `[{"name":"v1.0.0"}]`,
	})
	var classes []string
	for _, s := range got.Signals {
		classes = append(classes, s.Class+" "+s.Source+" "+s.State+" "+s.Date+" "+s.FixedIn)
	}
	slices.Sort(classes)
	want := []string{"flush pull-request open 2023-01-02 ", "lock-bug issue closed 2023-01-02 "}
	if diff := cmp.Diff(want, classes); diff != "" || got.Status != "ok" {
		t.Errorf("status %s, asked %v, signals (-want +got):\n%s", got.Status, asked, diff)
	}
}

func TestFixedInTheVettedVersion(t *testing.T) {
	got, asked := collect(t, map[string]string{
		"/projects/g%2Fs%2Fp":                       project,
		"/projects/g%2Fs%2Fp/issues":                `[]`,
		"/projects/g%2Fs%2Fp/merge_requests":        `[{"iid":9,"web_url":"https://h.example/g/s/p/-/merge_requests/9","title":"fix: deadlock in Reset","state":"merged","created_at":"2023-01-02T00:00:00Z"}]`,
		"/projects/g%2Fs%2Fp/merge_requests/9":      `{"iid":9,"title":"fix: deadlock in Reset","state":"merged","merge_commit_sha":"abc","merged_at":"2023-02-02T00:00:00Z"}`,
		"/projects/g%2Fs%2Fp/repository/merge_base": `{"id":"abc"}`,
	})
	if len(got.Signals) != 1 || got.Signals[0].FixedIn != "v1.0.0" || got.Signals[0].FixBasis != "ancestry" {
		t.Errorf("asked %v, got %+v, want it fixed in v1.0.0 by ancestry", asked, got.Signals)
	}
}

// TestClientPanics: the client library dereferences an identifier that this
// answer lacks.
func TestClientPanics(t *testing.T) {
	got, _ := collect(t, map[string]string{"/projects/g%2Fs%2Fp": project, "/projects/g%2Fs%2Fp/issues": `[{"iid":3}]`})
	if got.Status != "unreadable answer" {
		t.Errorf("status %q, want unreadable answer", got.Status)
	}
}

func TestStatus(t *testing.T) {
	for name, tt := range map[string]struct {
		answer http.HandlerFunc
		status string
	}{
		"gone":         {nil, "not-found"},
		"limited":      {code(429, "", "RateLimit-Remaining", "0", "RateLimit-Reset", "1714568400"), "rate-limited (resets 2024-05-01T13:00:00Z)"},
		"unauthorised": {code(401, `{"message":"401 Unauthorized"}`), "unauthorised"},
		"forbidden":    {code(403, `{"message":"403 Forbidden"}`), "unauthorised"},
		"server error": {code(502, "bad gateway"), "unavailable"},
		"garbage":      {says("<html>"), "unreadable answer"},
		"empty":        {says("{}"), "unreadable answer"},
		"cut off":      {says(project, "Content-Length", "9999"), "unavailable"},
		"slow":         {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "unavailable"},
		"issues off":   {says(`{"path_with_namespace":"g/s/p","issues_access_level":"disabled"}`), "no-tracker"},
	} {
		routes := map[string]http.HandlerFunc{}
		if tt.answer != nil {
			routes["/projects/g%2Fs%2Fp"] = tt.answer
		}
		limit := patient
		if name == "slow" {
			limit = impatient
		}
		if got, _ := collectWithin(t, limit, routes); !strings.HasPrefix(got.Status, tt.status) {
			t.Errorf("%s: status %q, want %q", name, got.Status, tt.status)
		}
	}
}

func TestRename(t *testing.T) {
	got, _ := collectFrom(t, map[string]http.HandlerFunc{
		"/projects/g%2Fs%2Fp": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/api/v4/projects/7", http.StatusMovedPermanently)
		},
		"/projects/7":                      says(strings.ReplaceAll(project, "g/s/p", "new/p")),
		"/projects/new%2Fp/issues":         says("[]"),
		"/projects/new%2Fp/merge_requests": says("[]"),
	})
	if got.Status != "ok" || len(got.Signals) != 1 || got.Signals[0].Phrase != "g/s/p is now new/p" {
		t.Errorf("status %q, signals %+v; want the move", got.Status, got.Signals)
	}
}

// TestPages: further pages are read, up to a bound, and what is missing is said.
func TestPages(t *testing.T) {
	page := func(broken string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			n := r.URL.Query().Get("page")
			if n == broken {
				w.WriteHeader(http.StatusBadGateway)
				return
			}
			next, err := strconv.Atoi(n)
			if err != nil {
				t.Errorf("page %q is no number", n)
			}
			w.Header().Set("X-Next-Page", strconv.Itoa(next+1))
			_, _ = fmt.Fprintf(w, `[{"id":%[1]s,"iid":%[1]s,"web_url":"https://h.example/g/s/p/-/issues/%[1]s","title":"Deadlock in Reset%[1]s","state":"opened","created_at":"2023-01-02T00:00:00Z"}]`, n)
		}
	}
	for _, tt := range []struct {
		broken, status string
		n              int
	}{{"", "truncated: only the newest threads were read", 3}, {"2", "truncated: unavailable", 1}, {"1", "unavailable", 0}} {
		got, _ := collectFrom(t, map[string]http.HandlerFunc{
			"/projects/g%2Fs%2Fp": says(project), "/projects/g%2Fs%2Fp/issues": page(tt.broken), "/projects/g%2Fs%2Fp/merge_requests": says("[]"),
		})
		if n := len(got.Signals) + got.More; got.Status != tt.status || n != tt.n {
			t.Errorf("page %q broken: status %q with %d threads, want %q with %d", tt.broken, got.Status, n, tt.status, tt.n)
		}
	}
}
