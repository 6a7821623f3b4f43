package link

import "github.com/cachevet/cachevet/internal/summary"

// A valueSet is a set of values, or of blocks, of one function.
type valueSet []uint64

func newValueSet(n int) valueSet { return make(valueSet, (n+63)/64) }

// add reports whether the number is new.
func (b valueSet) add(i int32) bool {
	if b[i/64]&(1<<(i%64)) != 0 {
		return false
	}
	b[i/64] |= 1 << (i % 64)
	return true
}

// A visitor goes through values, or blocks, of one function, each once, the last pushed
// first:
//
//	for w := f.visitValues(v); w.next(); {
//		w.push(what is behind w.at)
//	}
type visitor struct {
	at   int32
	seen valueSet
	work []int32
}

// visitValues starts at a value; none, which has the number 0, is passed over.
func (f *Func) visitValues(v int32) visitor {
	w := visitor{seen: newValueSet(len(f.Values))}
	w.seen.add(0)
	w.push(v)
	return w
}

func (f *Func) visitBlocks(from ...int32) visitor {
	w := visitor{seen: newValueSet(len(f.Blocks))}
	w.push(from...)
	return w
}

// push adds what was not pushed before.
func (w *visitor) push(is ...int32) {
	for _, i := range is {
		if w.seen.add(i) {
			w.work = append(w.work, i)
		}
	}
}

// pushBehind pushes what the value that is visited is computed from: a call from what it
// is given, what is loaded from what was stored.
func (w *visitor) pushBehind(f *Func) {
	x := &f.Values[w.at]
	w.push(x.A, x.B)
	w.push(x.Args...)
	switch x.Op {
	case summary.CallVal:
		c := &f.Calls[x.N]
		w.push(c.Recv)
		w.push(c.Args...)
	case summary.Alloc:
		w.push(f.values[w.at]...)
	case summary.Load:
		w.push(f.values[x.A]...)
	}
}

// next moves on to what was pushed last, and reports whether there is anything left.
func (w *visitor) next() bool {
	n := len(w.work) - 1
	if n < 0 {
		return false
	}
	w.at, w.work = w.work[n], w.work[:n]
	return true
}
