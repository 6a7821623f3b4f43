package signals

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/signals/fetch"
)

// told is a tracker that answers from its fields.
type told struct {
	facts Facts
	found Found
	err   error
	asked []string
}

func (f *told) Repository(_ context.Context, repo string) (Facts, error) {
	f.asked = append(f.asked, repo)
	if f.facts.Name == "" || !strings.EqualFold(repo, f.facts.Name) {
		return Facts{}, &fetch.Error{Reason: fetch.NotFound, Status: 404}
	}
	return f.facts, nil
}

func (f *told) Threads(_ context.Context, repo string, _ Query) (Found, error) {
	f.asked = append(f.asked, "threads of "+repo)
	return f.found, f.err
}

func collector(t *testing.T, tr Tracker) *Collector {
	t.Helper()
	c, err := NewCollector(lexicon(t), Config{
		Client: &http.Client{}, Now: func() time.Time { return time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC) },
		Kinds: map[string]string{"git.corp.example": "fake"},
		Providers: []Provider{{
			Name: "fake", Serves: func(host string) bool { return host == "github.com" || host == "gitlab.com" },
			New: func(string, *http.Client) (Tracker, error) { return tr, nil },
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCollectAmbiguousPath(t *testing.T) {
	tr := &told{facts: Facts{Name: "g/s", HasIssues: true}}
	got := collector(t, tr).Collect(t.Context(), Request{Module: "gitlab.com/g/s/sub/dir", Version: "v1.0.0"})
	if got.Status != "ok" || got.Repository != "gitlab.com/g/s" || strings.Join(tr.asked, " ") != "g/s/sub/dir g/s/sub g/s threads of g/s" {
		t.Errorf("%+v after asking %q", got, tr.asked)
	}
	if len(got.Signals) != 0 {
		t.Errorf("signals %+v, want none: it did not move", got.Signals)
	}
}

func TestCollectElsewhere(t *testing.T) {
	tr := &told{facts: Facts{Name: "golang/tools", HasIssues: true}}
	collector(t, tr).Collect(t.Context(), Request{Module: "golang.org/x/tools", Version: "v0.1.0"})
	if strings.Join(tr.asked, " ") != "golang/tools threads of golang/go" {
		t.Errorf("asked %q, want the issues of golang/go", tr.asked)
	}
}

func TestCollectHosts(t *testing.T) {
	tr := &told{facts: Facts{Name: "o/r", HasIssues: true}}
	for origin, want := range map[string]string{
		"https://git.corp.example/o/r": "ok",
		"https://sourcehut.example/~o": "unresolved",
		"https://other.example/o/r":    "unsupported host other.example",
	} {
		got := collector(t, tr).Collect(t.Context(), Request{Module: "m", Version: "v1.0.0", Origin: &Origin{URL: origin}})
		if !strings.HasPrefix(got.Status, want) {
			t.Errorf("%s: status %q, want %q", origin, got.Status, want)
		}
	}
}

func TestCollectKeepsWhatItHas(t *testing.T) {
	tr := &told{facts: Facts{Name: "o/r", HasIssues: true}, err: errors.New("unexpected end"), found: Found{Threads: []Thread{
		{URL: "https://h/o/r/issues/1", Kind: KindIssue, State: StateOpen, Title: "Deadlock in Reset", Text: "it hangs"},
	}}}
	got := collector(t, tr).Collect(t.Context(), Request{
		Module: "github.com/o/r", Version: "v1.0.0", Deprecated: "use v2", Tree: fstest.MapFS{"README.md": {Data: []byte("Items have no expiration.\n")}},
	})
	if got.Status != "truncated: unreadable answer" || len(got.Signals) != 3 || Known(got.Status) {
		t.Errorf("got %+v; want deprecation, README and thread, and that the rest is missing", got)
	}
}

func TestCollectMonorepo(t *testing.T) {
	thread := func(n, text string) Thread {
		return Thread{URL: "https://h/o/r/issues/" + n, Kind: KindIssue, State: StateOpen, Title: "Deadlock and data race", Text: text, Replies: 1}
	}
	tr := &told{facts: Facts{Name: "o/r", HasIssues: true}, found: Found{Threads: []Thread{thread("1", "in rediscache, `A.One`"), thread("2", "in the other one, `A.Two`")}}}
	got := collector(t, tr).Collect(t.Context(), Request{Module: "github.com/o/r/rediscache", Version: "v1.0.0"})
	levels := map[string]finding.Level{}
	for _, s := range got.Signals {
		levels[s.URL] = s.Level
	}
	if levels["https://h/o/r/issues/1"] != finding.Warn || levels["https://h/o/r/issues/2"] != finding.Note {
		t.Errorf("levels %v, want a warning only of the thread that names the folder", levels)
	}
}

func TestCollectOff(t *testing.T) {
	c, err := NewCollector(lexicon(t), Config{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	got := c.Collect(t.Context(), Request{Module: "github.com/o/r", Version: "v1.0.0", Tree: fstest.MapFS{"README.md": {Data: []byte("Items have no expiration.\n")}}})
	if got.Status != "off" || len(got.Signals) != 1 {
		t.Errorf("got %+v, want the README's signal alone", got)
	}
}

func TestMends(t *testing.T) {
	for title, want := range map[string]bool{
		"Always set EXPIRE on keys": true, "fix: unlock by token": true, "Replace KEYS with SCAN": true, "feat: use singleflight to load": true,
		"feat: added Clear() method to flush all": false, "add flush all func": false, "Introduce LRU cache": false, "Add a mutex around the map": true,
	} {
		if got := mends(title); got != want {
			t.Errorf("mends(%q) = %v, want %v", title, got, want)
		}
	}
}

func TestCloses(t *testing.T) {
	for text, want := range map[string]bool{
		"Fixes #12": true, "closes: o/r#12": true, "resolves https://h/o/r/issues/12": true, "fix 12": false, "see #12": false, "Fixes #123": false, "": false,
	} {
		if got := Closes(text, 12); got != want {
			t.Errorf("Closes(%q) = %v, want %v", text, got, want)
		}
	}
}
