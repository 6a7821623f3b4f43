package analyzers

import (
	"slices"

	"github.com/cachevet/cachevet/internal/link"
)

// Looked reports whether a call writes a lock, by whatever way, where f has looked for it
// and found nothing, and under what key. A copy of what a source gives is none.
func Looked(p *Pass, f *link.Func, call int32) (key link.Val, ok bool) {
	for _, w := range p.Touch.At(f, call) {
		if w.Effect&link.Writes == 0 || w.Async {
			continue
		}
		key, ok := p.Touch.Key(&w)
		if !ok {
			continue
		}
		for j := range f.Calls {
			read := int32(j)
			if read == call || !f.Precedes(read, call) || !p.Touch.Does(f, read, link.Reads) {
				continue
			}
			if !LockCalled(f) && !OwnLockKey(p.Prog, key) {
				break
			}
			if looksFor(p, f, read, call, key) && !asksAfter(p, f, read, call) {
				return key, true
			}
		}
	}
	return link.Val{}, false
}

// looksFor: call i is made where another, before it, has read the key and found nothing.
func looksFor(p *Pass, f *link.Func, read, i int32, key link.Val) bool {
	if !p.Touch.OnMiss(f, read, i) || comparesHolder(p.Prog, f, read, i) {
		return false
	}
	return slices.ContainsFunc(p.Touch.At(f, read), func(r link.Touch) bool {
		if r.Effect&link.Reads == 0 {
			return false
		}
		k, ok := p.Touch.Key(&r)
		return ok && p.Prog.SameKey(k, key)
	})
}

// asksAfter: between the two calls, or by the second, a source is asked.
func asksAfter(p *Pass, f *link.Func, read, i int32) bool {
	for s := range f.Calls {
		between := f.Before(read, int32(s)) && f.Before(int32(s), i)
		if (int32(s) == i || between) && p.Touch.Does(f, int32(s), link.Source) {
			return true
		}
	}
	return false
}
