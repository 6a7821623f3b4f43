package gitlab_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/trackertest"
	"github.com/cachevet/cachevet/signals"
	"github.com/cachevet/cachevet/signals/gitlab"
)

var kind = trackertest.Kind{API: "/api/v4", New: func(host string, client *http.Client) (signals.Tracker, error) {
	return gitlab.New(host, client)
}}

// collect asks a test server that answers by path.
func collect(t *testing.T, answers map[string]string) (finding.ModuleSignals, []string) {
	t.Helper()
	return collectFrom(t, trackertest.Texts(answers))
}

func collectFrom(t *testing.T, routes trackertest.Routes) (finding.ModuleSignals, []string) {
	t.Helper()
	return collectWithin(t, trackertest.Patient, routes)
}

func collectWithin(t *testing.T, limit time.Duration, routes trackertest.Routes) (finding.ModuleSignals, []string) {
	t.Helper()
	return kind.Ask(t, limit, "/g/s/p.git", signals.Request{Module: "h.example/g/s/p"}, routes)
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
		"limited":      {trackertest.Code(429, "", "RateLimit-Remaining", "0", "RateLimit-Reset", "1714568400"), "rate-limited (resets 2024-05-01T13:00:00Z)"},
		"unauthorised": {trackertest.Code(401, `{"message":"401 Unauthorized"}`), "unauthorised"},
		"forbidden":    {trackertest.Code(403, `{"message":"403 Forbidden"}`), "unauthorised"},
		"server error": {trackertest.Code(502, "bad gateway"), "unavailable"},
		"garbage":      {trackertest.Text("<html>"), "unreadable answer"},
		"empty":        {trackertest.Text("{}"), "unreadable answer"},
		"cut off":      {trackertest.Text(project, "Content-Length", "9999"), "unavailable"},
		"slow":         {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "unavailable"},
		"issues off":   {trackertest.Text(`{"path_with_namespace":"g/s/p","issues_access_level":"disabled"}`), "no-tracker"},
	} {
		routes := trackertest.Routes{}
		if tt.answer != nil {
			routes["/projects/g%2Fs%2Fp"] = tt.answer
		}
		limit := trackertest.Patient
		if name == "slow" {
			limit = trackertest.Impatient
		}
		if got, _ := collectWithin(t, limit, routes); !strings.HasPrefix(got.Status, tt.status) {
			t.Errorf("%s: status %q, want %q", name, got.Status, tt.status)
		}
	}
}

func TestRename(t *testing.T) {
	got, _ := collectFrom(t, trackertest.Routes{
		"/projects/g%2Fs%2Fp": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/api/v4/projects/7", http.StatusMovedPermanently)
		},
		"/projects/7":                      trackertest.Text(strings.ReplaceAll(project, "g/s/p", "new/p")),
		"/projects/new%2Fp/issues":         trackertest.Text("[]"),
		"/projects/new%2Fp/merge_requests": trackertest.Text("[]"),
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
		got, _ := collectFrom(t, trackertest.Routes{
			"/projects/g%2Fs%2Fp": trackertest.Text(project), "/projects/g%2Fs%2Fp/issues": page(tt.broken), "/projects/g%2Fs%2Fp/merge_requests": trackertest.Text("[]"),
		})
		if n := len(got.Signals) + got.More; got.Status != tt.status || n != tt.n {
			t.Errorf("page %q broken: status %q with %d threads, want %q with %d", tt.broken, got.Status, n, tt.status, tt.n)
		}
	}
}
