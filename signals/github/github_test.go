package github_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/trackertest"
	"github.com/cachevet/cachevet/signals"
	"github.com/cachevet/cachevet/signals/fetch"
	"github.com/cachevet/cachevet/signals/github"
)

const (
	repository = `{"full_name":"o/r","html_url":"https://h.example/o/r","has_issues":true,"pushed_at":"2024-01-01T00:00:00Z"}`
	deadlock   = `{"number":7,"html_url":"https://h.example/o/r/issues/7","title":"Deadlock in Reset","state":"open","body":"it hangs forever","comments":2,"user":{"type":"User"},"created_at":"2023-01-02T00:00:00Z"}`
)

var kind = trackertest.Kind{API: "/api/v3", New: func(host string, client *http.Client) (signals.Tracker, error) {
	return github.New(host+"/", client)
}}

// collect asks a test server as if it were a GitHub Enterprise host.
func collect(t *testing.T, routes trackertest.Routes, req signals.Request) (finding.ModuleSignals, []string) {
	t.Helper()
	return collectWithin(t, trackertest.Patient, routes, req)
}

func collectWithin(t *testing.T, limit time.Duration, routes trackertest.Routes, req signals.Request) (finding.ModuleSignals, []string) {
	t.Helper()
	req.Module = "h.example/o/r"
	return kind.Ask(t, limit, "/o/r", req, routes)
}

func TestStatus(t *testing.T) {
	reset := fmt.Sprint(trackertest.Now.Add(time.Hour).Unix())
	const until = "rate-limited (resets 2024-05-01T13:00:00Z)"
	tests := []struct {
		name   string
		repo   http.HandlerFunc
		issues http.HandlerFunc
		status string
		n      int
	}{
		{"fine", trackertest.Text(repository), trackertest.Text("[" + deadlock + "]"), "ok", 1},
		{"no threads", trackertest.Text(repository), trackertest.Text("[]"), "ok", 0},
		{"gone", trackertest.Code(404, `{"message":"Not Found"}`), nil, "not-found", 0},
		{"unauthorised", trackertest.Code(401, `{"message":"Bad credentials"}`), nil, "unauthorised", 0},
		{"blocked", trackertest.Code(451, `{"message":"Repository access blocked"}`), nil, "blocked for legal reasons", 0},
		{"primary limit 403", trackertest.Code(403, `{"message":"API rate limit exceeded"}`, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset), nil, until, 0},
		{"primary limit 429", trackertest.Code(429, `{}`, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset), nil, until, 0},
		{"limit at the list", trackertest.Text(repository), trackertest.Code(429, `{}`, "Retry-After", "3600"), until, 0},
		{"secondary limit", trackertest.Code(403, `{"message":"You have exceeded a secondary rate limit","documentation_url":"https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits"}`), nil, "rate-limited (resets 2024-05-01T12:01:00Z)", 0},
		{"nothing remains after this answer", trackertest.Text(repository, "X-RateLimit-Limit", "60", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset), trackertest.Text("[" + deadlock + "]"), "ok", 1},
		{"server error", trackertest.Code(502, "bad gateway"), nil, "unavailable", 0},
		{"garbage", trackertest.Text("<html>not json"), nil, "unreadable answer", 0},
		{"wrong shape", trackertest.Text(`[1,2]`), nil, "unreadable answer", 0},
		{"empty object", trackertest.Text(`{}`), nil, "unreadable answer", 0},
		{"garbage list", trackertest.Text(repository), trackertest.Text(`{"a":`), "unreadable answer", 0},
		{"cut off", trackertest.Text(repository, "Content-Length", "9999"), nil, "unavailable", 0},
		{"slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, nil, "unavailable", 0},
		{"too large", trackertest.Text(`{"full_name":"` + strings.Repeat("x", 2<<20) + `"}`), nil, "answer too large", 0},
		{"tracker off", trackertest.Text(strings.Replace(repository, `"has_issues":true`, `"has_issues":false`, 1)), nil, "no-tracker: ", 0},
		{"nulls", trackertest.Text(repository), trackertest.Text(`[null,{},{"html_url":"javascript:alert(1)","title":"Deadlock"}]`), "ok", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := trackertest.Routes{"/repos/o/r": tt.repo}
			if tt.issues != nil {
				r["/repos/o/r/issues"] = tt.issues
			}
			limit := trackertest.Patient
			if tt.name == "slow" {
				limit = trackertest.Impatient
			}
			got, _ := collectWithin(t, limit, r, signals.Request{})
			if !strings.HasPrefix(got.Status, tt.status) || tt.status == "ok" && got.Status != "ok" {
				t.Errorf("status = %q, want %q", got.Status, tt.status)
			}
			if len(got.Signals) != tt.n {
				t.Errorf("%d signals, want %d: %+v", len(got.Signals), tt.n, got.Signals)
			}
		})
	}
}

// TestNotModified: the second run asks with the tags of the first, and what is
// not modified reads the same.
func TestNotModified(t *testing.T) {
	clock, dir := trackertest.Now, t.TempDir()
	asked, renewed := 0, 0
	tagged := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			asked++
			w.Header().Set("ETag", `"t"`)
			if r.Header.Get("If-None-Match") == `"t"` {
				renewed++
				w.WriteHeader(http.StatusNotModified)
				return
			}
			_, _ = io.WriteString(w, body)
		}
	}
	s := httptest.NewServer(trackertest.Routes{"/repos/o/r": tagged(repository), "/repos/o/r/issues": tagged("[" + deadlock + "]")}.Below(kind.API))
	defer s.Close()
	run := func() finding.ModuleSignals {
		f := fetch.New(fetch.Config{Dir: dir, Now: func() time.Time { return clock }})
		return kind.Collector(t, f.Client()).Collect(t.Context(), signals.Request{Version: "v1.0.0", Origin: &signals.Origin{VCS: "git", URL: s.URL + "/o/r"}})
	}
	first := run()
	if asked != 2 || renewed != 0 || first.Status != "ok" || len(first.Signals) != 1 {
		t.Fatalf("first run: %d requests, %d renewed, %+v", asked, renewed, first)
	}
	clock = clock.Add(time.Hour)
	second := run()
	if asked != 4 || renewed != 2 {
		t.Errorf("second run: %d requests, %d of them answered by 304; want 2 more, both", asked, renewed)
	}
	if second.AsOf != "2024-05-01T13:00:00Z" {
		t.Errorf("as of %s, want the second run's time", second.AsOf)
	}
	second.AsOf = first.AsOf
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("the second run differs (-first +second):\n%s", diff)
	}
}

// TestLaterPage: a page that cannot be had leaves the others, and is said.
func TestLaterPage(t *testing.T) {
	for _, tt := range []struct {
		answer http.HandlerFunc
		status string
		n      int
	}{{trackertest.Text("[" + strings.ReplaceAll(deadlock, "7", "8") + "]"), "ok", 2}, {trackertest.Code(500, ""), "truncated: unavailable", 1}} {
		got, _ := collect(t, trackertest.Routes{"/repos/o/r": trackertest.Text(repository), "/repos/o/r/issues": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Query().Get("page") == "2" {
				tt.answer(w, r)
				return
			}
			w.Header().Set("Link", `<http://h.example/x?page=2>; rel="next", <http://h.example/x?page=2>; rel="last"`)
			_, _ = io.WriteString(w, "["+deadlock+strings.Repeat(",null", 99)+"]")
		}}, signals.Request{})
		if n := len(got.Signals) + got.More; got.Status != tt.status || n != tt.n {
			t.Errorf("status %q with %d threads, want %q with %d", got.Status, n, tt.status, tt.n)
		}
	}
}

func TestRename(t *testing.T) {
	r := trackertest.Routes{"/repositories/1": trackertest.Text(strings.ReplaceAll(repository, "o/r", "new/name")), "/repos/new/name/issues": trackertest.Text("[]")}
	var host string
	r["/repos/o/r"] = func(w http.ResponseWriter, req *http.Request) {
		host = req.Host
		http.Redirect(w, req, "/api/v3/repositories/1", http.StatusMovedPermanently)
	}
	got, _ := collect(t, r, signals.Request{})
	if want := host + "/new/name"; got.Repository != want || got.Status != "ok" {
		t.Errorf("repository %q, status %q; want %q, ok", got.Repository, got.Status, want)
	}
	if len(got.Signals) != 1 || got.Signals[0].Class != "moved" || got.Signals[0].Phrase != "o/r is now new/name" {
		t.Errorf("signals = %+v, want the move", got.Signals)
	}
}

func TestArchived(t *testing.T) {
	got, _ := collect(t, trackertest.Routes{
		"/repos/o/r": trackertest.Text(strings.Replace(repository, `"has_issues"`, `"archived":true,"has_issues"`, 1)), "/repos/o/r/issues": trackertest.Text("[]"),
	}, signals.Request{})
	if !got.Archived || len(got.Signals) != 1 || got.Signals[0].Class != "archived" || got.Signals[0].Level != finding.Warn {
		t.Errorf("got %+v, want archived at warn", got)
	}
}

func TestForkAsksItsParent(t *testing.T) {
	fork := `{"full_name":"o/r","has_issues":false,"fork":true,"parent":{"full_name":"up/stream"}}`
	got, _ := collect(t, trackertest.Routes{"/repos/o/r": trackertest.Text(fork), "/repos/up/stream/issues": trackertest.Text("[" + deadlock + "]")}, signals.Request{})
	if got.Status != "ok" || len(got.Signals) != 1 {
		t.Errorf("got %+v, want the parent's thread", got)
	}
}

// busy is a repository with more threads than are listed.
func busy(search http.HandlerFunc) trackertest.Routes {
	page := make([]string, 100)
	for i := range page {
		page[i] = fmt.Sprintf(`{"number":%d,"html_url":"https://h.example/o/r/issues/%d","title":"Question %d","state":"open","body":"how?"}`, i+100, i+100, i)
	}
	return trackertest.Routes{
		"/repos/o/r":        trackertest.Text(repository),
		"/repos/o/r/issues": trackertest.Text("["+strings.Join(page, ",")+"]", "Link", `<http://h.example/x?page=2>; rel="next", <http://h.example/x?page=90>; rel="last"`),
		"/search/issues":    search,
	}
}

func TestSearch(t *testing.T) {
	var queries []string
	got, _ := collect(t, busy(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query().Get("q")
		queries = append(queries, q)
		if accept := r.Header.Get("Accept"); !strings.Contains(accept, "text-match") {
			t.Errorf("Accept = %q, want text matches", accept)
		}
		_, _ = io.WriteString(w, `{"total_count":1,"incomplete_results":false,"items":[`+deadlock+`]}`)
	}), signals.Request{Findings: []finding.Finding{{
		Hazard: "unsafe-unlock", Level: finding.Warn, Entry: finding.Entry{Function: `(*h.example/o/r.Store).Release"Lock`}, Sink: finding.Sink{Function: "h.example/o/r.Get"},
	}}})
	if got.Status != "ok" || len(got.Signals) != 1 {
		t.Errorf("got %+v, want one thread, found many times, once", got)
	}
	for _, q := range queries {
		if len([]rune(q)) > 256 || strings.Count(q, " OR ") > 5 || strings.Count(q, "repo:o/r ") != 1 || strings.Contains(q, "is:issue") == strings.Contains(q, "is:pull-request") {
			t.Errorf("query %q breaks a rule of the search", q)
		}
	}
	if len(queries) != 7 || !strings.Contains(queries[0], `"ReleaseLock"`) {
		t.Errorf("%d queries, first %q; want 7, the symbol's first", len(queries), queries[0])
	}
}

func TestSearchTrouble(t *testing.T) {
	tests := []struct {
		name   string
		answer http.HandlerFunc
		status string
	}{
		{"incomplete", trackertest.Text(`{"total_count":1,"incomplete_results":true,"items":[` + deadlock + `]}`), "truncated: the search timed out"},
		{"too many", trackertest.Text(`{"total_count":5000,"items":[` + deadlock + `]}`), "truncated: more threads match than were read"},
		{"rejected", trackertest.Code(422, `{"message":"Validation Failed"}`), "truncated: query rejected"},
		{"limited", trackertest.Code(403, `{}`, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", fmt.Sprint(trackertest.Now.Add(time.Hour).Unix())), "truncated: rate-limited (resets 2024-05-01T13:00:00Z)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, _ := collect(t, busy(tt.answer), signals.Request{}); got.Status != tt.status {
				t.Errorf("status = %q, want %q", got.Status, tt.status)
			}
		})
	}
}

func TestFixOfIssue(t *testing.T) {
	closed := strings.Replace(deadlock, `"state":"open"`, `"state":"closed","state_reason":"completed","closed_at":"2023-02-01T00:00:00Z"`, 1)
	base := func() trackertest.Routes {
		return trackertest.Routes{"/repos/o/r": trackertest.Text(repository), "/repos/o/r/issues": trackertest.Text("[" + closed + "]")}
	}
	tests := []struct {
		name  string
		extra trackertest.Routes
		time  string
		fixed string
		basis string
	}{
		{"by commit, in the vetted version", trackertest.Routes{
			"/repos/o/r/issues/7/timeline":    trackertest.Text(`[{"event":"closed","commit_id":"abc","created_at":"2023-02-01T00:00:00Z"}]`),
			"/repos/o/r/compare/abc...v1.0.0": trackertest.Text(`{"status":"ahead"}`),
		}, "", "v1.0.0", "ancestry"},
		{"reopened after the commit", trackertest.Routes{
			"/repos/o/r/issues/7/timeline": trackertest.Text(`[{"event":"closed","commit_id":"abc"},{"event":"reopened"},{"event":"closed"}]`),
		}, "", "", ""},
		{"later, first of several tags", trackertest.Routes{
			"/repos/o/r/issues/7/timeline":    trackertest.Text(`[{"event":"closed","commit_id":"abc"}]`),
			"/repos/o/r/compare/abc...v1.0.0": trackertest.Text(`{"status":"behind"}`),
			"/repos/o/r/compare/abc...v1.1.0": trackertest.Text(`{"status":"diverged"}`),
			"/repos/o/r/compare/abc...v1.2.0": trackertest.Text(`{"status":"ahead"}`),
			"/repos/o/r/compare/abc...v1.3.0": trackertest.Text(`{"status":"ahead"}`),
			"/repos/o/r/tags":                 trackertest.Text(`[{"name":"v2.0.0"},{"name":"v1.3.0"},{"name":"v1.3.0-rc.1"},{"name":"sub/v1.9.0"},{"name":"junk"},{"name":"v1.2.0"},{"name":"v1.1.0"},{"name":"v1.0.0"}]`),
		}, "", "v1.2.0", "ancestry"},
		{"by date only", trackertest.Routes{"/repos/o/r/issues/7/timeline": trackertest.Text(`[]`)}, "2023-06-01", "v1.0.0", "date"},
		{"closed after the version, nobody says how", trackertest.Routes{"/repos/o/r/issues/7/timeline": trackertest.Text(`[]`)}, "2022-06-01", "", ""},
		{"timeline refused", trackertest.Routes{}, "2022-06-01", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := base()
			for k, v := range tt.extra {
				r[k] = v
			}
			req := signals.Request{}
			if tt.time != "" {
				var err error
				if req.Time, err = time.Parse(time.DateOnly, tt.time); err != nil {
					t.Fatal(err)
				}
			}
			got, _ := collect(t, r, req)
			if len(got.Signals) != 1 || got.Signals[0].FixedIn != tt.fixed || got.Signals[0].FixBasis != tt.basis {
				t.Errorf("got %+v, want fixed in %q by %q", got.Signals, tt.fixed, tt.basis)
			}
		})
	}
}

func TestNotPlannedIsNotFixed(t *testing.T) {
	closed := strings.Replace(deadlock, `"state":"open"`, `"state":"closed","state_reason":"not_planned","closed_at":"2023-02-01T00:00:00Z"`, 1)
	got, _ := collect(t, trackertest.Routes{"/repos/o/r": trackertest.Text(repository), "/repos/o/r/issues": trackertest.Text("[" + closed + "]")}, signals.Request{Time: trackertest.Now})
	if len(got.Signals) != 1 || got.Signals[0].FixedIn != "" {
		t.Errorf("got %+v, want it unresolved", got.Signals)
	}
}

func TestHostileThread(t *testing.T) {
	body, err := json.Marshal(strings.Repeat("it hangs \x1b[2J\u202e</script>\n::error::owned\n", 6000))
	if err != nil {
		t.Fatal(err)
	}
	title := `"\u001b]0;owned\u0007Dead\u200block <img src=x onerror=alert(1)> \u202egnp\n::warning::x"`
	issue := fmt.Sprintf(`{"number":7,"html_url":"https://h.example/o/r/issues/7","title":%s,"state":"open","body":%s,"comments":1,"created_at":"2023-01-02T00:00:00Z"}`, title, body)
	got, _ := collect(t, trackertest.Routes{"/repos/o/r": trackertest.Text(repository), "/repos/o/r/issues": trackertest.Text("[" + issue + "]")}, signals.Request{})
	if len(got.Signals) != 1 {
		t.Fatalf("status %q, signals %+v, want one", got.Status, got.Signals)
	}
	s := got.Signals[0]
	if diff := cmp.Diff("Deadlock <img src=x onerror=alert(1)> gnp ::warning::x", s.Title); diff != "" {
		t.Errorf("title (-want +got):\n%s", diff)
	}
	if strings.ContainsAny(s.Title+s.Phrase, "\x1b\u202e\u200b\n\a") || len(s.Phrase) > 400 {
		t.Errorf("phrase %q", s.Phrase)
	}
}

func TestUnansweredIsOnlyANote(t *testing.T) {
	young := strings.Replace(deadlock, "2023-01-02", "2024-04-30", 1)
	lonely := strings.Replace(strings.Replace(deadlock, `"comments":2`, `"comments":0,"author_association":"NONE"`, 1), "/7", "/8", 1)
	for name, issue := range map[string]string{"young": young, "lonely": lonely} {
		got, _ := collect(t, trackertest.Routes{"/repos/o/r": trackertest.Text(repository), "/repos/o/r/issues": trackertest.Text("[" + issue + "]")}, signals.Request{})
		if len(got.Signals) != 1 || got.Signals[0].Level != finding.Note {
			t.Errorf("%s: %+v, want a note", name, got.Signals)
		}
	}
}
