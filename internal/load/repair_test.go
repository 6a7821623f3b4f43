package load

import (
	"fmt"
	"go/scanner"
	"go/token"
	"go/types"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/txtar"
)

// TestRepair shows what is left of functions with errors: the calls, stores,
// branches and returns of each, where ? is a value that nobody knows. The
// outcome is the file "code" of each archive in testdata/repair.
func TestRepair(t *testing.T) {
	eachArchive(t, "testdata/repair", func(t *testing.T, file, data string) {
		got := left(t, data)
		a := txtar.Parse([]byte(data))
		last := &a.Files[len(a.Files)-1]
		if *update {
			last.Data = []byte(got)
			if err := os.WriteFile(file, txtar.Format(a), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(string(last.Data), got); diff != "" {
			t.Errorf("what is left (-want +got):\n%s", diff)
		}
	})
}

// left builds package m, checks the code as go/ssa does its own, and prints it.
func left(t *testing.T, archive string) string {
	var out strings.Builder
	g := list(t, archive, "m")
	b := newBuild(g, all(g), Options{}, func(ty *Typed) error {
		var fns []*ssa.Function
		for _, m := range ty.SSA.Members {
			if fn, ok := m.(*ssa.Function); ok && fn.Name() != "init" {
				fns = append(fns, fn)
			}
		}
		for _, m := range methodsOf(ty.Types) {
			fns = append(fns, ty.SSA.Prog.FuncValue(m))
		}
		slices.SortFunc(fns, func(a, b *ssa.Function) int { return int(a.Pos() - b.Pos()) })
		for _, fn := range fns {
			printCode(&out, fn, ty.Unknown)
		}
		return nil
	})
	b.mode |= ssa.SanityCheckFunctions
	skips, err := b.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range skips {
		fmt.Fprintf(&out, "%s\nlost %v\nin part %v\n", s.Why, s.Functions, s.InPart)
	}
	return out.String()
}

func printCode(out *strings.Builder, fn *ssa.Function, unknown map[types.Object]bool) {
	fmt.Fprintf(out, "%s:", fn.RelString(fn.Package().Pkg))
	p := printer{fn, unknown}
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			if s := p.instr(in); s != "" {
				fmt.Fprintf(out, " %s;", s)
			}
		}
	}
	out.WriteByte('\n')
	for _, lit := range fn.AnonFuncs {
		printCode(out, lit, unknown)
	}
}

type printer struct {
	fn      *ssa.Function
	unknown map[types.Object]bool
}

func (p printer) instr(in ssa.Instruction) string {
	switch in := in.(type) {
	case *ssa.Call:
		return p.call(in.Common())
	case *ssa.Go:
		return "go " + p.call(in.Common())
	case *ssa.Defer:
		return "defer " + p.call(in.Common())
	case *ssa.Return:
		return strings.TrimSpace("return " + p.values(in.Results))
	case *ssa.If:
		return "if " + p.value(in.Cond)
	case *ssa.Store:
		if g, ok := in.Addr.(*ssa.Global); ok {
			return g.Name() + " = " + p.value(in.Val)
		}
		if f, ok := in.Addr.(*ssa.FieldAddr); ok {
			return fmt.Sprintf(".%d = %s", f.Field, p.value(in.Val))
		}
	case *ssa.MapUpdate:
		return fmt.Sprintf("[%s] = %s", p.value(in.Key), p.value(in.Value))
	case *ssa.Send:
		return "send " + p.value(in.X)
	case *ssa.Select:
		return fmt.Sprintf("select %d", len(in.States))
	case *ssa.Panic:
		return "panic " + p.value(in.X)
	}
	return ""
}

func (p printer) call(c *ssa.CallCommon) string {
	name := p.value(c.Value)
	if fn := c.StaticCallee(); fn != nil {
		name = fn.Name()
	}
	if c.IsInvoke() {
		name = p.value(c.Value) + "." + c.Method.Name()
	}
	return name + "(" + p.values(c.Args) + ")"
}

func (p printer) values(vs []ssa.Value) string {
	var out []string
	for _, v := range vs {
		out = append(out, p.value(v))
	}
	return strings.Join(out, ", ")
}

func (p printer) value(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value == nil {
			return "zero"
		}
		return v.Value.String()
	case *ssa.Parameter:
		return v.Name()
	case *ssa.FreeVar:
		return v.Name()
	case *ssa.Function:
		return v.Name()
	case *ssa.MakeClosure:
		return v.Fn.Name()
	case *ssa.Builtin:
		return v.Name()
	case *ssa.MakeInterface:
		return p.value(v.X)
	case *ssa.Call:
		return "of " + p.call(v.Common())
	case *ssa.Extract:
		return p.value(v.Tuple)
	case *ssa.Phi:
		return "either(" + p.values(v.Edges) + ")"
	case *ssa.UnOp:
		if g, ok := v.X.(*ssa.Global); ok && p.unknown[g.Object()] {
			return "?"
		}
		return v.Op.String() + p.value(v.X)
	case *ssa.Global:
		return v.Name()
	}
	return "_"
}

// TestCrashTakesWhatWasRepaired lets the builder crash once: what was repaired is
// what may have done it.
func TestCrashTakesWhatWasRepaired(t *testing.T) {
	g := list(t, "-- go.mod --\nmodule m\n\ngo 1.26\n-- m.go --\npackage m\n\nfunc Good() {}\n\nfunc Bad() { Good(); nowhere() }\n\nvar V = func() { nowhere() }\n")
	var got []string
	b := newBuild(g, all(g), Options{}, func(ty *Typed) error { got = bodies(ty.SSA); return nil })
	crashes := 0
	b.created = func(*Package, *types.Info) {
		if crashes++; crashes == 1 {
			panic("odd")
		}
	}
	skips, err := b.run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"m.Good", "m.init"}, got); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	if len(skips) != 1 || skips[0].Why != "the SSA builder crashed: odd" || len(skips[0].InPart) > 0 || !slices.Equal(skips[0].Functions, []string{"m.Bad", "m.V"}) {
		t.Errorf("skips: %+v", skips)
	}
}

// FuzzRepair changes the sources of the fixtures.
func FuzzRepair(f *testing.F) {
	files, err := filepath.Glob("testdata/repair/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatalf("no fixtures: %v", err)
	}
	graphs := map[string]*Graph{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		graphs[file] = list(f, string(data), "m")
		f.Add(file, txtar.Parse(data).Files[1].Data)
	}
	f.Fuzz(func(t *testing.T, file string, src []byte) {
		g := graphs[file]
		if g == nil {
			return
		}
		own := *g
		own.overlay = map[string][]byte{g.Initial[0].Files[0]: src}
		skips, err := own.Build(t.Context(), all(g), Options{}, func(*Typed) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range skips {
			if strings.Contains(s.Why, "SSA builder") || strings.Contains(s.Why, "repair") {
				t.Error(s.Why)
			}
		}
	})
}

// TestErrorsNeverStopABuild puts wrong names into real packages, many times: go/ssa
// must build what is left, and find it well-formed.
func TestErrorsNeverStopABuild(t *testing.T) {
	g := list(t, "-- go.mod --\nmodule m\n\ngo 1.26\n-- m.go --\npackage m\n\nimport (\n_ \"net/http/httputil\"\n_ \"text/template\"\n_ \"database/sql\"\n_ \"encoding/xml\"\n)\n")
	want := map[*Package]bool{}
	for _, p := range g.Initial[0].Imports {
		want[p] = true
	}
	g.overlay = map[string][]byte{}
	inPart := 0
	for seed := range uint64(*mutants) {
		seed += *mutant1
		rng := rand.New(rand.NewPCG(seed, 1))
		for p := range want {
			for _, f := range p.Files {
				g.overlay[f] = mutant(t, f, rand.New(rand.NewPCG(seed, uint64(len(f)))), 1+rng.IntN(12))
			}
		}
		b := newBuild(g, want, Options{}, func(*Typed) error { return nil })
		b.mode |= ssa.SanityCheckFunctions
		skips, err := b.run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range skips {
			if strings.Contains(s.Why, "crashed") || strings.Contains(s.Why, "took more than") {
				t.Errorf("seed %d, %s: %s", seed, s.Package, s.Why)
			}
			inPart += len(s.InPart)
		}
	}
	if inPart < *mutants*10 {
		t.Errorf("only %d functions read in part", inPart)
	}
}

// mutant replaces some names of a file by others, or takes them away from lists.
func mutant(t *testing.T, file string, rng *rand.Rand, n int) []byte {
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var s scanner.Scanner
	f := fset.AddFile(file, -1, len(src))
	s.Init(f, src, nil, 0)
	type name struct{ at, end int }
	var names []name
	for brace := false; ; {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			break
		}
		if brace = brace || tok == token.FUNC; brace && tok == token.IDENT {
			names = append(names, name{f.Offset(pos), f.Offset(pos) + len(lit)})
		}
	}
	if len(names) == 0 {
		return src
	}
	replace := map[int]string{}
	for range n {
		other := names[rng.IntN(len(names))]
		replace[rng.IntN(len(names))] = []string{"nowhere", string(src[other.at:other.end]), "x, nowhere"}[rng.IntN(3)]
	}
	var out []byte
	last := 0
	for i, nm := range names {
		if with, ok := replace[i]; ok {
			out = append(append(out, src[last:nm.at]...), with...)
			last = nm.end
		}
	}
	return append(out, src[last:]...)
}
