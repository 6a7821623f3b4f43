package gitea_test

import (
	"fmt"
	"io"
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
	"github.com/cachevet/cachevet/signals/gitea"
)

var kind = trackertest.Kind{API: "/api/v1", New: func(host string, client *http.Client) (signals.Tracker, error) {
	return gitea.New(host, client)
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
	return kind.Ask(t, limit, "/o/r", signals.Request{Module: "h.example/o/r"}, routes)
}

const repository = `{"full_name":"o/r","html_url":"https://h.example/o/r","has_issues":true,"archived":true,"updated_at":"2024-01-01T00:00:00Z"}`

func TestThreadsAndFix(t *testing.T) {
	got, asked := collect(t, map[string]string{
		"/repos/o/r": repository,
		"/repos/o/r/issues": `[{"number":3,"html_url":"https://h.example/o/r/issues/3","title":"Deadlock in Reset","body":"it hangs forever","state":"closed","comments":2,"created_at":"2023-01-02T00:00:00Z","closed_at":"2023-02-02T00:00:00Z"},
			{"number":9,"html_url":"https://h.example/o/r/pulls/9","title":"Flush wipes the whole redis","state":"open","created_at":"2023-01-02T00:00:00Z","pull_request":{"merged":false}}]`,
		"/repos/o/r/issues/3/timeline":    `[{"type":"comment"},{"type":"pull_ref","pull_request_url":"https://h.example/o/r/pulls/5"}]`,
		"/repos/o/r/pulls/5":              `{"number":5,"title":"unlock first","body":"Fixes #3","merged":true,"merged_at":"2023-02-02T00:00:00Z","merge_commit_sha":"abc"}`,
		"/repos/o/r/compare/v1.0.0...abc": `{"total_commits":2,"commits":[{"sha":"abc"}]}`,
		"/repos/o/r/compare/v1.1.0...abc": `{"total_commits":0,"commits":[]}`,
		"/repos/o/r/tags":                 `[{"name":"v1.1.0"},{"name":"v1.0.0"}]`,
	})
	var classes []string
	for _, s := range got.Signals {
		classes = append(classes, s.Class+" "+s.Source+" "+s.State+" "+s.FixedIn)
	}
	slices.Sort(classes)
	want := []string{"archived repository archived ", "flush pull-request open ", "lock-bug issue closed v1.1.0"}
	if diff := cmp.Diff(want, classes); diff != "" || got.Status != "ok" {
		t.Errorf("status %s, asked %v, signals (-want +got):\n%s", got.Status, asked, diff)
	}
}

func TestStatus(t *testing.T) {
	for name, tt := range map[string]struct {
		answer http.HandlerFunc
		status string
	}{
		"gone":         {nil, "not-found"},
		"limited":      {trackertest.Code(429, "", "Retry-After", "3600"), "rate-limited (resets 2024-05-01T13:00:00Z)"},
		"unauthorised": {trackertest.Code(401, `{"message":"token is required"}`), "unauthorised"},
		"server error": {trackertest.Code(500, "oops"), "unavailable"},
		"garbage":      {trackertest.Text("<html>"), "unreadable answer"},
		"empty":        {trackertest.Text("{}"), "unreadable answer"},
		"cut off":      {trackertest.Text(repository, "Content-Length", "9999"), "unavailable"},
		"slow":         {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "unavailable"},
		"issues off":   {trackertest.Text(`{"full_name":"o/r","has_issues":false,"mirror":true,"original_url":"https://u:p@up.example/o/r"}`), "no-tracker: a mirror of https://up.example/o/r"},
	} {
		routes := trackertest.Routes{}
		if tt.answer != nil {
			routes["/repos/o/r"] = tt.answer
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
		"/repos/o/r": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/api/v1/repos/new/name", http.StatusMovedPermanently)
		},
		"/repos/new/name":        trackertest.Text(`{"full_name":"new/name","has_issues":true}`),
		"/repos/new/name/issues": trackertest.Text("[]"),
	})
	if got.Status != "ok" || len(got.Signals) != 1 || got.Signals[0].Phrase != "o/r is now new/name" {
		t.Errorf("status %q, signals %+v; want the move", got.Status, got.Signals)
	}
}

// TestPages: further pages are read, up to a bound, and what is missing is said.
func TestPages(t *testing.T) {
	page := func(last, broken int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			n, err := strconv.Atoi(r.URL.Query().Get("page"))
			if err != nil {
				t.Errorf("page %q is no number", r.URL.Query().Get("page"))
			}
			if n == broken {
				w.WriteHeader(http.StatusBadGateway)
				return
			}
			list := []string{fmt.Sprintf(`{"number":%[1]d,"html_url":"https://h.example/o/r/issues/%[1]d","title":"Deadlock in Reset%[1]d","state":"open","created_at":"2023-01-02T00:00:00Z"}`, n)}
			for n != last && len(list) < 50 {
				list = append(list, "null")
			}
			_, _ = io.WriteString(w, "["+strings.Join(list, ",")+"]")
		}
	}
	repo := trackertest.Text(`{"full_name":"o/r","has_issues":true}`)
	for _, tt := range []struct {
		last, broken int
		status       string
		n            int
	}{{2, 0, "ok", 2}, {99, 0, "truncated: only the newest threads were read", 6}, {99, 2, "truncated: unavailable", 1}, {99, 1, "unavailable", 0}} {
		got, _ := collectFrom(t, trackertest.Routes{"/repos/o/r": repo, "/repos/o/r/issues": page(tt.last, tt.broken)})
		if n := len(got.Signals) + got.More; got.Status != tt.status || n != tt.n {
			t.Errorf("last page %d, page %d broken: status %q with %d threads, want %q with %d", tt.last, tt.broken, got.Status, n, tt.status, tt.n)
		}
	}
}
