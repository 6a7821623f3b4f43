package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"github.com/cachevet/cachevet/internal/store"
)

const testName = "v1/ab/abcdef"

// behaves checks what the store expects of every remote.
func behaves(t *testing.T, r store.Remote) {
	t.Helper()
	ctx := t.Context()
	if _, err := r.Get(ctx, testName); !errors.Is(err, store.ErrMissing) {
		t.Errorf("get of what is not there: %v, want ErrMissing", err)
	}
	big := bytes.Repeat([]byte("\x00binary\xff"), 50_000)
	for _, data := range [][]byte{[]byte("first"), big} {
		if err := r.Put(ctx, testName, data); err != nil {
			t.Fatal(err)
		}
		got, err := r.Get(ctx, testName)
		if err != nil || !bytes.Equal(got, data) {
			t.Fatalf("got %d bytes, %v, want %d", len(got), err, len(data))
		}
	}
}

func openTest(t *testing.T, address string) Remote {
	t.Helper()
	r, err := Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func TestFolder(t *testing.T) {
	dir := t.TempDir()
	behaves(t, openTest(t, dir))
	left, err := filepath.Glob(filepath.Join(dir, "v1", "ab", "*"))
	if err != nil || len(left) != 1 {
		t.Errorf("files %v, %v, want the entry alone", left, err)
	}
	behaves(t, openTest(t, "file://"+filepath.ToSlash(t.TempDir())))
}

func TestFolderUnwritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	r := openTest(t, filepath.Join(file, "below"))
	if err := r.Put(t.Context(), testName, []byte("x")); err == nil {
		t.Error("no error")
	}
}

func TestOpenRefuses(t *testing.T) {
	for address, want := range map[string]string{
		"relative/folder":               "must be absolute",
		"ftp://host/x":                  "not one of file, s3, gs, azblob",
		"file://folder/x":               "three slashes",
		"gs://":                         "bucket is missing",
		"s3://user:s3cr3t@b\x7f/x":      "not a valid URL",
		"ftp://u:s3cr3t@h/x?sig=s3cr3t": "ftp://h/x",
	} {
		_, err := Open(t.Context(), address)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want it to mention %q", address, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%q: the error shows the secret: %v", address, err)
		}
	}
}

// objects is a server that keeps what it is sent, as each vendor's would.
type objects struct {
	mu     sync.Mutex
	data   map[string][]byte
	status int // when set, the answer to everything
	name   func(*http.Request) string
	seen   []*http.Request
}

func (o *objects) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.seen = append(o.seen, r)
	name := o.name(r)
	stored, ok := o.data[name]
	switch {
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
	case o.status != 0:
		w.Header().Set("x-ms-error-code", "AuthorizationFailure")
		w.WriteHeader(o.status)
	case r.Method == http.MethodPut || r.Method == http.MethodPost:
		o.data[name] = plainBody(r, body)
		w.Header().Set("ETag", `"x"`)
		if r.Header.Get("x-ms-version") != "" {
			w.WriteHeader(http.StatusCreated)
		}
	case !ok:
		w.Header().Set("x-ms-error-code", "BlobNotFound")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `<Error><Code>NoSuchKey</Code></Error>`)
	default:
		w.Header().Set("Last-Modified", time.Unix(1e9, 0).UTC().Format(http.TimeFormat))
		w.Header().Set("ETag", `"x"`)
		_, _ = w.Write(stored)
	}
}

// plainBody undoes the framing with which the S3 client sends checksums.
func plainBody(r *http.Request, body []byte) []byte {
	if !strings.Contains(r.Header.Get("Content-Encoding"), "aws-chunked") {
		return body
	}
	var out []byte
	for {
		head, rest, ok := bytes.Cut(body, []byte("\r\n"))
		size, _, _ := strings.Cut(string(head), ";")
		n := 0
		for _, c := range strings.ToLower(size) {
			n = n*16 + strings.IndexRune("0123456789abcdef", c)
		}
		if !ok || n <= 0 || n > len(rest) {
			return out
		}
		out = append(out, rest[:n]...)
		body = rest[n+2:]
	}
}

func serve(t *testing.T, name func(*http.Request) string) (*objects, *httptest.Server) {
	t.Helper()
	o := &objects{data: map[string][]byte{}, name: name}
	srv := httptest.NewServer(o)
	t.Cleanup(srv.Close)
	return o, srv
}

func googleName(r *http.Request) string {
	if name := r.URL.Query().Get("name"); name != "" {
		return name
	}
	_, name, _ := strings.Cut(r.URL.EscapedPath(), "/o/")
	name, _ = url.PathUnescape(name)
	return name
}

func TestGoogle(t *testing.T) {
	o, srv := serve(t, googleName)
	r := openTest(t, "gs://bucket/team/cache?endpoint="+srv.URL)
	behaves(t, r)
	if _, ok := o.data["team/cache/"+testName]; !ok {
		t.Errorf("objects %v lack the prefix", len(o.data))
	}
	for _, req := range o.seen {
		if req.Header.Get("Authorization") != "" {
			t.Error("a token went to an endpoint that is not Google's")
		}
	}
	refuses(t, o, r, "403 Forbidden")
}

// refuses checks the errors of a server that says no, and of one that is gone.
func refuses(t *testing.T, o *objects, r store.Remote, want string) {
	t.Helper()
	o.mu.Lock()
	o.status = http.StatusForbidden
	o.mu.Unlock()
	_, getErr := r.Get(t.Context(), testName)
	putErr := r.Put(t.Context(), testName, []byte("x"))
	for _, err := range []error{getErr, putErr} {
		if err == nil || errors.Is(err, store.ErrMissing) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want it to mention %q", err, want)
		}
		if err != nil && strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("the error shows the secret: %v", err)
		}
	}
}

func TestGoogleDown(t *testing.T) {
	_, srv := serve(t, googleName)
	r := openTest(t, "gs://bucket?endpoint="+srv.URL+"/s3cr3t")
	srv.Close()
	_, err := r.Get(t.Context(), testName)
	if err == nil || !strings.Contains(err.Error(), "refused") || strings.Contains(err.Error(), "s3cr3t") {
		t.Errorf("error %v, want the refused connection without the address's path", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Get(ctx, testName); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestGoogleLogin logs in as a user of its own making, at a server of
// the test, and wants the token with each request.
func TestGoogleLogin(t *testing.T) {
	o, srv := serve(t, googleName)
	tokens := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"access_token":"t0ken","token_type":"Bearer","expires_in":3600}`)
	}))
	t.Cleanup(tokens.Close)
	key, err := json.Marshal(map[string]string{
		"type": "authorized_user", "client_id": "id", "client_secret": "s3cr3t", "refresh_token": "r",
	})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "key.json")
	if err := os.WriteFile(file, key, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", file)
	// The token endpoint of the library is fixed; send its requests to the test.
	ctx := context.WithValue(t.Context(), oauth2.HTTPClient, &http.Client{Transport: toServers{
		"oauth2.googleapis.com": tokens.URL, "storage.googleapis.com": srv.URL,
	}})
	r, err := Open(ctx, "gs://bucket")
	if err != nil {
		t.Fatal(err)
	}
	behaves(t, r)
	for _, req := range o.seen {
		if got := req.Header.Get("Authorization"); got != "Bearer t0ken" {
			t.Errorf("authorization %q", got)
		}
	}
}

// toServers sends requests for a host to another address.
type toServers map[string]string

func (s toServers) RoundTrip(r *http.Request) (*http.Response, error) {
	to, err := url.Parse(s[r.URL.Host])
	if err != nil || to.Host == "" {
		return nil, errors.New("unexpected host " + r.URL.Host)
	}
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = to.Scheme, to.Host
	return http.DefaultTransport.RoundTrip(r)
}

func TestGoogleWithoutLogin(t *testing.T) {
	t.Setenv("GOOGLE_APPLICATION_CREDENTIALS", filepath.Join(t.TempDir(), "none"))
	r := openTest(t, "gs://bucket")
	if _, err := r.Get(t.Context(), testName); err == nil || !strings.Contains(err.Error(), "no Google credentials") {
		t.Errorf("error %v", err)
	}
}

// TestStoreThroughFolder runs two stores against one shared folder.
func TestStoreThroughFolder(t *testing.T) {
	shared := openTest(t, t.TempDir())
	key := store.NewRecipe("test", 1).Text("a", "b").Sum()
	for i, want := range []store.Stats{{Misses: 1, Puts: 1}, {Remote: 1, Puts: 1}} {
		s, err := store.Open(t.TempDir(), store.Options{Now: time.Now, Remote: shared})
		if err != nil {
			t.Fatal(err)
		}
		if data, ok := s.Get(key); !ok {
			if err := s.Put(key, []byte("value")); err != nil {
				t.Fatal(err)
			}
		} else if string(data) != "value" {
			t.Errorf("got %q", data)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if got := s.Stats(); got != want {
			t.Errorf("store %d: %+v, want %+v", i, got, want)
		}
	}
}
