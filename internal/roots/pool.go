package roots

import (
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// feeding is the channel that a loop takes from in each turn, 0 for none.
func feeding(f *link.Func, l int) int32 {
	for _, b := range f.Loops[l].Blocks {
		if f.LoopAt[b] != l {
			continue
		}
		for _, it := range f.Blocks[b].Items {
			if it.Kind == summary.RecvItem {
				return it.N
			}
		}
	}
	return 0
}

// carriesNothing: a channel of empty structs is a signal, which is given again only
// when it was taken.
func carriesNothing(f *link.Func, ch int32) bool {
	t := f.TypeAt(f.Values[ch].Type)
	return t.Kind == summary.Chan && f.TypeAt(t.Elem).Text == "struct{}"
}

// pool reports whether a goroutine works through a channel that the function which
// starts it made and waits for the end of: a share of that function's own work,
// which runs as often as it does.
func (fd *finder) pool(ch link.Ref) bool {
	s := &sources{fd: fd, seen: map[link.Ref]bool{}}
	s.of(ch, 0)
	if len(s.made) == 0 || len(s.calls) > 0 {
		return false
	}
	for _, m := range s.made {
		if !waits(m.F) || fd.fedByOthers(m) {
			return false
		}
	}
	return true
}

// fedByOthers: the channel is kept where others find it, or an entry that stands in
// the same function, a handler, sends.
func (fd *finder) fedByOthers(made link.Ref) bool {
	for _, s := range made.F.Stores {
		if op := made.F.Values[s.Addr].Op; s.Val == made.V && (op == summary.FieldOf || op == summary.GlobalAddr || op == summary.ElemOf) {
			return true
		}
	}
	for _, f := range fd.p.Funcs {
		if f.Decl == made.F.Decl && fd.known(f) && sends(f) {
			return true
		}
	}
	return false
}

func sends(f *link.Func) bool {
	for _, s := range f.Stores {
		if a := &f.Values[s.Addr]; a.Op == summary.ElemOf && f.TypeAt(f.Values[a.A].Type).Kind == summary.Chan {
			return true
		}
	}
	return false
}

// waits reports whether a function waits for a group of goroutines.
func waits(f *link.Func) bool {
	for i := range f.Calls {
		if c := &f.Calls[i]; c.Name == "Wait" && len(c.Args) == 0 && c.Kind != summary.Go {
			return true
		}
	}
	return false
}
