package gitlab_test

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
	"github.com/cachevet/cachevet/signals/gitlab"
)

var now = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

// collect asks a test server that answers by escaped path.
func collect(t *testing.T, answers map[string]string) (finding.ModuleSignals, []string) {
	t.Helper()
	var asked []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.EscapedPath(), "/api/v4")
		asked = append(asked, path)
		body, ok := answers[path]
		switch {
		case !ok:
			http.Error(w, `{"message":"404 Project Not Found"}`, http.StatusNotFound)
		case body == "limited":
			w.Header().Set("RateLimit-Remaining", "0")
			w.Header().Set("RateLimit-Reset", "1714568400")
			w.WriteHeader(http.StatusTooManyRequests)
		default:
			w.Header().Set("Content-Type", "application/json")
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
		Name: "gitlab", Serves: func(string) bool { return true },
		New: func(host string, client *http.Client) (signals.Tracker, error) {
			return gitlab.New("http://"+host, client)
		},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	got := c.Collect(t.Context(), signals.Request{Module: "h.example/g/s/p", Version: "v1.0.0", Origin: &signals.Origin{URL: s.URL + "/g/s/p.git"}})
	return got, asked
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
	for name, tt := range map[string]struct{ body, status string }{
		"gone":       {"", "not-found"},
		"limited":    {"limited", "rate-limited (resets 2024-05-01T13:00:00Z)"},
		"garbage":    {"<html>", "unreadable answer"},
		"empty":      {"{}", "unreadable answer"},
		"issues off": {`{"path_with_namespace":"g/s/p","issues_access_level":"disabled"}`, "no-tracker"},
	} {
		answers := map[string]string{"/projects/g%2Fs%2Fp": tt.body}
		if tt.body == "" {
			answers = nil
		}
		if got, _ := collect(t, answers); !strings.HasPrefix(got.Status, tt.status) {
			t.Errorf("%s: status %q, want %q", name, got.Status, tt.status)
		}
	}
}
