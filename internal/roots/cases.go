package roots

import (
	"slices"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// A loop may take messages and hear a clock in one select:
//
//	for {
//		select {
//		case m := <-in:
//			handle(m)
//		case <-ticker.C:
//			refresh()
//		}
//	}
//
// What stands in the clock's case repeats by itself, all else runs per message.

// repeating makes an entry of a loop that time paces, and of what it does for messages
// one of its own.
func (fd *finder) repeating(f *link.Func, l int, period float64) {
	tick := Root{F: f, Kind: "periodic", Heat: finding.Periodic, Loop: l, Seconds: period, Told: told(f, l)}
	if clock, rest, both := fd.split(f, l, false); both {
		tick.Part = clock
		fd.perMessage(f, l, rest)
	}
	fd.add(tick)
}

// consuming makes an entry of a loop that takes messages, and of what it does at signs
// that no request gives one that repeats.
func (fd *finder) consuming(f *link.Func, l int) {
	clock, rest, both := fd.split(f, l, true)
	if !both || len(clock) == 0 {
		fd.perMessage(f, l, nil)
		return
	}
	fd.perMessage(f, l, rest)
	fd.add(Root{F: f, Kind: "periodic", Heat: finding.Periodic, Loop: l, Part: clock, Told: told(f, l)})
}

// perMessage makes an entry of a loop, or of a part of it, be it known as one already.
func (fd *finder) perMessage(f *link.Func, l int, part []int32) {
	k := rootKey{f, "consumer", l}
	r, known := fd.out[k]
	if !known {
		r = Root{F: f, Kind: "consumer", Heat: finding.Request, Loop: l}
	}
	r.Part = part
	delete(fd.out, k)
	fd.add(r)
}

// split parts the blocks of a loop into those that only a clock or a sign leads to, and the
// others. both is false where the loop takes no messages beside. With signs, those that
// requests give count as messages; beside a clock they say that it is early.
func (fd *finder) split(f *link.Func, l int, signs bool) (clock, rest []int32, both bool) {
	for _, b := range f.Loops[l].Blocks {
		message, time := false, false
		for _, ch := range casesAt(f, l, b) {
			if fd.brings(ch, signs) {
				message = true
			} else {
				time = true
			}
		}
		both = both || message
		if time && !message {
			clock = append(clock, b)
		} else {
			rest = append(rest, b)
		}
	}
	return clock, rest, both
}

// brings reports whether a channel brings messages, or signs that requests give where these
// count, and is no share of the work of who made it.
func (fd *finder) brings(ch link.Ref, signs bool) bool {
	return (carriesMessage(ch) || signs && carriesNothing(ch) && !fd.signal(ch, 0)) && !fd.pool(ch)
}

// casesAt are the channels of the cases, of selects that a loop itself runs, in which a
// block stands.
func casesAt(f *link.Func, l int, block int32) (out []link.Ref) {
	for _, g := range f.Guards(block) {
		x := &f.Values[g.Cond]
		if !g.Taken || !chosen(f, g.Cond) || x.Str != "==" || f.Values[x.B].Op != summary.Const {
			continue
		}
		if ch := chosenFrom(f, l, f.Values[x.A].A, f.Values[x.B].N); ch != 0 {
			out = append(out, link.Ref{F: f, V: ch})
		}
	}
	return out
}

// chosenFrom is the channel that a case of a select takes from, 0 where it sends, or where
// an inner loop selects.
func chosenFrom(f *link.Func, l int, sel int32, n int64) int32 {
	of := func(cond int32) bool { return chosen(f, cond) && f.Values[f.Values[cond].A].A == sel }
	cases := int64(0)
	for b := range f.Blocks {
		if c := f.Blocks[b].Cond; of(c) {
			cases = max(cases, f.Values[f.Values[c].B].N+1)
		}
	}
	for _, b := range f.Loops[l].Blocks {
		items := f.Blocks[b].Items
		at := slices.IndexFunc(items, func(it summary.Item) bool { return it.Kind == summary.SelectItem })
		if at < 0 || f.LoopAt[b] != l || !of(f.Blocks[b].Cond) || int64(at) < cases {
			continue
		}
		if it := items[int64(at)-cases+n]; it.Kind == summary.RecvItem {
			return it.N
		}
	}
	return 0
}
