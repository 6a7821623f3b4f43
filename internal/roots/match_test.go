package roots

import (
	"slices"
	"testing"

	"github.com/cachevet/cachevet/rules"
)

func TestLike(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"net/http.HandleFunc", "net/http.HandleFunc", true},
		{"net/http.HandleFunc", "net/http.HandleFuncs", false},
		{"net/http.HandleFunc", "net/http.Handle", false},
		{"net/http.*", "net/http.Handle", true},
		{"*.Handle", "net/http.Handle", true},
		{"(*net/http.ServeMux).Handle*", "(*net/http.ServeMux).HandleFunc", true},
		{"(*net/http.ServeMux).Handle", "(net/http.ServeMux).Handle", false},
		{"(net/http.ServeMux).Handle", "(*net/http.ServeMux).Handle", false},
		{"(*example.com/*.Router).*", "(*example.com/a/b.Router).GET", true},
		{"(*example.com/*.Router).*", "(*example.org/a.Router).GET", false},
		{"(*", "(*x.T).M", false},
		{"(**", "(*x.T).M", true},
		{"a*b*c", "a-b-c", true},
		{"a*b*c", "a-c-b", false},
		{"a*b*c", "abcbc", true},
		{"a*a", "a", false},
		{"a**a", "aa", true},
		{"*b*b", "abb", true},
		{"a*a*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
		{"*", "", true},
		{"", "", true},
		{"", "x", false},
		{"github.com/x/y", "github.com/x/y/z", false},
	} {
		if got := like(c.pattern, c.name); got != c.want {
			t.Errorf("like(%q, %q) = %v", c.pattern, c.name, got)
		}
	}
}

func TestExpand(t *testing.T) {
	for pattern, want := range map[string][]string{
		"":             nil,
		"a":            {"a"},
		"{a,b}.F":      {"a.F", "b.F"},
		"x.{A,B}{1,2}": {"x.A1", "x.A2", "x.B1", "x.B2"},
		"x.{A,}":       {"x.A", "x."},
		"x.{A":         {"x.{A"},
		"x}{":          {"x}{"},
	} {
		if got := expand(pattern); !slices.Equal(got, want) {
			t.Errorf("expand(%q) = %q, want %q", pattern, got, want)
		}
	}
}

func TestStripTypeArgs(t *testing.T) {
	for name, want := range map[string]string{
		"a.F":                           "a.F",
		"a.F[int]":                      "a.F",
		"(*a.T[K, V]).M":                "(*a.T).M",
		"(*a.T[map[string][]int]).M":    "(*a.T).M",
		"(a.T[b.U[int]]).M[c.V]":        "(a.T).M",
		"a.F[unclosed":                  "a.F",
		"(*a.T[chan func(x [2]int)]).M": "(*a.T).M",
	} {
		if got := stripTypeArgs(name); got != want {
			t.Errorf("stripTypeArgs(%q) = %q, want %q", name, got, want)
		}
	}
}

// TestMatcher finds rows by the bare name, by patterns and by alternatives.
func TestMatcher(t *testing.T) {
	m := NewMatcher(&rules.Catalogue{Frameworks: []rules.Framework{{
		Name: "web", Modules: []string{"example.com/web", "example.com/web/v2"},
		Roots: []rules.Root{
			{Call: "(*MODULE.Router).{GET,POST}", Kind: "http", Heat: "request"},
			{Call: "MODULE/job.Every*", Kind: "periodic", Heat: "periodic"},
			{Field: "MODULE.Options.OnMiss", Kind: "orm-hook", Heat: "request"},
			{Call: "*.Handle*", Kind: "http", Heat: "request"},
			{Call: "*.Serve*", Takes: "*MODULE.Server", Kind: "http", Heat: "request"},
		},
	}}})
	for name, want := range map[string]bool{
		"(*example.com/web.Router).GET":     true,
		"(*example.com/web/v2.Router).POST": true,
		"(*example.com/web.Router[T]).GET":  true,
		"(*example.com/web/v3.Router).GET":  false,
		"(*example.com/web.Router).PUT":     false,
		"(example.com/web.Router).GET":      false,
		"example.com/web/job.EveryMinute":   true,
		"example.com/web/job.Once":          false,
		"example.com/web.Options.OnMiss":    true,
		"example.com/web.Options.OnHit":     false,
		"example.com/api.HandleFiles":       true,
		"(example.com/api.Handler).Do":      false,
		"example.com/api.ServeFiles":        false,
		"":                                  false,
	} {
		if got := m.Entry(name); got != want {
			t.Errorf("Entry(%q) = %v", name, got)
		}
	}
}

// TestBuiltin holds the real catalogue to names that programs have.
func TestBuiltin(t *testing.T) {
	cat, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	m := NewMatcher(cat)
	for name, want := range map[string]bool{
		"net/http.HandleFunc":                         true,
		"(*net/http.ServeMux).HandleFunc":             true,
		"(*github.com/gin-gonic/gin.RouterGroup).GET": true,
		"sort.Slice":                             false,
		"(*sync.Once).Do":                        false,
		"(*golang.org/x/sync/errgroup.Group).Go": false,
	} {
		if got := m.Entry(name); got != want {
			t.Errorf("Entry(%q) = %v", name, got)
		}
	}
}

func FuzzLike(f *testing.F) {
	f.Add("(*a.T).*", "(*a.T).M")
	f.Add("{a,b}*", "a[b].c")
	f.Fuzz(func(t *testing.T, pattern, name string) {
		if len(pattern) > 40 || len(name) > 80 {
			return
		}
		for _, p := range expand(pattern) {
			like(p, name)
		}
		if got := stripTypeArgs(name); len(got) > len(name) {
			t.Errorf("stripTypeArgs(%q) = %q", name, got)
		}
		if !like(name, name) && !slices.Contains([]byte(name), '*') {
			t.Errorf("%q is not like itself", name)
		}
	})
}
