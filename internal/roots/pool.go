package roots

import (
	"slices"

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

// messages is the channel that each turn of a loop may take a message from, along
// with what tells it to stop; 0 for none.
func messages(f *link.Func, l int) int32 {
	for _, b := range f.Loops[l].Blocks {
		if f.LoopAt[b] != l {
			continue
		}
		for _, it := range f.Blocks[b].Items {
			if it.Kind == summary.RecvItem && carriesMessage(link.Ref{F: f, V: it.N}) {
				return it.N
			}
		}
	}
	return 0
}

// notices are what channels carry that say how things stand, or that it is time.
var notices = []string{"struct{}", "error", "bool", "time.Time", "os.Signal"}

func carriesMessage(ch link.Ref) bool {
	t := ch.Type()
	return t.Kind == summary.Chan && !slices.Contains(notices, ch.F.TypeAt(t.Elem).Text)
}

// signal reports whether a channel tells no more than that it is time, and no
// request tells it.
func (fd *finder) signal(ch link.Ref, depth int) bool {
	if t := ch.Type(); t.Elem != 0 && ch.F.TypeAt(t.Elem).Named == "os.Signal" {
		return true // the operator's, who is no request
	}
	if !carriesNothing(ch) || depth > maxRelays {
		return false
	}
	taken := fd.source(ch)
	for _, f := range fd.p.Funcs {
		for _, s := range f.Stores {
			a := &f.Values[s.Addr]
			if a.Op != summary.ElemOf || !carriesNothing(link.Ref{F: f, V: a.A}) {
				continue
			}
			if taken.meets(fd.source(link.Ref{F: f, V: a.A})) && (fd.requested(f) || !fd.relays(f, taken, depth)) {
				return false
			}
		}
	}
	return true
}

// maxRelays bounds the goroutines that hand a signal on.
const maxRelays = 3

// relays reports whether all that a function waits for itself, before it gives a
// signal, is given by no request either.
func (fd *finder) relays(f *link.Func, given *sources, depth int) bool {
	for _, b := range f.Blocks {
		for _, it := range b.Items {
			if it.Kind != summary.RecvItem {
				continue
			}
			in := link.Ref{F: f, V: it.N}
			if carriesNothing(in) && !given.meets(fd.source(in)) && !fd.signal(in, depth+1) {
				return false
			}
		}
	}
	return true
}

// carriesNothing: a channel of empty structs, or of what is mostly true.
func carriesNothing(ch link.Ref) bool {
	t := ch.Type()
	return t.Kind == summary.Chan && slices.Contains([]string{"struct{}", "bool"}, ch.F.TypeAt(t.Elem).Text)
}

func (fd *finder) source(ch link.Ref) *sources {
	s := &sources{fd: fd, seen: map[link.Ref]bool{}}
	s.of(ch, 0)
	return s
}

// meets reports whether two values may be one channel.
func (s *sources) meets(other *sources) bool {
	return slices.ContainsFunc(s.made, func(m link.Ref) bool { return slices.Contains(other.made, m) }) ||
		slices.ContainsFunc(s.kept, func(name string) bool { return slices.Contains(other.kept, name) })
}

// maxCallers bounds the search for who calls a function.
const maxCallers = 1000

// requested reports whether what runs per request calls a function.
func (fd *finder) requested(f *link.Func) bool {
	seen := map[*link.Func]bool{f: true}
	for queue := []*link.Func{f}; len(queue) > 0 && len(seen) < maxCallers; queue = queue[1:] {
		if fd.known(queue[0]) {
			return true
		}
		for _, e := range queue[0].In {
			if !e.Entry && !seen[e.Caller] {
				seen[e.Caller] = true
				queue = append(queue, e.Caller)
			}
		}
	}
	return false
}

// pool reports whether a goroutine works through a channel that the function which
// starts it made and waits for the end of: a share of that function's own work,
// which runs as often as it does.
func (fd *finder) pool(ch link.Ref) bool {
	s := fd.source(ch)
	if len(s.made) == 0 || len(s.calls) > 0 {
		return false
	}
	for _, m := range s.made {
		if !waits(m.F) && !fd.answered(ch.F, m.F) || fd.fedByOthers(m) {
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
	return slices.ContainsFunc(f.Stores, func(s summary.Store) bool { return f.SentTo(&s) != 0 })
}

// answered reports whether a goroutine says by another channel what it has done, and the
// function that made both collects as much in a loop.
func (fd *finder) answered(worker, maker *link.Func) bool {
	for i := range worker.Stores {
		to := worker.SentTo(&worker.Stores[i])
		if to == 0 {
			continue
		}
		answers := fd.source(link.Ref{F: worker, V: to})
		for b := range maker.Blocks {
			if maker.LoopAt[b] < 0 {
				continue
			}
			for _, it := range maker.Blocks[b].Items {
				if it.Kind == summary.RecvItem && answers.meets(fd.source(link.Ref{F: maker, V: it.N})) {
					return true
				}
			}
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
