package rebuild

import (
	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// mapLoop returns the store of the first loop of f that fills a map which is or becomes
// a package variable, or is a field beside a lock: a cache that is no client's.
func mapLoop(p *analyzers.Pass, f *link.Func) (index int, st *summary.Store, ok bool) {
	for i := range f.Stores {
		s := &f.Stores[i]
		if f.Values[s.Addr].Op != summary.ElemOf {
			continue
		}
		in, kept := published(f, s.Addr)
		if !in {
			continue
		}
		for _, l := range f.LoopsAt(s.Block) {
			b := p.Prog.LoopBound(f, l, nil)
			if !itemwise(b.Kind) {
				continue
			}
			if items := p.Touch.ItemsOf(b); everyRow(items) && !kept || wholeTable(items) {
				return l, s, true
			}
		}
	}
	return 0, nil, false
}

func everyRow(o link.Origin) bool {
	return !o.Cache && !o.Answer && (o.Extent == link.Everything || o.Extent == link.Filtered)
}

func wholeTable(o link.Origin) bool { return !o.Cache && o.Extent == link.Everything }

// published reports whether a map, or the map that an element of it is, stands in a
// package variable or beside a lock, or is assigned to a variable of the package in f.
// kept: it was there before, and counts where it gets all there is.
func published(f *link.Func, addr int32) (in, kept bool) {
	root := addr
	for n := 0; n < 8; n++ {
		x := &f.Values[root]
		if x.Op != summary.ElemOf && x.Op != summary.Extract {
			break
		}
		root = x.A
	}
	if f.TypeAt(f.Values[root].Type).Kind != summary.Map {
		return false, false
	}
	if held := &f.Values[root]; held.Op == summary.Load {
		switch from := &f.Values[held.A]; from.Op {
		case summary.GlobalAddr:
			return true, true
		case summary.FieldOf:
			owner := f.Values[from.A]
			return owner.Op == summary.ParamVal && owner.N == 0 && f.Recv != "" && f.HasField(f.Recv, "sync.Mutex", "sync.RWMutex"), true
		}
	}
	for _, s := range f.Stores {
		if s.Val == root && f.Values[s.Addr].Op == summary.GlobalAddr {
			return true, false
		}
	}
	return false, false
}

// ofMap is the candidate for such a loop. It costs its process alone, and counts
// where it is done over and over.
func ofMap(p *analyzers.Pass, f *link.Func, l int, st *summary.Store) analyzers.Candidate {
	return analyzers.Candidate{
		F: f, Block: st.Block, Pos: st.Pos, Command: "map", Conf: finding.Certain, Cost: "1 x store in a map", Announce: analyzers.Rebuilding,
		Detail: "The cache is a map of this process.",
		Level: func(a analyzers.At) finding.Level {
			if a.Heat != finding.Periodic && a.Heat != finding.Request {
				return finding.None
			}
			if !everyRow(p.Touch.ItemsOf(p.Prog.LoopBound(f, l, link.CtxOf(a.Path)))) {
				return finding.None
			}
			return analyzers.Table(p.Hazard, a).AtMost(finding.Warn)
		},
	}
}
