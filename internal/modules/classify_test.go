package modules

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What the go command was seen to say.
func TestClassify(t *testing.T) {
	tests := []struct {
		stderr string
		kind   Kind
	}{
		{"go: example.com/x@v1.0.0: Get \"https://p/x\": dial tcp: lookup p: no such host", Network},
		{"go: example.com/x@v1.0.0: Get \"https://p/x\": dial tcp 127.0.0.1:1: connect: connection refused", Network},
		{"go: example.com/x@v1.0.0: Get \"https://p/x\": net/http: TLS handshake timeout", Network},
		{"go: example.com/x@v1.0.0: reading https://p/x: 503 Service Unavailable", Network},
		{"go: example.com/x@v1.0.0: reading https://p/x: 403 Forbidden\n\tserver response: no", Refused},
		{"go: example.com/x@v1.0.0: invalid version: git ls-remote -q https://h/x in /c: exit status 128:\n\tfatal: could not read Username for 'https://h': terminal prompts disabled", Refused},
		{"go: example.com/x@v1.0.0: invalid version: git ls-remote -q https://h/x in /c: exit status 128:\n\tfatal: unable to access 'https://h/x/': Could not resolve host: h", Network},
		{"go: example.com/x@v1.0.0: invalid version: git ls-remote: exit status 128:\n\tremote: Repository not found.", NoModule},
		{"go: example.com/x@v9.0.0: invalid version: unknown revision v9.0.0", NoVersion},
		{"go: example.com/x@v3.0.0: invalid version: module path includes a major version", NoVersion},
		{"go: example.com/x@^1: no matching versions for query \"^1\"", NoVersion},
		{"go: example.com/x@v1.0.0: reading https://p/x: 404 Not Found", NoModule},
		{"go: example.com/x@v1.0.0: unrecognized import path \"example.com/x\": reading https://example.com/x?go-get=1: 404 Not Found", NoModule},
		{"go: example.com/x@v1.0.0: module lookup disabled by GOPROXY=off", Offline},
		{"verifying example.com/x@v1.0.0: checksum mismatch\n\tdownloaded: h1:a\n\tgo.sum: h1:b\n\nSECURITY ERROR\n", Checksum},
		{"go: example.com/x@v1.0.0: verifying module: example.com/x@v1.0.0: reading https://sum.example/lookup/x: 404 Not Found", Checksum},
		{"go: example.com/x@v1.0.0 requires go >= 1.99.0 (running go 1.26.8; GOTOOLCHAIN=local)", Toolchain},
		{"go: errors parsing go.mod:\ngo.mod:3: unknown directive: x", BadGoMod},
		{"go: writing /tmp/x: no space left on device", DiskFull},
		{"go: open /home/x/go.sum: permission denied", Unreadable},
		{"something never seen before", Other},
		{"", Other},
	}
	for _, tt := range tests {
		err := classify(&failure{args: []string{"get"}, stderr: tt.stderr, err: errors.New("exit status 1")}, query{path: "example.com/x"})
		var e *Error
		if !errors.As(err, &e) || e.Kind != tt.kind {
			t.Errorf("%q: got %v, want %s", tt.stderr, err, tt.kind)
		}
	}
}

func TestCondense(t *testing.T) {
	tests := []struct{ in, want string }{
		{"go: downloading a v1\ngo: finding module\ngo: a@v1: gone\n\tserver response: no\n\nTo see more:\n\tgo help\n", "a@v1: gone server response: no"},
		{"go: \x1b]0;title\x07bad\u202ename\xff", `\x1b]0;title\x07bad\u202ename\xff`},
		{strings.Repeat("long ", 200), strings.Repeat("long ", 200)[:maxText] + "..."},
		{"", ""},
	}
	for _, tt := range tests {
		if got := condense(tt.in); got != tt.want {
			t.Errorf("%q\n got %q\nwant %q", tt.in, got, tt.want)
		}
	}
}

func FuzzEscape(f *testing.F) {
	f.Add("a\x1b[2J\u2028\U000e0001\xc3")
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range escape(s) {
			if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				t.Fatalf("%q keeps %U", s, r)
			}
		}
	})
}

func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{"example.com/x@v1.0.0", "example.com/x/...@latest", "-x", "a@b@c", "example.com/..."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := parseQuery(s)
		if err != nil {
			return
		}
		if strings.HasPrefix(q.target(), "-") || strings.ContainsAny(q.target(), " \n\x00\\") {
			t.Errorf("%q becomes %q", s, q.target())
		}
	})
}

func TestFileErrors(t *testing.T) {
	full := fileError(&os.PathError{Op: "write", Path: "/tmp/x\x1b", Err: syscall.ENOSPC}, "write a temporary go.mod")
	wantError(t, full, DiskFull, "free some space")
	denied := fileError(fmt.Errorf("while: %w", &os.PathError{Op: "open", Path: "/x", Err: syscall.EACCES}), "read go.mod")
	wantError(t, denied, Unreadable, "/x: cannot read go.mod (permission denied)")
}

func TestResolveInUnreadableModule(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	w := newWorld(t)
	w.files(lines())
	if err := os.Chmod(w.dir+"/go.mod", 0); err != nil {
		t.Fatal(err)
	}
	_, err := w.resolve("", "example.com/lib@v1.0.0")
	wantError(t, err, Unreadable, "go.mod")
}

func TestResolveInBrokenModule(t *testing.T) {
	for text, want := range map[string]string{
		"-- go.mod --\nmodule example.com/app\nrequire (((\n": "go.mod:3: syntax error",
		"-- go.mod --\ngo 1.20\n":                             "names no module",
	} {
		w := newWorld(t)
		w.files(text)
		_, err := w.resolve("", "example.com/lib@v1.0.0")
		wantError(t, err, OwnGoMod, want)
	}
}

// A module that needs a newer Go than there is gets no other toolchain.
func TestResolveInModuleOfTheFuture(t *testing.T) {
	w := newWorld(t)
	w.files("-- go.mod --\nmodule example.com/app\n\ngo 1.99\n")
	w.env = append(w.env, "GOTOOLCHAIN=auto")
	_, err := w.resolve("", "example.com/lib@v1.0.0")
	wantError(t, err, Toolchain, "needs Go 1.99 or later, and cachevet switches no toolchain; install it")
}

// A proxy that accepts and never answers must not outlive the time that is given.
func TestResolveTimeout(t *testing.T) {
	hang := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-hang }))
	t.Cleanup(func() { close(hang); s.Close() })
	w := newWorld(t)
	w.env = append(w.env, "GOPROXY="+s.URL)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, done, err := Resolve(ctx, Request{Args: []string{"example.com/lib@v1.0.0"}, Dir: w.dir, Env: w.env})
	done()
	wantError(t, err, Cancelled, "the time is up; give more with --timeout")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v does not wrap context.DeadlineExceeded", err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}

// This test uses the module proxy that the machine is set up with.
func TestResolveReal(t *testing.T) {
	if testing.Short() {
		t.Skip("uses the network")
	}
	env := append(os.Environ(), "TMPDIR="+t.TempDir())
	res, done, err := Resolve(t.Context(), Request{Args: []string{"golang.org/x/mod/modfile@v0.20.0"}, Dir: t.TempDir(), Env: env})
	defer done()
	var e *Error
	if errors.As(err, &e) && (e.Kind == Network || e.Kind == Refused || e.Kind == Offline) {
		t.Skip(e)
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Modules) != 1 || res.Modules[0].Path != "golang.org/x/mod" || res.Modules[0].Version != "v0.20.0" {
		t.Errorf("%+v", res.Modules)
	}
}
