package link_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/cachevet/cachevet/internal/analyzertest"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/roots"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// everything asks a program all that an analyzer could and writes down the
// answers.
func everything(p *link.Program, m *roots.Matcher, open map[string]bool) string {
	var b strings.Builder
	for _, f := range p.Funcs {
		fmt.Fprintf(&b, "%s callable=%v\n", f.Name, p.Callable(f))
		for i := range f.Calls {
			for _, e := range f.Out[i] {
				fmt.Fprintf(&b, "  %d -> %s %s %s %v %s\n", i, e.Callee.Name, e.Via, e.Conf, e.Entry, e.Through)
			}
			for _, g := range p.Handed(f, int32(i), -1) {
				fmt.Fprintf(&b, "  %d hands %s\n", i, g.Name)
			}
		}
		for _, e := range f.Extra {
			fmt.Fprintf(&b, "  stores %s %s\n", e.Callee.Name, e.Through)
		}
		for _, o := range f.Ops {
			fmt.Fprintf(&b, "  op %d %s %s %s in %s\n", o.Call, o.Command, o.Callee, o.Conf, o.Inner().Name)
		}
		for l := range f.Loops {
			fmt.Fprintf(&b, "  loop %v %v\n", f.Loops[l], p.LoopBound(f, l, nil).Words)
		}
		for v := range f.Values {
			at := link.Val{Ref: link.Ref{F: f, V: int32(v)}}
			n, ok := p.Int(at)
			fmt.Fprintf(&b, "  %d: %q %d %v %s %v\n", v, p.Strings(at, true).Vals, n, ok, p.Describe(at), f.Uses(int32(v), 0))
			p.Truth(at)
			p.Expand(at)
		}
		for _, s := range p.Sweeps(f) {
			fmt.Fprintf(&b, "  sweep %d %d\n", s.Call, s.Loop)
		}
		r := p.Reach(f)
		for _, g := range p.Funcs {
			if _, ok := r.From(g); ok {
				path := r.Path(g)
				fmt.Fprintf(&b, "  from %s in %d %v\n", g.Name, len(path), len(f.Blocks) > 0 && p.Feasible(path, f, 0))
			}
		}
	}
	for _, r := range roots.Find(p, m, roots.Options{}) {
		fmt.Fprintf(&b, "root %s %s %s %q\n", r.Heat, r.Kind, r.F.Name, r.Routes)
	}
	return b.String()
}

func summaries(t testing.TB, file string) []*summary.Package {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range txtar.Parse(data).Files {
		files[f.Name] = string(f.Data)
	}
	tt, ok := t.(*testing.T)
	if !ok {
		tt = &testing.T{}
	}
	p, _ := analyzertest.New(tt).Link(tt, files)
	return p.Pkgs
}

func catalogue(t testing.TB) *rules.Catalogue {
	t.Helper()
	cat, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return cat
}

// TestOrder: the program depends on what the summaries say, not on their order
// nor on whether they come from the store.
func TestOrder(t *testing.T) {
	cat := catalogue(t)
	m := roots.NewMatcher(cat)
	for _, file := range []string{"shapes.txtar", "application.txtar", "several.txtar"} {
		pkgs := summaries(t, file)
		open := map[string]bool{pkgs[0].Path: true}
		opts := link.Options{Open: open, Entry: m.Entry}
		want := everything(link.Link(pkgs, cat, opts), m, open)
		for round := range 8 {
			mixed := make([]*summary.Package, len(pkgs))
			for to, from := range rand.New(rand.NewPCG(uint64(round), 3)).Perm(len(pkgs)) {
				back, err := summary.Decode(summary.Encode(pkgs[from]))
				if err != nil {
					t.Fatal(err)
				}
				mixed[to] = back
			}
			if d := cmp.Diff(want, everything(link.Link(mixed, cat, opts), m, open)); d != "" {
				t.Fatalf("%s: another order gives another program (-want +got):\n%s", file, d)
			}
		}
	}
}

// TestDeep: recursive types, mutual recursion and long chains end.
func TestDeep(t *testing.T) {
	var b strings.Builder
	b.WriteString("package s\nimport (\"context\"; \"github.com/redis/go-redis/v9\")\n")
	b.WriteString("type node struct{ next *node; kids []node; m map[string]node; f func(*node) *node; i iface }\n")
	b.WriteString("type iface interface{ step(iface) iface }\nfunc (n *node) step(i iface) iface { if i == nil { return n }; return i.step(n.i) }\n")
	b.WriteString("type wrap struct{ iface }\ntype fn func(fn) fn\nfunc turn(f fn) fn { return f(turn) }\nfunc even(n int) bool { return n == 0 || odd(n-1) }\nfunc odd(n int) bool { return even(n-1) }\n")
	b.WriteString("type list[T any] struct{ head T; tail *list[T] }\nfunc (l *list[T]) last() T { if l.tail == nil { return l.head }; return l.tail.last() }\nfunc Use(i iface) any { l := &list[iface]{head: wrap{wrap{i}}}; return l.last().step(l.head) }\n")
	const deep = 300
	for i := range deep {
		fmt.Fprintf(&b, "func f%d(ctx context.Context, c redis.Cmdable, s string) { f%d(ctx, c, s + \"x\") }\n", i, i+1)
	}
	fmt.Fprintf(&b, "func f%d(ctx context.Context, c redis.Cmdable, s string) { c.Keys(ctx, s); f0(ctx, c, s) }\nfunc Entry(ctx context.Context, c redis.Cmdable) { f0(ctx, c, \"\") }\n", deep)
	p, rs := analyzertest.New(t).Link(t, map[string]string{"s/s.go": b.String()})
	sink := p.Lookup(fmt.Sprintf("example.com/m/s.f%d", deep))
	if len(sink.Ops) != 1 {
		t.Fatalf("ops %v", sink.Ops)
	}
	reach := p.Reach(sink)
	for _, r := range rs {
		if r.F.Short == "Entry" {
			if path := reach.Path(r.F); len(path) != deep+1 {
				t.Errorf("path of %d calls", len(path))
			}
			return
		}
	}
	t.Error("no entry")
}

// TestDoubling: a list that doubles thirty times is not written out.
func TestDoubling(t *testing.T) {
	var b strings.Builder
	b.WriteString("package s\nimport (\"context\"; \"strings\"; \"github.com/redis/go-redis/v9\")\nfunc Entry(ctx context.Context, c *redis.Client) {\na0 := []any{\"KEYS\", \"*\"}\ns0 := []string{\"a\"}\nt0 := \"a\"\n")
	for i := range 30 {
		fmt.Fprintf(&b, "a%d := append(a%d, a%d...)\ns%d := append(s%d, s%d...)\nt%d := t%d + t%d + strings.ToUpper(t%d)\n", i+1, i, i, i+1, i, i, i+1, i, i, i)
	}
	b.WriteString("c.Do(ctx, a30...)\nc.Keys(ctx, strings.Join(s30, t30))\nfor range s30 { c.Get(ctx, t30) }\n}\n")
	src := map[string]string{"s/s.go": b.String()}
	start := time.Now()
	p, _ := analyzertest.New(t).Link(t, src)
	everything(p, roots.NewMatcher(catalogue(t)), nil)
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("took %v", d)
	}
}

// TestWorklist: the next keys of a walk over a table stand under the key at hand, which
// is one of them.
func TestWorklist(t *testing.T) {
	p, _ := analyzertest.New(t).Link(t, map[string]string{"s/s.go": `package s

import (
	"context"

	"github.com/redis/go-redis/v9"
)

func Entry(ctx context.Context, c *redis.Client, from string) {
	next := map[string][]string{}
	next[from] = []string{"b"}
	next["b"] = []string{"c"}
	queue := []string{from}
	for len(queue) > 0 {
		at := queue[0]
		queue = append(queue[1:], next[at]...)
		c.Get(ctx, at)
	}
}
`})
	everything(p, roots.NewMatcher(catalogue(t)), nil)
}

// TestDamaged links summaries in which single bytes were changed: whatever
// decodes must link and answer.
func TestDamaged(t *testing.T) {
	cat := catalogue(t)
	m := roots.NewMatcher(cat)
	pkgs := summaries(t, "several.txtar")
	decoded := 0
	for i, pkg := range pkgs {
		good := summary.Encode(pkg)
		r := rand.New(rand.NewPCG(uint64(i), 9))
		for range 400 {
			bad := append([]byte(nil), good...)
			for range 1 + r.IntN(3) {
				bad[1+r.IntN(len(bad)-1)] = byte(r.IntN(256))
			}
			if linkDamaged(t, cat, m, pkgs, i, bad) {
				decoded++
			}
		}
	}
	if decoded < 50 {
		t.Errorf("only %d damaged summaries decoded: the test says little", decoded)
	}
}

func linkDamaged(t *testing.T, cat *rules.Catalogue, m *roots.Matcher, pkgs []*summary.Package, i int, bad []byte) bool {
	p, err := summary.Decode(bad)
	if err != nil {
		return false
	}
	mixed := append([]*summary.Package(nil), pkgs...)
	mixed[i] = p
	open := map[string]bool{p.Path: true}
	everything(link.Link(mixed, cat, link.Options{Open: open, Entry: m.Entry}), m, open)
	return true
}

// FuzzLink: what decodes must link and answer without a panic.
func FuzzLink(f *testing.F) {
	cat := catalogue(f)
	m := roots.NewMatcher(cat)
	pkgs := summaries(f, "several.txtar")
	for i, p := range pkgs {
		f.Add(byte(i), summary.Encode(p))
	}
	f.Fuzz(func(t *testing.T, i byte, data []byte) {
		linkDamaged(t, cat, m, pkgs, int(i)%len(pkgs), data)
	})
}
