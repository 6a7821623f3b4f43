package summary_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/summary"
)

// own summarises packages of this module: real code that is always at hand.
func own(t testing.TB, patterns ...string) []*summary.Package {
	t.Helper()
	ctx := context.Background()
	g, err := load.List(ctx, load.Config{Dir: "../..", Patterns: patterns})
	if err != nil {
		t.Fatal(err)
	}
	want := map[*load.Package]bool{}
	for _, p := range g.Initial {
		want[p] = true
	}
	var mu sync.Mutex
	var out []*summary.Package
	skips, err := g.Build(ctx, want, load.Options{}, func(p *load.Typed) error {
		s := summary.Build(summary.Input{Path: p.Path, Name: p.Name, Module: "m", Version: "v1.0.0", Root: p.Dir, Fset: p.Fset, Types: p.Types, Syntax: p.Syntax, SSA: p.SSA})
		mu.Lock()
		defer mu.Unlock()
		out = append(out, s)
		return nil
	})
	if err != nil || len(skips) > 0 || len(out) == 0 {
		t.Fatalf("%d packages, skipped %v: %v", len(out), skips, err)
	}
	slices.SortFunc(out, func(a, b *summary.Package) int { return strings.Compare(a.Path, b.Path) })
	return out
}

var mixed = []string{"./internal/lua", "./internal/sqltext", "./internal/summary", "./internal/load", "./rules", "./internal/store"}

func TestRoundTrip(t *testing.T) {
	for _, p := range own(t, mixed...) {
		data := summary.Encode(p)
		back, err := summary.Decode(data)
		if err != nil {
			t.Fatalf("%s: %v", p.Path, err)
		}
		if d := cmp.Diff(p, back, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s changed on the way (-want +got):\n%s", p.Path, d)
		}
		if !bytes.Equal(data, summary.Encode(back)) {
			t.Errorf("%s: encoding it again gives other bytes", p.Path)
		}
	}
}

// TestDeterminism: what is stored must not hang on the order of maps or on what
// else is built at the same time.
func TestDeterminism(t *testing.T) {
	first, second := own(t, mixed...), own(t, mixed...)
	alone := own(t, "./internal/lua")[0]
	for i := range first {
		a, b := summary.Encode(first[i]), summary.Encode(second[i])
		if !bytes.Equal(a, b) {
			t.Errorf("%s: two builds differ\n%s", first[i].Path, cmp.Diff(first[i], second[i]))
		}
		if first[i].Path == alone.Path && !bytes.Equal(a, summary.Encode(alone)) {
			t.Errorf("%s: built alone it differs\n%s", alone.Path, cmp.Diff(first[i], alone))
		}
	}
}

// TestBudget holds summaries small: a warm run reads them all.
func TestBudget(t *testing.T) {
	const most = 1300 // bytes per function; 1,070 when this was written
	size, funcs := 0, 0
	for _, p := range own(t, mixed...) {
		size += len(summary.Encode(p))
		funcs += len(p.Funcs)
	}
	t.Logf("%d functions, %d bytes, %d per function", funcs, size, size/funcs)
	if size/funcs > most {
		t.Errorf("%d bytes per function, the budget is %d: make the summary smaller, or raise the budget and say in the commit what the bytes buy", size/funcs, most)
	}
}

func TestDecodeRefuses(t *testing.T) {
	good := summary.Encode(own(t, "./internal/lua")[0])
	for name, data := range map[string][]byte{
		"nothing":       nil,
		"other schema":  append([]byte{summary.Schema + 1}, good[1:]...),
		"cut":           good[:len(good)/2],
		"cut by a byte": good[:len(good)-1],
		"a byte more":   append(slices.Clone(good), 0),
	} {
		if _, err := summary.Decode(data); err == nil {
			t.Errorf("%s: decoded", name)
		}
	}
}

// TestDecodeIndices: whatever points outside its table is refused, since later
// stages follow indices blindly.
func TestDecodeIndices(t *testing.T) {
	const far = 1 << 20
	for name, spoil := range map[string]func(*summary.Package, *summary.Func){
		"no types":         func(p *summary.Package, _ *summary.Func) { p.Types = nil },
		"no values":        func(_ *summary.Package, f *summary.Func) { f.Values = nil },
		"type of a value":  func(_ *summary.Package, f *summary.Func) { f.Values[1].Type = far },
		"negative operand": func(_ *summary.Package, f *summary.Func) { f.Values[1].A = -1 },
		"wrapped parameter": func(_ *summary.Package, f *summary.Func) {
			f.Values[1] = summary.Value{Op: summary.ParamVal, N: 1 << 32}
		},
		"asserted type":       func(_ *summary.Package, f *summary.Func) { f.Values[1] = summary.Value{Op: summary.Assert, N: far} },
		"negative result":     func(_ *summary.Package, f *summary.Func) { f.Values[1] = summary.Value{Op: summary.Extract, N: -1} },
		"argument":            func(_ *summary.Package, f *summary.Func) { f.Calls[0].Args = []int32{far} },
		"block of a call":     func(_ *summary.Package, f *summary.Func) { f.Calls[0].Block = far },
		"interface of a call": func(_ *summary.Package, f *summary.Func) { f.Calls[0].Iface = far },
		"successor":           func(_ *summary.Package, f *summary.Func) { f.Blocks[0].Succs = []int32{far} },
		"condition":           func(_ *summary.Package, f *summary.Func) { f.Blocks[0].Cond = far },
		"item": func(_ *summary.Package, f *summary.Func) {
			f.Blocks[0].Items = []summary.Item{{Kind: summary.CallItem, N: far}}
		},
		"element":        func(p *summary.Package, _ *summary.Func) { p.Types[1].Elem = far },
		"field":          func(p *summary.Package, _ *summary.Func) { p.Decls[0].Fields = []summary.Field{{Type: far}} },
		"file":           func(_ *summary.Package, f *summary.Func) { f.Pos.File = far },
		"result":         func(_ *summary.Package, f *summary.Func) { f.Results = []int32{far} },
		"stored value":   func(_ *summary.Package, f *summary.Func) { f.Stores = []summary.Store{{Val: far}} },
		"returned value": func(_ *summary.Package, f *summary.Func) { f.Returns = []summary.Return{{Values: []int32{far}}} },
	} {
		t.Run(name, func(t *testing.T) {
			p := small()
			if _, err := summary.Decode(summary.Encode(p)); err != nil {
				t.Fatalf("unspoilt: %v", err)
			}
			spoil(p, &p.Funcs[0])
			if _, err := summary.Decode(summary.Encode(p)); err == nil {
				t.Error("decoded")
			}
		})
	}
}

// small is a package with one of everything.
func small() *summary.Package {
	return &summary.Package{
		Path: "a", Name: "a", Files: []string{"a.go"},
		Types: []summary.Type{{}, {Text: "[]string", Kind: summary.Slice, Elem: 2}, {Text: "string", Kind: summary.String}},
		Decls: []summary.Decl{{Name: "a.T", Pkg: "a", Kind: summary.Struct}},
		Funcs: []summary.Func{{
			Name: "a.F", Decl: "a.F", Short: "F", Params: []summary.Param{{Name: "x", Type: 1}}, Free: []int32{2},
			Values:  []summary.Value{{}, {Op: summary.ParamVal, Type: 1}, {Op: summary.CallVal, Type: 2}},
			Blocks:  []summary.Block{{Items: []summary.Item{{Kind: summary.CallItem}, {Kind: summary.ReturnItem}}}},
			Calls:   []summary.Call{{Callee: "b.G", Args: []int32{1}, Val: 2, Result: 2, Sig: []int32{1}}},
			Returns: []summary.Return{{Values: []int32{2}}},
		}},
	}
}

// FuzzDecode: foreign bytes give an error or a summary that encodes again.
func FuzzDecode(f *testing.F) {
	f.Add(summary.Encode(small()))
	f.Add([]byte{summary.Schema})
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := summary.Decode(data)
		if err != nil {
			return
		}
		if _, err := summary.Decode(summary.Encode(p)); err != nil {
			t.Errorf("decoded, but its own encoding is refused: %v", err)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	ps := own(b, "./rules")
	for b.Loop() {
		b.SetBytes(int64(len(summary.Encode(ps[0]))))
	}
}

func BenchmarkDecode(b *testing.B) {
	data := summary.Encode(own(b, "./rules")[0])
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := summary.Decode(data); err != nil {
			b.Fatal(err)
		}
	}
}
