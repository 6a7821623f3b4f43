package link

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/summary"
)

// cfg makes a function of blocks with these successors.
func cfg(succs ...[]int32) *Func {
	f := &Func{Func: &summary.Func{Values: []summary.Value{{}}}}
	for _, s := range succs {
		f.Blocks = append(f.Blocks, summary.Block{Succs: s})
	}
	f.findLoops(slices.Repeat([]int{-1}, len(f.Blocks)))
	return f
}

func TestLoops(t *testing.T) {
	for _, c := range []struct {
		name  string
		succs [][]int32
		want  []Loop
		at    []int
	}{
		{"no blocks", nil, nil, []int{}},
		{"straight", [][]int32{{1}, {}}, nil, []int{-1, -1}},
		{"itself", [][]int32{{1}, {1, 2}, {}}, []Loop{{1, []int32{1}, -1}}, []int{-1, 0, -1}},
		{"nested", [][]int32{{1}, {2, 5}, {3, 4}, {2}, {1}, {}},
			[]Loop{{1, []int32{1, 2, 3, 4}, -1}, {2, []int32{2, 3}, 0}}, []int{-1, 0, 1, 1, 0, -1}},
		{"two tails, one loop", [][]int32{{1}, {2, 4}, {1, 3}, {1}, {}}, []Loop{{1, []int32{1, 2, 3}, -1}}, []int{-1, 0, 0, 0, -1}},
		{"two entries are no natural loop", [][]int32{{1, 2}, {2}, {1, 3}, {}}, nil, []int{-1, -1, -1, -1}},
		{"unreachable", [][]int32{{}, {2}, {1}}, nil, []int{-1, -1, -1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := cfg(c.succs...)
			if d := cmp.Diff(c.want, f.Loops); d != "" {
				t.Errorf("loops (-want +got):\n%s", d)
			}
			if d := cmp.Diff(c.at, f.LoopAt); d != "" {
				t.Errorf("innermost (-want +got):\n%s", d)
			}
		})
	}
}

// TestLoopsRandom compares dominators and loops with their definitions on
// random graphs.
func TestLoopsRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 500 {
		f := cfg(randomSuccs(r)...)
		n := int32(len(f.Blocks))
		for a := range n {
			for b := range n {
				if !avoiding(f, -1, b) {
					continue // unreachable: nothing is asked of it
				}
				if got, want := f.Dominates(a, b), !avoiding(f, a, b); got != want {
					t.Fatalf("round %d: %v: %d dominates %d: %v, want %v", round, f.Blocks, a, b, got, want)
				}
			}
		}
		if d := cmp.Diff(naturalLoops(f), bodies(f)); d != "" {
			t.Fatalf("round %d: %v: loops (-want +got):\n%s", round, f.Blocks, d)
		}
		checkNest(t, f)
	}
}

func randomSuccs(r *rand.Rand) [][]int32 {
	out := make([][]int32, 1+r.IntN(9))
	for i := range out {
		for range r.IntN(3) {
			out[i] = append(out[i], int32(r.IntN(len(out))))
		}
	}
	return out
}

// avoiding reports whether b is reached from the start without passing a.
func avoiding(f *Func, a, b int32) bool {
	if a == 0 || a == b {
		return false
	}
	seen := map[int32]bool{0: true}
	for work := []int32{0}; len(work) > 0; work = work[1:] {
		if work[0] == b {
			return true
		}
		for _, s := range f.Blocks[work[0]].Succs {
			if s != a && !seen[s] {
				seen[s] = true
				work = append(work, s)
			}
		}
	}
	return false
}

// naturalLoops finds by definition, for each header, the blocks from which a
// back edge to it is reached without passing the header.
func naturalLoops(f *Func) map[int32][]int32 {
	out := map[int32][]int32{}
	for tail := range int32(len(f.Blocks)) {
		if !avoiding(f, -1, tail) {
			continue
		}
		for _, h := range f.Blocks[tail].Succs {
			if avoiding(f, h, tail) {
				continue // the header does not dominate the tail
			}
			for b := range int32(len(f.Blocks)) {
				if b == h || avoiding(f, -1, b) && leadsTo(f, b, tail, h) {
					out[h] = append(out[h], b)
				}
			}
		}
	}
	for h := range out {
		slices.Sort(out[h])
		out[h] = slices.Compact(out[h])
	}
	return out
}

// leadsTo reports whether tail is reached from b without passing h.
func leadsTo(f *Func, b, tail, h int32) bool {
	if b == h || tail == h {
		return false
	}
	seen := map[int32]bool{b: true}
	for work := []int32{b}; len(work) > 0; work = work[1:] {
		if work[0] == tail {
			return true
		}
		for _, s := range f.Blocks[work[0]].Succs {
			if s != h && !seen[s] {
				seen[s] = true
				work = append(work, s)
			}
		}
	}
	return false
}

func bodies(f *Func) map[int32][]int32 {
	out := map[int32][]int32{}
	for _, l := range f.Loops {
		out[l.Header] = l.Blocks
	}
	return out
}

// checkNest: a parent holds all of its child and is the smallest that does; a
// block's innermost loop is the smallest around it.
func checkNest(t *testing.T, f *Func) {
	t.Helper()
	inside := func(a, b int) bool {
		for _, x := range f.Loops[a].Blocks {
			if !f.Loops[b].Has(x) {
				return false
			}
		}
		return true
	}
	for i, l := range f.Loops {
		if l.Parent >= 0 && (!inside(i, l.Parent) || len(f.Loops[l.Parent].Blocks) <= len(l.Blocks)) {
			t.Fatalf("%v: loop %v in %v", f.Blocks, l, f.Loops[l.Parent])
		}
	}
	for b, at := range f.LoopAt {
		for i := range f.Loops {
			if f.Loops[i].Has(int32(b)) && (at < 0 || len(f.Loops[i].Blocks) < len(f.Loops[at].Blocks)) {
				t.Fatalf("%v: block %d is in loop %d, not just %d", f.Blocks, b, i, at)
			}
		}
	}
}

// FuzzLoops: any flow graph gives some answer, in time.
func FuzzLoops(f *testing.F) {
	f.Add([]byte{1, 2, 0, 1})
	f.Add([]byte{1, 1, 1, 1, 3, 2})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) == 0 || len(data) > 64 {
			return
		}
		succs := make([][]int32, len(data))
		for i, b := range data {
			for _, s := range []byte{b & 15, b >> 4} {
				if s != 0 {
					succs[i] = append(succs[i], int32(int(s)+i)%int32(len(data)))
				}
			}
		}
		g := cfg(succs...)
		for b := range int32(len(data)) {
			g.LoopsAt(b)
			g.Guards(b)
			g.Reaches(b, 0)
		}
	})
}

func TestGuards(t *testing.T) {
	f := &Func{Func: &summary.Func{Values: make([]summary.Value, 4), Blocks: []summary.Block{
		{Succs: []int32{1, 4}, Cond: 1}, // if a {
		{Succs: []int32{2, 3}, Cond: 2}, //   if b {
		{Succs: []int32{3}},             //     x }
		{Succs: []int32{5}},             //   y } else {
		{Succs: []int32{5}},             //   z }
		{},
	}}}
	f.findLoops(slices.Repeat([]int{-1}, len(f.Blocks)))
	for b, want := range [][]Guard{nil, {{1, true, 4}}, {{2, true, 3}, {1, true, 4}}, {{1, true, 4}}, {{1, false, 1}}, nil} {
		if d := cmp.Diff(want, f.Guards(int32(b))); d != "" {
			t.Errorf("block %d (-want +got):\n%s", b, d)
		}
	}
	// A block that can be entered past the condition is not guarded by it.
	g := &Func{Func: &summary.Func{Values: make([]summary.Value, 4), Blocks: []summary.Block{
		{Succs: []int32{1, 2}, Cond: 1}, {Succs: []int32{2, 3}, Cond: 2}, {Succs: []int32{3}}, {},
	}}}
	g.findLoops(slices.Repeat([]int{-1}, len(g.Blocks)))
	if got := g.Guards(2); got != nil {
		t.Errorf("a joined block is guarded by %v", got)
	}
}
