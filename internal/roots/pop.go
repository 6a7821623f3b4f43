package roots

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
)

// A list or a stream of a cache's server is a queue to whoever takes from it in each turn
// of a loop, itself or by what it calls, whichever client it does so by:
//
//	for {
//		v, err := rdb.BRPop(ctx, time.Second, "jobs").Result()
//		...
//	}

// maxPop bounds the functions between a loop and the command that takes from the queue.
const maxPop = 3

// pops reports whether each turn of a loop works on what it takes from a queue of a
// server's: by a command that waits for something to be there, or by one that does not
// where the loop does not end when there is nothing. A turn may ask one queue after the
// other.
func (fd *finder) pops(f *link.Func, l int) bool {
	switch kind := fd.p.LoopBound(f, l, nil).Kind; {
	case kind == link.Elements && f.Loops[l].Parent >= 0, kind == link.Numeric && fd.counted(f, &f.Loops[l]):
		return false
	}
	return fd.takenFrom(f, l) && (fd.runsBeside(f) || !fd.requested(f))
}

// taking is how a call takes from a queue.
type taking int

const (
	nothing taking = iota
	asked          // it comes back at once where the queue is empty
	waited         // it waits for something to be there
)

// takenFrom reports whether a loop itself takes from a queue, or what it calls that comes
// back with it.
func (fd *finder) takenFrom(f *link.Func, l int) bool {
	for i := range f.Calls {
		if !fd.each(f, l, f.Calls[i].Block) {
			continue
		}
		if t := fd.takes(f, int32(i), 0); t == waited || t == asked && (told(f, l) || !fd.endedBy(f, l, int32(i))) {
			return true
		}
	}
	return false
}

// each: a block is of the turns of a loop, or of a loop within over what there is more than
// one of; of a function's own turns where l is -1.
func (fd *finder) each(f *link.Func, l int, block int32) bool {
	in := f.LoopAt[block]
	return in == l || in >= 0 && f.Loops[in].Parent == l && fd.p.LoopBound(f, in, nil).Kind == link.Elements
}

// endedBy: a loop is left by what a call in it has given.
func (fd *finder) endedBy(f *link.Func, l int, call int32) bool {
	loop := &f.Loops[l]
	return slices.ContainsFunc(loop.Blocks, func(b int32) bool {
		blk := &f.Blocks[b]
		return blk.Cond != 0 && slices.ContainsFunc(blk.Succs, func(s int32) bool { return !loop.Has(s) }) && fd.p.Derives(f, blk.Cond, call)
	})
}

// takes is how a call takes from a queue.
func (fd *finder) takes(f *link.Func, call int32, d int) taking {
	best := nothing
	for _, o := range f.Ops {
		if o.Call == call {
			best = max(best, fd.byCommand(o.Command))
		}
	}
	for _, e := range f.Out[call] {
		if best > nothing || d == maxPop || e.Entry || e.Async || e.Via == link.Callback || e.Conf == finding.Possible || fd.p.Cat.Client(e.Callee.Pkg.Path) != nil {
			continue
		}
		for i := range e.Callee.Calls {
			if fd.each(e.Callee, -1, e.Callee.Calls[i].Block) {
				best = max(best, fd.takes(e.Callee, int32(i), d+1))
			}
		}
	}
	return best
}

// byCommand is how a command takes from a queue. Streams are read by commands that may wait.
func (fd *finder) byCommand(name string) taking {
	switch c, known := fd.p.Cat.Commands[name]; {
	case !known:
		return nothing
	case c.Blocking:
		return waited
	case c.Write && strings.Contains(name, "POP"):
		return asked
	}
	return nothing
}
