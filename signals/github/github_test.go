package github_test

import (
	"context"
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
	"github.com/cachevet/cachevet/signals"
	"github.com/cachevet/cachevet/signals/fetch"
	"github.com/cachevet/cachevet/signals/github"
)

const (
	repository = `{"full_name":"o/r","html_url":"https://h.example/o/r","has_issues":true,"pushed_at":"2024-01-01T00:00:00Z"}`
	deadlock   = `{"number":7,"html_url":"https://h.example/o/r/issues/7","title":"Deadlock in Reset","state":"open","body":"it hangs forever","comments":2,"user":{"type":"User"},"created_at":"2023-01-02T00:00:00Z"}`
)

var now = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

// routes answers by path below the API's root; anything else is not found.
type routes map[string]http.HandlerFunc

func (r routes) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	h, ok := r[strings.TrimPrefix(req.URL.Path, "/api/v3")]
	if !ok {
		h = code(404, `{"message":"Not Found"}`)
	}
	h(w, req)
}

func text(body string, header ...string) http.HandlerFunc { return code(200, body, header...) }

func code(status int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// collect asks a test server as if it were a GitHub Enterprise host.
func collect(t *testing.T, h http.Handler, req signals.Request) (finding.ModuleSignals, *httptest.Server) {
	t.Helper()
	return collectWithin(t, patient, h, req)
}

// patient is enough time for an answer on a busy machine, impatient is not
// enough for one that never comes.
const (
	patient   = 30 * time.Second
	impatient = 200 * time.Millisecond
)

func collectWithin(t *testing.T, limit time.Duration, h http.Handler, req signals.Request) (finding.ModuleSignals, *httptest.Server) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	f := fetch.New(fetch.Config{
		Timeout: limit, MaxBody: 1 << 20, Now: func() time.Time { return now },
		Sleep: func(context.Context, time.Duration) error { return nil },
	})
	req.Module, req.Origin = "h.example/o/r", &signals.Origin{VCS: "git", URL: s.URL + "/o/r"}
	if req.Version == "" {
		req.Version = "v1.0.0"
	}
	return collector(t, f.Client()).Collect(t.Context(), req), s
}

// collector asks whatever host as a GitHub Enterprise.
func collector(t *testing.T, client *http.Client) *signals.Collector {
	t.Helper()
	l, err := signals.LoadLexicon()
	if err != nil {
		t.Fatal(err)
	}
	c, err := signals.NewCollector(l, signals.Config{Client: client, Now: func() time.Time { return now }, Providers: []signals.Provider{{
		Name: "github", Serves: func(string) bool { return true },
		New: func(host string, client *http.Client) (signals.Tracker, error) {
			return github.New("http://"+host+"/", client)
		},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestStatus(t *testing.T) {
	reset := fmt.Sprint(now.Add(time.Hour).Unix())
	const until = "rate-limited (resets 2024-05-01T13:00:00Z)"
	tests := []struct {
		name   string
		repo   http.HandlerFunc
		issues http.HandlerFunc
		status string
		n      int
	}{
		{"fine", text(repository), text("[" + deadlock + "]"), "ok", 1},
		{"no threads", text(repository), text("[]"), "ok", 0},
		{"gone", code(404, `{"message":"Not Found"}`), nil, "not-found", 0},
		{"unauthorised", code(401, `{"message":"Bad credentials"}`), nil, "unauthorised", 0},
		{"blocked", code(451, `{"message":"Repository access blocked"}`), nil, "blocked for legal reasons", 0},
		{"primary limit 403", code(403, `{"message":"API rate limit exceeded"}`, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset), nil, until, 0},
		{"primary limit 429", code(429, `{}`, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset), nil, until, 0},
		{"limit at the list", text(repository), code(429, `{}`, "Retry-After", "3600"), until, 0},
		{"secondary limit", code(403, `{"message":"You have exceeded a secondary rate limit","documentation_url":"https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits"}`), nil, "rate-limited (resets 2024-05-01T12:01:00Z)", 0},
		{"nothing remains after this answer", text(repository, "X-RateLimit-Limit", "60", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset), text("[" + deadlock + "]"), "ok", 1},
		{"server error", code(502, "bad gateway"), nil, "unavailable", 0},
		{"garbage", text("<html>not json"), nil, "unreadable answer", 0},
		{"wrong shape", text(`[1,2]`), nil, "unreadable answer", 0},
		{"empty object", text(`{}`), nil, "unreadable answer", 0},
		{"garbage list", text(repository), text(`{"a":`), "unreadable answer", 0},
		{"cut off", text(repository, "Content-Length", "9999"), nil, "unavailable", 0},
		{"slow", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, nil, "unavailable", 0},
		{"too large", text(`{"full_name":"` + strings.Repeat("x", 2<<20) + `"}`), nil, "answer too large", 0},
		{"tracker off", text(strings.Replace(repository, `"has_issues":true`, `"has_issues":false`, 1)), nil, "no-tracker: ", 0},
		{"nulls", text(repository), text(`[null,{},{"html_url":"javascript:alert(1)","title":"Deadlock"}]`), "ok", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := routes{"/repos/o/r": tt.repo}
			if tt.issues != nil {
				r["/repos/o/r/issues"] = tt.issues
			}
			limit := patient
			if tt.name == "slow" {
				limit = impatient
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
	clock, dir := now, t.TempDir()
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
	s := httptest.NewServer(routes{"/repos/o/r": tagged(repository), "/repos/o/r/issues": tagged("[" + deadlock + "]")})
	defer s.Close()
	run := func() finding.ModuleSignals {
		f := fetch.New(fetch.Config{Dir: dir, Now: func() time.Time { return clock }})
		return collector(t, f.Client()).Collect(t.Context(), signals.Request{Version: "v1.0.0", Origin: &signals.Origin{VCS: "git", URL: s.URL + "/o/r"}})
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
	}{{text("[" + strings.ReplaceAll(deadlock, "7", "8") + "]"), "ok", 2}, {code(500, ""), "truncated: unavailable", 1}} {
		got, _ := collect(t, routes{"/repos/o/r": text(repository), "/repos/o/r/issues": func(w http.ResponseWriter, r *http.Request) {
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
	r := routes{"/repositories/1": text(strings.ReplaceAll(repository, "o/r", "new/name")), "/repos/new/name/issues": text("[]")}
	r["/repos/o/r"] = func(w http.ResponseWriter, req *http.Request) {
		http.Redirect(w, req, "/api/v3/repositories/1", http.StatusMovedPermanently)
	}
	got, s := collect(t, r, signals.Request{})
	if want := strings.TrimPrefix(s.URL, "http://") + "/new/name"; got.Repository != want || got.Status != "ok" {
		t.Errorf("repository %q, status %q; want %q, ok", got.Repository, got.Status, want)
	}
	if len(got.Signals) != 1 || got.Signals[0].Class != "moved" || got.Signals[0].Phrase != "o/r is now new/name" {
		t.Errorf("signals = %+v, want the move", got.Signals)
	}
}

func TestArchived(t *testing.T) {
	got, _ := collect(t, routes{
		"/repos/o/r": text(strings.Replace(repository, `"has_issues"`, `"archived":true,"has_issues"`, 1)), "/repos/o/r/issues": text("[]"),
	}, signals.Request{})
	if !got.Archived || len(got.Signals) != 1 || got.Signals[0].Class != "archived" || got.Signals[0].Level != finding.Warn {
		t.Errorf("got %+v, want archived at warn", got)
	}
}

func TestForkAsksItsParent(t *testing.T) {
	fork := `{"full_name":"o/r","has_issues":false,"fork":true,"parent":{"full_name":"up/stream"}}`
	got, _ := collect(t, routes{"/repos/o/r": text(fork), "/repos/up/stream/issues": text("[" + deadlock + "]")}, signals.Request{})
	if got.Status != "ok" || len(got.Signals) != 1 {
		t.Errorf("got %+v, want the parent's thread", got)
	}
}

// busy is a repository with more threads than are listed.
func busy(search http.HandlerFunc) routes {
	page := make([]string, 100)
	for i := range page {
		page[i] = fmt.Sprintf(`{"number":%d,"html_url":"https://h.example/o/r/issues/%d","title":"Question %d","state":"open","body":"how?"}`, i+100, i+100, i)
	}
	return routes{
		"/repos/o/r":        text(repository),
		"/repos/o/r/issues": text("["+strings.Join(page, ",")+"]", "Link", `<http://h.example/x?page=2>; rel="next", <http://h.example/x?page=90>; rel="last"`),
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
		{"incomplete", text(`{"total_count":1,"incomplete_results":true,"items":[` + deadlock + `]}`), "truncated: the search timed out"},
		{"too many", text(`{"total_count":5000,"items":[` + deadlock + `]}`), "truncated: more threads match than were read"},
		{"rejected", code(422, `{"message":"Validation Failed"}`), "truncated: query rejected"},
		{"limited", code(403, `{}`, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", fmt.Sprint(now.Add(time.Hour).Unix())), "truncated: rate-limited (resets 2024-05-01T13:00:00Z)"},
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
	base := func() routes {
		return routes{"/repos/o/r": text(repository), "/repos/o/r/issues": text("[" + closed + "]")}
	}
	tests := []struct {
		name  string
		extra routes
		time  string
		fixed string
		basis string
	}{
		{"by commit, in the vetted version", routes{
			"/repos/o/r/issues/7/timeline":    text(`[{"event":"closed","commit_id":"abc","created_at":"2023-02-01T00:00:00Z"}]`),
			"/repos/o/r/compare/abc...v1.0.0": text(`{"status":"ahead"}`),
		}, "", "v1.0.0", "ancestry"},
		{"reopened after the commit", routes{
			"/repos/o/r/issues/7/timeline": text(`[{"event":"closed","commit_id":"abc"},{"event":"reopened"},{"event":"closed"}]`),
		}, "", "", ""},
		{"later, first of several tags", routes{
			"/repos/o/r/issues/7/timeline":    text(`[{"event":"closed","commit_id":"abc"}]`),
			"/repos/o/r/compare/abc...v1.0.0": text(`{"status":"behind"}`),
			"/repos/o/r/compare/abc...v1.1.0": text(`{"status":"diverged"}`),
			"/repos/o/r/compare/abc...v1.2.0": text(`{"status":"ahead"}`),
			"/repos/o/r/compare/abc...v1.3.0": text(`{"status":"ahead"}`),
			"/repos/o/r/tags":                 text(`[{"name":"v2.0.0"},{"name":"v1.3.0"},{"name":"v1.3.0-rc.1"},{"name":"sub/v1.9.0"},{"name":"junk"},{"name":"v1.2.0"},{"name":"v1.1.0"},{"name":"v1.0.0"}]`),
		}, "", "v1.2.0", "ancestry"},
		{"by date only", routes{"/repos/o/r/issues/7/timeline": text(`[]`)}, "2023-06-01", "v1.0.0", "date"},
		{"closed after the version, nobody says how", routes{"/repos/o/r/issues/7/timeline": text(`[]`)}, "2022-06-01", "", ""},
		{"timeline refused", routes{}, "2022-06-01", "", ""},
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
	got, _ := collect(t, routes{"/repos/o/r": text(repository), "/repos/o/r/issues": text("[" + closed + "]")}, signals.Request{Time: now})
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
	got, _ := collect(t, routes{"/repos/o/r": text(repository), "/repos/o/r/issues": text("[" + issue + "]")}, signals.Request{})
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
		got, _ := collect(t, routes{"/repos/o/r": text(repository), "/repos/o/r/issues": text("[" + issue + "]")}, signals.Request{})
		if len(got.Signals) != 1 || got.Signals[0].Level != finding.Note {
			t.Errorf("%s: %+v, want a note", name, got.Signals)
		}
	}
}
