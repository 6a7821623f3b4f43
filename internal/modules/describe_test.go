package modules

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/finding"
)

// refuseLists makes the world's proxy refuse to say which versions there are, as
// some companies' proxies do.
func (w *world) refuseLists() {
	w.t.Helper()
	target, err := url.Parse(getenv(w.env, "GOPROXY"))
	if err != nil {
		w.t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/@v/list") || strings.HasSuffix(r.URL.Path, "/@latest") {
			http.Error(rw, "not \x1b[31mallowed", http.StatusForbidden)
			return
		}
		proxy.ServeHTTP(rw, r)
	}))
	w.t.Cleanup(s.Close)
	w.env = append(w.env, "GOPROXY="+s.URL)
}

func TestResolveWhereListsAreRefused(t *testing.T) {
	w := newWorld(t)
	w.refuseLists()
	_, err := w.resolve("", "example.com/lib")
	wantError(t, err, NeedVersion, "name a version: example.com/lib@VERSION")
	_, err = w.resolve("", "example.com/lib@v9.0.0")
	wantError(t, err, NoModule, "no such module")
	res, err := w.resolve("", "example.com/lib/deep/inner@v1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]finding.Module{{Path: "example.com/lib", Version: "v1.0.0", Direct: true}}, res.Modules); diff != "" {
		t.Error(diff)
	}
}

func TestDescribe(t *testing.T) {
	for name, prepare := range map[string]func(*world){
		"online": func(*world) {},
		"off":    func(w *world) { w.env = append(w.env, "GOPROXY=off") },
		"refuse": func(w *world) { w.refuseLists() },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			res, err := w.resolve("", "example.com/client@v1.2.0", "example.com/lib@v1.0.0")
			if err != nil {
				t.Fatal(err)
			}
			prepare(w)
			env := append(res.Env[:len(res.Env):len(res.Env)], "GOPROXY="+getenv(w.env, "GOPROXY"))
			f, err := Describe(t.Context(), res.Dir, env, res.BuildFlags, "example.com/client", "v1.2.0")
			if err != nil {
				t.Fatal(err)
			}
			if f.Deprecated != "use example.com/other instead." || f.Retracted != "It loses writes." || f.Dir == "" || f.Time.IsZero() {
				t.Errorf("%+v", f)
			}
			if (f.Partial != "") != (name == "refuse") {
				t.Errorf("partial %q", f.Partial)
			}
			if f, err = Describe(t.Context(), res.Dir, env, res.BuildFlags, "example.com/lib", "v1.0.0"); err != nil {
				t.Fatal(err)
			}
			if name == "online" && f.Newer != "v1.1.0" || f.GoMod == "" {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestDescribeNothing(t *testing.T) {
	w := newWorld(t)
	res, err := w.resolve("", "example.com/lib@v1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	_, err = Describe(t.Context(), res.Dir, res.Env, res.BuildFlags, "example.com/nosuch", "v1.0.0")
	wantError(t, err, NoModule, "no such module")
}
