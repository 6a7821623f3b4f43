package link_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/analyzertest"
	"github.com/cachevet/cachevet/internal/link"
)

// TestStrings evaluates the argument of each call of the function say. "?"
// stands for an unknown part.
func TestStrings(t *testing.T) {
	for _, c := range []struct{ name, code, want string }{
		{"constant", `say("KEYS")`, "KEYS"},
		{"concatenation", `say("FLUSH" + "ALL")`, "FLUSHALL"},
		{"unknown part", `say("user:" + os.Args[0])`, "user:?"},
		{"conversion", `type cmd string; const c cmd = "GET"; say(string(c))`, "GET"},
		{"branches", `s := "GET"; if len(os.Args) > 1 { s = "SET" }; say(s)`, "GET SET"},
		{"upper case", `say(strings.ToUpper("keys"))`, "KEYS"},
		{"lower case", `say(strings.ToLower("KEYS"))`, "keys"},
		{"trimmed", `say(strings.TrimSpace(" keys "))`, "keys"},
		{"joined", `say(strings.Join([]string{"a", "b"}, ":"))`, "a:b"},
		{"replaced", `say(strings.ReplaceAll("a-b", "-", ":"))`, "a:b"},
		{"printed", `say(fmt.Sprintf("%s:%d:%%", "user", 7))`, "user:7:%"},
		{"printed unknown", `say(fmt.Sprintf("%s:%s", "user", os.Args[1]))`, "user:?"},
		{"printed with width", `say(fmt.Sprintf("%-5s|", "a"))`, "a|"},
		{"variable", `var s string; p := &s; *p = "GET"; say(s)`, "GET"},
		{"global", `say(global)`, "GLOBAL"},
		{"field", `say(conf{cmd: "FIELD"}.cmd)`, "FIELD"},
		{"parameter", `pass("PASSED")`, "PASSED"},
		{"result", `say(give())`, "GIVEN"},
		{"second result", `_, s := two(); say(s)`, "SECOND"},
		{"captured", `s := "CAPTURED"; func() { say(s) }()`, "CAPTURED"},
		{"slice element", `say([]string{"a", "b"}[1])`, "b"},
		{"any element", `for _, s := range []string{"a", "b"} { say(s) }`, "a b"},
		{"map values", `m := map[string]string{"k": "v", "l": "w"}; for _, s := range m { say(s) }`, "v w"},
		{"map keys", `m := map[string]string{"k": "v", "l": "w"}; for s := range m { say(s) }`, "k l"},
		{"asserted", `var x any = "BOXED"; say(x.(string))`, "BOXED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := program(t, c.code)
			if got := said(p); got != c.want {
				t.Errorf("%s: %q, want %q", c.code, got, c.want)
			}
		})
	}
}

func program(t *testing.T, body string) *link.Program {
	t.Helper()
	src := `package s
import ("fmt"; "os"; "strings"; "sync/atomic")
var _, _, _, _ = fmt.Sprint, os.Args, strings.ToUpper, atomic.LoadInt32
var global = "GLOBAL"
type conf struct{ cmd string }
func say(string) {}
func pass(s string) { say(s) }
func give() string { return "GIVEN" }
func two() (int, string) { return 1, "SECOND" }
func again(s string) string { if len(s) > 9 { return s }; return again(s + os.Args[0]) }
func run() { ` + body + ` }
`
	p, _ := analyzertest.New(t).Link(t, map[string]string{"s/s.go": src})
	return p
}

func said(p *link.Program) string {
	var out []string
	for _, f := range p.Funcs {
		if f.Short == "pass" && len(f.In) == 0 {
			continue // its parameter is anything
		}
		for i := range f.Calls {
			if f.Calls[i].Name == "say" {
				v := link.Val{Ref: link.Ref{F: f, V: f.Calls[i].Args[0]}}
				out = append(out, p.Strings(v, true).Vals...)
			}
		}
	}
	slices.Sort(out)
	return strings.ReplaceAll(strings.Join(slices.Compact(out), " "), link.Hole, "?")
}

// TestStringsBounded: what grows without end is cut off with a hole, soon.
func TestStringsBounded(t *testing.T) {
	code := "s := \"\"\n"
	for range 12 {
		code += "if len(os.Args) > 1 { s += \"a\" } else { s += \"bb\" }\n"
	}
	p := program(t, code+"say(s)")
	got := strings.Fields(said(p))
	if len(got) > 64 || !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "?") }) {
		t.Errorf("%d texts, with no hole: %q", len(got), got)
	}
}

// TestStringsRecursion: a text that grows by recursion is known at its start.
func TestStringsRecursion(t *testing.T) {
	got := strings.Fields(said(program(t, `say(again("x"))`)))
	if !slices.Contains(got, "x") || !slices.Contains(got, "x?") || len(got) > 64 {
		t.Errorf("%q", got)
	}
}

// TestBounds names what ends a loop.
func TestBounds(t *testing.T) {
	for _, c := range []struct {
		name, code string
		want       link.BoundKind
	}{
		{"constant", `for i := 0; i < 10; i++ { say("") }`, link.Constant},
		{"elements", `for range os.Args { say("") }`, link.Elements},
		{"entries", `for range map[string]int{} { say("") }`, link.Elements},
		{"computed", `for i := 0; i < two2(); i++ { say("") }`, link.Numeric},
		{"endless", `for { say("") }`, link.EndlessFor},
		{"messages", `for range make(chan int) { say("") }`, link.Channel},
		{"written out", `for range []string{"a", "b"} { say("") }`, link.Constant},
		{"left at a limit", `for i := 0; ; i++ { if i >= 10 { break }; say("") }`, link.Numeric},
		{"left when enough is gathered", `var out []string; for { if len(out) > 99 { break }; out = append(out, two3()...) }`, link.Numeric},
		{"left at a short page", `for { if page := two3(); len(page) < 100 { break } }`, link.Unbounded},
		{"left at a page shorter than asked for", `n := two2(); for { if page := two3(); len(page) < n { break } }`, link.Unbounded},
		{"left when fewer were found", `for { if two2() < 100 { break } }`, link.Unbounded},
		{"elements, one of them the last", `for range os.Args { if two2() < 100 { break } }`, link.Elements},
		{"elements, none of them too large", `for _, a := range os.Args { if len(a) > 1000 { break } }`, link.Elements},
		{"left when a page says so", `for { var r struct{ n int }; two4(&r); if r.n < 100 { break } }`, link.Unbounded},
		{"left when there are fewer workers", `n := int32(two2()); for { if n >= atomic.LoadInt32(&workers) { return } }`, link.Unbounded},
		{"left at a short page that is shuffled", `for { page := two3(); func() { page[0] = "x" }(); if len(page) < 100 { break } }`, link.Unbounded},
		{"left at an answer", `for { if two2() > 400 { break } }`, link.Unbounded},
		{"a list to work off", `list := two3(); for len(list) > 0 { say(list[0]); list = list[1:] }`, link.Elements},
		{"down from a computed number", `for i := two2(); i > 0; i-- { say("") }`, link.Numeric},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := program(t, c.code+"\n}\nvar workers int32\nfunc two4(r *struct{ n int }) { r.n = len(os.Args) }\nfunc two3() []string { return os.Args }\nfunc two2() int { return len(os.Args)")
			f := p.Lookup("example.com/m/s.run")
			if len(f.Loops) != 1 {
				t.Fatalf("%d loops", len(f.Loops))
			}
			if b := p.LoopBound(f, 0, nil); b.Kind != c.want {
				t.Errorf("bound %d (%s), want %d", b.Kind, b.Words, c.want)
			}
		})
	}
}

// variables are those of TestVariablesDecide, and what changes them; it ends within a function.
const variables = `
var (
	list, filled = []string{}, []string{}
	named = words{}
	status text = "idle"
	table = map[string]string{"a": "idle"}
)
type box struct { n int; mode string }
type full struct { n int; mode string }
type val struct { n int }
var ( boxes []*box; fulls []*full )
type words []string
func (w *words) push() { *w = append(*w, "a") }
type text string
func (t *text) set() { *t = "busy" }
type count int
func (c *count) inc() { *c++ }
type counters struct { n count }
func keep(func()) {}
func fill(l *[]string) { *l = append(*l, "a") }
func change(l []string) { l[0] = "busy" }
func put(m map[string]string) { m["a"] = "busy" }
func decode(any) {`

// TestVariablesDecide: what a literal or a callee may put into a variable besides leaves a
// condition open.
func TestVariablesDecide(t *testing.T) {
	for _, c := range []struct {
		name, body string
		open       bool
	}{
		{"list that stays empty", "list := make([]string, 0, len(os.Args))\nkeep(func() { _ = list })\nif len(list) > 0 { say(\"x\") }", false},
		{"list that is appended to and captured", "list := make([]string, 0, len(os.Args))\nlist = append(list, os.Args...)\nkeep(func() { _ = list })\nif len(list) > 0 { say(\"x\") }", true},
		{"list that a literal appends to", "list := []string{}\nkeep(func() { list = append(list, \"a\") })\nif len(list) > 0 { say(\"x\") }", true},
		{"list that a callee fills", "var list []string\nfill(&list)\nif len(list) > 0 { say(\"x\") }", true},
		{"text that stays", "mode := \"idle\"\nkeep(func() { _ = mode })\nif mode == \"busy\" { say(\"x\") }", false},
		{"text that a literal sets", "mode := \"idle\"\nkeep(func() { mode = \"busy\" })\nif mode == \"busy\" { say(\"x\") }", true},
		{"list of the package", "if len(list) > 0 { say(\"x\") }", false},
		{"list of the package that a callee fills", "fill(&filled)\nif len(filled) > 0 { say(\"x\") }", true},
		{"list with a method", "named.push()\nif len(named) > 0 { say(\"x\") }", true},
		{"text with a method", "status.set()\nif status == \"busy\" { say(\"x\") }", true},
		{"number with a method", "c := counters{n: 0}\nc.n.inc()\nif c.n == 1 { say(\"x\") }", true},
		{"element", "l := []string{\"idle\"}\nif l[0] == \"busy\" { say(\"x\") }", false},
		{"element that a callee sets", "l := []string{\"idle\"}\nchange(l)\nif l[0] == \"busy\" { say(\"x\") }", true},
		{"map that a callee fills", "m := map[string]string{\"a\": \"idle\"}\nput(m)\nif m[\"a\"] == \"busy\" { say(\"x\") }", true},
		{"map of the package that a callee fills", "put(table)\nif table[\"a\"] == \"busy\" { say(\"x\") }", true},
		{"struct without a name", "var s struct{ Mode string }\ns.Mode = \"idle\"\ndecode(&s)\nif s.Mode == \"busy\" { say(\"x\") }", true},
		{"number that a struct leaves out", "boxes = append(boxes, &box{n: 1}, &box{})\nif boxes[len(os.Args)].n == 0 { say(\"x\") }", true},
		{"text that a struct leaves out", "boxes = append(boxes, &box{mode: \"idle\"}, &box{})\nif boxes[len(os.Args)].mode == \"\" { say(\"x\") }", true},
		{"number that each struct has", "fulls = append(fulls, &full{n: 1})\nif fulls[len(os.Args)].n == 0 { say(\"x\") }", false},
		{"text that each struct has", "fulls = append(fulls, &full{mode: \"idle\"})\nif fulls[len(os.Args)].mode == \"busy\" { say(\"x\") }", false},
		{"number of a struct without a literal", "var v [4]val\nv[0].n = 1\nif v[len(os.Args)].n == 0 { say(\"x\") }", true},
		{"number that a literal sets", "n := 0\nkeep(func() { n = 1 })\nif n == 1 { say(\"x\") }", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := program(t, c.body+"\n}\n"+variables)
			f := p.Lookup("example.com/m/s.run")
			for i := range f.Calls {
				if f.Calls[i].Name == "say" {
					if got := p.Feasible(nil, f, f.Calls[i].Block); got != c.open {
						t.Errorf("open %v, want %v", got, c.open)
					}
					return
				}
			}
			t.Error("no call of say")
		})
	}
}

// TestBoundWords names the elements of a list that the function puts together by what it
// puts them together from.
func TestBoundWords(t *testing.T) {
	for _, c := range []struct{ name, code, want string }{
		{"copied", `var out []string; for _, s := range os.Args { out = append(out, s) }; for range out { say("") }`, "elements of Args"},
		{"picked", `var out, rest []string; for _, s := range load() { if s == "" { rest = append(rest, s) } else { out = append(out, s) } }; for range out { say("") }; _ = rest`, "elements of the result of load"},
		{"made", `var out []pair; for k := range index { p := pair{}; p.a = k; fill(&p); out = append(out, p) }; for range out { say("") }`, "elements of index"},
		{"called", `var out []pair; for _, s := range os.Args { out = append(out, of(s)) }; for range out { say("") }`, "elements of Args"},
		{"joined", `var out []string; for _, s := range os.Args { out = append(out, parts(s)...) }; for range out { say("") }`, "elements of the result of parts"},
		{"worklist", `todo := load(); for len(todo) > 0 { at := todo[0]; todo = append(todo[1:], parts(at)...) }`, "elements of the result of load"},
		{"alone", `var out []string; out = append(out, os.Args[0]); for range out { say("") }`, "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := program(t, c.code+`
}
type pair struct { a, b string }
var index = map[string]string{"k": "v"}
func load() []string { return os.Args }
func parts(s string) []string { return os.Args[len(s):] }
func fill(p *pair) { p.b = "b" }
func of(s string) pair { return pair{s, s}`)
			f := p.Lookup("example.com/m/s.run")
			if got := p.LoopBound(f, len(f.Loops)-1, nil).Words; got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// TestTruth decides conditions by constants that callers pass.
func TestTruth(t *testing.T) {
	p := program(t, "guarded(true)\nother(false)\n}\nfunc other(b bool) { guarded(b) }\nfunc guarded(b bool) {\nif b { say(\"x\") }")
	f := p.Lookup("example.com/m/s.guarded")
	var got []string
	for _, in := range f.In {
		path := []*link.Edge{in}
		if in.Caller.Short == "other" {
			path = append([]*link.Edge{in.Caller.In[0]}, in)
		}
		verdict := in.Caller.Short + " no"
		if p.Feasible(path, f, f.Calls[0].Block) {
			verdict = in.Caller.Short + " yes"
		}
		got = append(got, verdict)
	}
	slices.Sort(got)
	if d := cmp.Diff([]string{"other no", "run yes"}, got); d != "" {
		t.Errorf("feasible (-want +got):\n%s", d)
	}
}
