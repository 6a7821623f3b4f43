package gitea_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/signals"
	"github.com/cachevet/cachevet/signals/fetch"
	"github.com/cachevet/cachevet/signals/gitea"
)

var now = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

// collect asks a test server that answers by path.
func collect(t *testing.T, answers map[string]string) (finding.ModuleSignals, []string) {
	t.Helper()
	var asked []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/api/v1")
		asked = append(asked, path)
		body, ok := answers[path]
		switch {
		case !ok:
			http.Error(w, `{"message":"not found"}`, http.StatusNotFound)
		case body == "limited":
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		default:
			_, _ = io.WriteString(w, body)
		}
	}))
	t.Cleanup(s.Close)
	l, err := signals.LoadLexicon()
	if err != nil {
		t.Fatal(err)
	}
	f := fetch.New(fetch.Config{Now: func() time.Time { return now }})
	c, err := signals.NewCollector(l, signals.Config{Client: f.Client(), Now: func() time.Time { return now }, Providers: []signals.Provider{{
		Name: "gitea", Serves: func(string) bool { return true },
		New: func(host string, client *http.Client) (signals.Tracker, error) {
			return gitea.New("http://"+host, client)
		},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return c.Collect(t.Context(), signals.Request{Module: "h.example/o/r", Version: "v1.0.0", Origin: &signals.Origin{URL: s.URL + "/o/r"}}), asked
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
	for name, tt := range map[string]struct{ body, status string }{
		"gone":       {"", "not-found"},
		"limited":    {"limited", "rate-limited (resets 2024-05-01T13:00:00Z)"},
		"garbage":    {"<html>", "unreadable answer"},
		"empty":      {"{}", "unreadable answer"},
		"issues off": {`{"full_name":"o/r","has_issues":false,"mirror":true,"original_url":"https://u:p@up.example/o/r"}`, "no-tracker: a mirror of https://up.example/o/r"},
	} {
		answers := map[string]string{"/repos/o/r": tt.body}
		if tt.body == "" {
			answers = nil
		}
		if got, _ := collect(t, answers); !strings.HasPrefix(got.Status, tt.status) {
			t.Errorf("%s: status %q, want %q", name, got.Status, tt.status)
		}
	}
}
