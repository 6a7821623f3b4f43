package rebuild

import (
	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
)

// outside finds a write of a function that code outside runs for each row of a table:
// lo.ForEach(users, func(u User, _ int) { ... }).
func outside(p *analyzers.Pass, f *link.Func) *loop {
	if p.Prog.Ranger(f) == nil || !everyRow(p.Touch.OutsideItems(f, nil)) {
		return nil
	}
	for i := range f.Calls {
		for _, t := range p.Touch.At(f, int32(i)) {
			if !caches(p, &t) || p.Touch.ReadThrough(f, int32(i), &t) {
				continue
			}
			if key, ok := p.Touch.Key(&t); ok && (p.Prog.VariesPerCall(key, f) || t.Op != nil && t.Op.Collects()) {
				return &loop{f: f, index: -1, call: int32(i), write: t, batch: t.Op != nil && p.Prog.QueuedIn(t.Op, t.Ctx)}
			}
		}
	}
	return nil
}

// itemsAt are the items of a loop as an entry comes to it.
func itemsAt(p *analyzers.Pass, l *loop, a analyzers.At) link.Origin {
	if l.index >= 0 {
		return p.Touch.ItemsBeside(p.Prog.LoopBound(l.f, l.index, link.CtxOf(a.Path)), &l.write)
	}
	if len(a.Path) == 0 || !p.Prog.Ranged(a.Path[len(a.Path)-1]) {
		return link.Origin{} // called for one
	}
	return p.Touch.OutsideItems(l.f, link.CtxOf(a.Path))
}
