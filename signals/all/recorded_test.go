package all_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/signals"
	"github.com/cachevet/cachevet/signals/all"
	"github.com/cachevet/cachevet/signals/fetch"
)

// replay sends every request to a server that answers from a recording, by
// path, whatever host it was meant for.
type replay struct {
	server *httptest.Server
	asked  []string
}

func newReplay(t *testing.T, name string) *replay {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string][]byte{}
	for _, f := range archive.Files {
		answers[f.Name] = f.Data
	}
	r := &replay{}
	r.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, ok := answers[req.URL.Path]
		if !ok {
			http.Error(w, `{"message":"Not Found"}`, http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body)
	}))
	t.Cleanup(r.server.Close)
	return r
}

func (r *replay) RoundTrip(req *http.Request) (*http.Response, error) {
	r.asked = append(r.asked, req.URL.Host+req.URL.Path)
	to, err := url.Parse(r.server.URL)
	if err != nil {
		return nil, err
	}
	out := req.Clone(req.Context())
	out.URL.Scheme, out.URL.Host = to.Scheme, to.Host
	return http.DefaultTransport.RoundTrip(out)
}

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

type recorded struct {
	name, file string
	request    signals.Request
	joined     []finding.Joined
	fix        string
}

func cases() []recorded {
	return []recorded{
		{
			name: "a command that blocks", file: "asynq.txtar",
			request: signals.Request{Module: "github.com/hibiken/asynq", Version: "v0.16.0", Time: day("2021-03-11"), Findings: []finding.Finding{{
				Hazard: "keys", Level: finding.Warn, Command: "KEYS", Module: "github.com/hibiken/asynq", Version: "v0.16.0",
				Entry: finding.Entry{Function: "(*github.com/hibiken/asynq/internal/rdb.RDB).CurrentStats"},
				Sink:  finding.Sink{Function: "(*github.com/hibiken/asynq/internal/rdb.RDB).memoryUsage"},
			}}},
			joined: []finding.Joined{{
				URL: "https://github.com/hibiken/asynq/pull/254", Title: "Replaced blocking KEYS command to non-blocking SCAN",
				Phrase: "KEYS command to non-blocking SCAN", State: "merged", Effect: "raises", FixedIn: "v0.16.1",
			}},
			fix: "Upgrade to v0.16.1, which holds the fix of https://github.com/hibiken/asynq/pull/254.",
		},
		{
			name: "a loader without singleflight, in a folder of many modules", file: "gocache.txtar",
			request: signals.Request{Module: "github.com/eko/gocache/lib/v4", Version: "v4.1.5", Time: day("2023-09-08"), Findings: []finding.Finding{{
				Hazard: "stampede", Level: finding.Note, Module: "github.com/eko/gocache/lib/v4", Version: "v4.1.5",
				Entry: finding.Entry{Function: "(*github.com/eko/gocache/lib/v4/cache.LoadableCache[T]).Get"},
				Sink:  finding.Sink{Function: "(*github.com/eko/gocache/lib/v4/cache.LoadableCache[T]).Get"},
			}}},
			joined: []finding.Joined{{
				URL: "https://github.com/eko/gocache/issues/242", Title: "Avoid parallel running a load function for the same key",
				Phrase: "Avoid parallel running a load", State: "closed", Effect: "raises", FixedIn: "v4.1.6",
			}},
			fix: "Upgrade to v4.1.6, which holds the fix of https://github.com/eko/gocache/issues/242.",
		},
		{
			name: "keys that never expire", file: "go-limiter.txtar",
			request: signals.Request{Module: "github.com/sethvargo/go-limiter", Version: "v0.3.0", Time: day("2020-08-09"), Findings: []finding.Finding{{
				Hazard: "no-ttl", Level: finding.Note, Command: "HSET", Module: "github.com/sethvargo/go-limiter", Version: "v0.3.0",
				Entry: finding.Entry{Function: "(*github.com/sethvargo/go-limiter/redisstore.store).Take"},
				Sink:  finding.Sink{Function: "(*github.com/sethvargo/go-limiter/redisstore.store).Take"},
			}}},
			joined: []finding.Joined{{
				URL: "https://github.com/sethvargo/go-limiter/pull/12", Title: "Always set EXPIRE on keys after setting",
				Phrase: "Always set EXPIRE on", State: "merged", Effect: "raises", FixedIn: "v0.3.1",
			}},
			fix: "Upgrade to v0.3.1, which holds the fix of https://github.com/sethvargo/go-limiter/pull/12.",
		},
	}
}

// collect runs one recorded case; dir is where answers are kept.
func collect(t *testing.T, r *replay, dir string, offline bool, req signals.Request) (*signals.Lexicon, finding.ModuleSignals) {
	t.Helper()
	l, err := signals.LoadLexicon()
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return day("2026-01-02") }
	f := fetch.New(fetch.Config{Transport: r, Dir: dir, Offline: offline, Now: now})
	c, err := signals.NewCollector(l, signals.Config{Providers: all.Providers(), Client: f.Client(), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return l, c.Collect(t.Context(), req)
}

func TestRecorded(t *testing.T) {
	for _, tt := range cases() {
		t.Run(tt.name, func(t *testing.T) {
			r := newReplay(t, tt.file)
			dir := t.TempDir()
			l, got := collect(t, r, dir, false, tt.request)
			if got.Status != "ok" {
				t.Fatalf("status = %s, asked %v", got.Status, r.asked)
			}
			if diff := cmp.Diff([]string{"api.github.com"}, got.Hosts); diff != "" {
				t.Errorf("hosts (-want +got):\n%s", diff)
			}
			joined := l.Join(tt.request.Findings, map[string]finding.ModuleSignals{tt.request.Module: got})[0]
			if diff := cmp.Diff(tt.joined, joined.Signals); diff != "" {
				t.Errorf("joined (-want +got):\n%s", diff)
			}
			if joined.Fix != tt.fix {
				t.Errorf("fix %q, want %q", joined.Fix, tt.fix)
			}
			for _, s := range got.Signals {
				if s.FixedIn != "" && s.FixBasis != "ancestry" {
					t.Errorf("%s is fixed in %s by %q, want ancestry", s.URL, s.FixedIn, s.FixBasis)
				}
			}
		})
	}
}

// TestRecordedAtTheFix vets the version that holds the fix: the thread is
// joined, and raises nothing.
func TestRecordedAtTheFix(t *testing.T) {
	tt := cases()[1]
	tt.request.Version, tt.request.Findings[0].Version, tt.request.Time = "v4.1.6", "v4.1.6", day("2024-04-17")
	l, got := collect(t, newReplay(t, tt.file), t.TempDir(), false, tt.request)
	joined := l.Join(tt.request.Findings, map[string]finding.ModuleSignals{tt.request.Module: got})[0]
	if joined.Signals[0].Effect != "fixed" || joined.Signals[0].FixedIn != "v4.1.6" {
		t.Errorf("signals %+v; want one that says it is fixed in v4.1.6", joined.Signals)
	}
}

// TestRecordedOffline asks nobody the second time and says the same.
func TestRecordedOffline(t *testing.T) {
	for _, tt := range cases() {
		r := newReplay(t, tt.file)
		dir := t.TempDir()
		_, want := collect(t, r, dir, false, tt.request)
		asked := len(r.asked)
		_, got := collect(t, r, dir, true, tt.request)
		if len(r.asked) != asked {
			t.Errorf("%s: offline asked %v", tt.name, r.asked[asked:])
		}
		want.Hosts = []string{}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: offline differs (-online +offline):\n%s", tt.name, diff)
		}
		_, none := collect(t, r, t.TempDir(), true, tt.request)
		if none.Status != "offline" || len(none.Signals) != 0 || len(r.asked) != asked {
			t.Errorf("%s: with nothing kept: status %q, %d signals, %d requests", tt.name, none.Status, len(none.Signals), len(r.asked)-asked)
		}
	}
}

func TestPrivateStaysHome(t *testing.T) {
	l, err := signals.LoadLexicon()
	if err != nil {
		t.Fatal(err)
	}
	r := newReplay(t, "asynq.txtar")
	f := fetch.New(fetch.Config{Transport: r, Now: time.Now})
	c, err := signals.NewCollector(l, signals.Config{
		Providers: all.Providers(), Client: f.Client(), Now: time.Now, Private: func(path string) bool { return path == "github.com/hibiken/asynq" },
	})
	if err != nil {
		t.Fatal(err)
	}
	got := c.Collect(t.Context(), signals.Request{Module: "github.com/hibiken/asynq", Version: "v0.16.0"})
	if len(r.asked) != 0 || len(got.Hosts) != 0 || got.Repository != "" {
		t.Errorf("asked %v about a private module, signals %+v", r.asked, got)
	}
}
