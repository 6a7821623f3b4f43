package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// clock is a time that only moves when somebody sleeps.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *clock) Sleep(_ context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return nil
}

// fetcher is New with a clock where the test does not care.
func fetcher(cfg Config) *Fetcher {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return New(cfg)
}

func newClock() *clock { return &clock{now: time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)} }

// serve answers the nth request with the nth handler, the last one for good.
func serve(t *testing.T, handlers ...http.HandlerFunc) (*httptest.Server, *int) {
	t.Helper()
	var mu sync.Mutex
	n := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		h := handlers[min(n, len(handlers)-1)]
		n++
		mu.Unlock()
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s, &n
}

func get(t *testing.T, f *Fetcher, url string) (string, error) {
	t.Helper()
	return getContext(t.Context(), f, url)
}

func getContext(ctx context.Context, f *Fetcher, url string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	resp, err := f.Client().Do(req)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(resp.Body)
	return string(body), errors.Join(err, resp.Body.Close())
}

func reasonOf(t *testing.T, err error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error = %v, want a *fetch.Error", err)
	}
	return e
}

func says(body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		_, _ = io.WriteString(w, body)
	}
}

func refuses(code int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		_, _ = io.WriteString(w, body)
	}
}

func TestConditionalRequest(t *testing.T) {
	c := newClock()
	s, n := serve(t, says("one", "ETag", `"a"`), func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") != `"a"` {
			t.Errorf("If-None-Match = %q", r.Header.Get("If-None-Match"))
		}
		w.WriteHeader(http.StatusNotModified)
	})
	f := fetcher(Config{Dir: t.TempDir(), Now: c.Now, Sleep: c.Sleep, Fresh: time.Minute})
	for i, want := range []int{1, 1, 2} {
		if i == 2 {
			c.now = c.now.Add(time.Hour)
		}
		got, err := get(t, f, s.URL+"/x")
		if err != nil || got != "one" || *n != want {
			t.Fatalf("round %d: %q %v after %d requests, want one after %d", i, got, err, *n, want)
		}
	}
}

func TestOffline(t *testing.T) {
	s, n := serve(t, says("kept"))
	dir := t.TempDir()
	if _, err := get(t, fetcher(Config{Dir: dir}), s.URL+"/x"); err != nil {
		t.Fatal(err)
	}
	off := fetcher(Config{Dir: dir, Offline: true})
	if got, err := get(t, off, s.URL+"/x"); err != nil || got != "kept" {
		t.Errorf("kept answer: %q %v", got, err)
	}
	_, err := get(t, off, s.URL+"/y")
	if reasonOf(t, err).Reason != Offline || *n != 1 {
		t.Errorf("reason %v after %d requests, want offline after 1", err, *n)
	}
}

func TestRefusals(t *testing.T) {
	c := newClock()
	reset := fmt.Sprint(c.Now().Add(time.Hour).Unix())
	tests := []struct {
		name   string
		answer http.HandlerFunc
		reason string
		tries  int
	}{
		{"not found", refuses(404, `{"message":"Not Found"}`), NotFound, 1},
		{"gone", refuses(410, ""), NotFound, 1},
		{"unauthorised", refuses(401, ""), Unauthorised, 1},
		{"forbidden", refuses(403, `{"message":"Resource not accessible"}`), Unauthorised, 1},
		{"legal", refuses(451, ""), Blocked, 1},
		{"too long a query", refuses(422, `{"message":"The search is longer than 256 characters."}`), Rejected, 1},
		{"primary limit", refuses(403, "", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset), RateLimited, 1},
		{"primary limit, 429", refuses(429, "", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset), RateLimited, 1},
		{"secondary limit", refuses(403, `{"message":"You have exceeded a secondary rate limit."}`), RateLimited, 1},
		{"gitlab limit", refuses(429, "", "RateLimit-Remaining", "0", "RateLimit-Reset", reset), RateLimited, 1},
		{"retry soon, forever", refuses(429, "", "Retry-After", "2"), RateLimited, 3},
		{"server error", refuses(502, ""), Unavailable, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newClock()
			s, n := serve(t, tt.answer)
			_, err := get(t, fetcher(Config{Now: c.Now, Sleep: c.Sleep}), s.URL)
			if e := reasonOf(t, err); e.Reason != tt.reason || *n != tt.tries {
				t.Errorf("%v after %d tries, want %s after %d", e, *n, tt.reason, tt.tries)
			}
		})
	}
}

func TestWaitsAndRetries(t *testing.T) {
	c := newClock()
	start := c.Now()
	s, n := serve(t, refuses(429, "", "Retry-After", "5"), says("at last"))
	f := fetcher(Config{Now: c.Now, Sleep: c.Sleep})
	got, err := get(t, f, s.URL)
	if err != nil || got != "at last" || *n != 2 || c.Now().Sub(start) != 5*time.Second {
		t.Errorf("%q %v, %d tries in %s; want the second answer after 5s", got, err, *n, c.Now().Sub(start))
	}
}

func TestLimitIsRemembered(t *testing.T) {
	c := newClock()
	s, n := serve(t, refuses(403, "", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", fmt.Sprint(c.Now().Add(time.Hour).Unix())))
	f := fetcher(Config{Now: c.Now, Sleep: c.Sleep})
	for range 3 {
		_, err := get(t, f, s.URL+"/a")
		if e := reasonOf(t, err); e.Reset.Sub(c.Now()) != time.Hour {
			t.Errorf("reset = %v, want in an hour", e.Reset)
		}
	}
	if *n != 1 {
		t.Errorf("%d requests were made to an exhausted host, want 1", *n)
	}
}

func TestOlderAnswerStandsIn(t *testing.T) {
	c := newClock()
	s, _ := serve(t, says("old"), refuses(503, ""))
	f := fetcher(Config{Dir: t.TempDir(), Now: c.Now, Sleep: c.Sleep, Fresh: time.Minute})
	if _, err := get(t, f, s.URL); err != nil {
		t.Fatal(err)
	}
	asked := c.Now()
	c.now = c.now.Add(time.Hour)
	ctx, trace := WithTrace(t.Context(), 9)
	got, err := getContext(ctx, f, s.URL)
	if err != nil || got != "old" || !trace.Stale() || !trace.AsOf().Equal(asked) {
		t.Errorf("%q %v, stale %v as of %v; want the old answer and its date", got, err, trace.Stale(), trace.AsOf())
	}
}

func TestRedirects(t *testing.T) {
	var seen []string
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, "other "+r.Header.Get("Authorization"))
		_, _ = io.WriteString(w, "moved")
	}))
	defer other.Close()
	first, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, "first "+r.Header.Get("Authorization"))
		http.Redirect(w, r, other.URL+"/new", http.StatusMovedPermanently)
	})
	host := strings.TrimPrefix(first.URL, "http://")
	f := fetcher(Config{Auth: func(h string) (string, string) {
		if h == host {
			return "Authorization", "Bearer secret"
		}
		return "", ""
	}})
	ctx, trace := WithTrace(t.Context(), 9)
	got, err := getContext(ctx, f, first.URL+"/old")
	if err != nil || got != "moved" {
		t.Fatalf("%q %v, want the moved answer", got, err)
	}
	if diff := cmp.Diff([]string{"first Bearer secret", "other "}, seen); diff != "" {
		t.Errorf("who saw the token (-want +got):\n%s", diff)
	}
	if len(trace.Hosts()) != 2 {
		t.Errorf("hosts = %v, want both", trace.Hosts())
	}
}

func TestRedirectLoop(t *testing.T) {
	s, _ := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) })
	_, err := get(t, fetcher(Config{}), s.URL+"/a")
	if err == nil || !strings.Contains(err.Error(), "too many redirects") {
		t.Errorf("error = %v, want too many redirects", err)
	}
}

func TestTokenStaysPrivate(t *testing.T) {
	const token = "tok-3141"
	c := newClock()
	s, _ := serve(t, says("x", "ETag", `"a"`), refuses(500, "tok"))
	dir := t.TempDir()
	f := fetcher(Config{Dir: dir, Now: c.Now, Sleep: c.Sleep, Auth: func(string) (string, string) { return "Authorization", "Bearer " + token }})
	if _, err := get(t, f, s.URL+"/a"); err != nil {
		t.Fatal(err)
	}
	if _, err := get(t, f, s.URL+"/b"); err == nil || strings.Contains(err.Error(), token) {
		t.Errorf("error = %v, want one without the token", err)
	}
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(p)
		if strings.Contains(string(data)+p, token) {
			t.Errorf("%s holds the token", p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNoTokenWithoutEncryption(t *testing.T) {
	f := fetcher(Config{Auth: func(string) (string, string) { return "Authorization", "Bearer x" }})
	for url, want := range map[string]string{"http://example.com/": "", "https://example.com/": "Bearer x", "http://127.0.0.1:1/": "Bearer x"} {
		req, err := http.NewRequest(http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, got := f.auth(req.URL); got != want {
			t.Errorf("%s gets %q, want %q", url, got, want)
		}
	}
}

func TestBounds(t *testing.T) {
	big, _ := serve(t, says(strings.Repeat("x", 10<<20)))
	_, err := get(t, fetcher(Config{MaxBody: 1 << 20}), big.URL)
	if reasonOf(t, err).Reason != TooLarge {
		t.Errorf("big answer: %v", err)
	}
	slow, _ := serve(t, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	_, err = get(t, fetcher(Config{Timeout: 30 * time.Millisecond}), slow.URL)
	if reasonOf(t, err).Reason != Unavailable {
		t.Errorf("slow answer: %v", err)
	}
	short, _ := serve(t, says("abc", "Content-Length", "10"))
	_, err = get(t, fetcher(Config{}), short.URL)
	if e := reasonOf(t, err); e.Reason != Unavailable || !strings.Contains(e.Error(), "cut off") {
		t.Errorf("cut off answer: %v", err)
	}
}

func TestBudget(t *testing.T) {
	s, n := serve(t, says("x"))
	f := fetcher(Config{Dir: t.TempDir()})
	ctx, trace := WithTrace(t.Context(), 2)
	for i, want := range []string{"", "", OverBudget, ""} {
		path := []string{"/a", "/b", "/c", "/a"}[i]
		_, err := getContext(ctx, f, s.URL+path)
		if want == "" && err != nil || want != "" && reasonOf(t, err).Reason != want {
			t.Errorf("call %d to %s: %v, want %q", i, path, err, want)
		}
	}
	if *n != 2 || trace.Left() != 0 {
		t.Errorf("%d requests, %d left; want 2 and 0", *n, trace.Left())
	}
}

func TestBrokenCacheFile(t *testing.T) {
	s, _ := serve(t, says("x"))
	dir := t.TempDir()
	f := fetcher(Config{Dir: dir})
	for _, junk := range []string{"", "{", `{"url":"other","status":200,"header":{}}`, "\x00\xff"} {
		if _, err := get(t, f, s.URL); err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(dir, "*", "*.json"))
		if err != nil || len(files) != 1 {
			t.Fatalf("files %v %v, want one", files, err)
		}
		if err := os.WriteFile(files[0], []byte(junk), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := get(t, f, s.URL); err != nil || got != "x" {
			t.Errorf("with %q on disk: %q %v", junk, got, err)
		}
	}
}

func TestSharedByRuns(t *testing.T) {
	s, _ := serve(t, says(strings.Repeat("y", 1<<16)))
	dir := t.TempDir()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			f := fetcher(Config{Dir: dir, Fresh: time.Nanosecond})
			for range 20 {
				if got, err := getContext(context.Background(), f, s.URL); err != nil || len(got) != 1<<16 {
					t.Errorf("%d bytes, %v", len(got), err)
				}
			}
		})
	}
	wg.Wait()
}
