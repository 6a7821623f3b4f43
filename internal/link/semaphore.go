package link

import (
	"slices"

	"github.com/cachevet/cachevet/internal/summary"
)

const semaphorePkg = "golang.org/x/sync/semaphore"

// excludes: a semaphore lets one in at a time where it was made for one. Others limit
// how many work at once, and all of them may do the same.
func (p *Program) excludes(f *Func, c *summary.Call) bool {
	return c.Pkg == semaphorePkg && (c.Name == "Acquire" || c.Name == "TryAcquire") && p.MadeBy(Ref{f, c.Recv}, p.forOne)
}

// forOne: the call makes a semaphore of the weight 1.
func (p *Program) forOne(made Ref) bool {
	if made.Value().Op != summary.CallVal {
		return false
	}
	c := &made.F.Calls[made.Value().N]
	if c.Pkg != semaphorePkg || c.Name != "NewWeighted" || len(c.Args) == 0 {
		return false
	}
	n, known := p.Int(Val{made.With(c.Args[0]), nil})
	return known && n == 1
}

// tokens: before call i a token goes into a channel with room for one, and none has
// been taken out since, so that all others wait.
func (p *Program) tokens(f *Func, i int32) bool {
	for n := range f.Stores {
		s := &f.Stores[n]
		to := f.SentTo(s)
		if to == 0 || f.selects(s.Block) || !f.storedBefore(int32(n), i) {
			continue
		}
		ch := Ref{f, to}
		if p.MadeBy(ch, p.roomForOne) && !p.takenOut(ch, i) {
			return true
		}
	}
	return false
}

// storedBefore: the store comes before call i on every way to it.
func (f *Func) storedBefore(store, i int32) bool {
	target := f.Calls[i].Block
	if b := f.Stores[store].Block; b != target {
		return f.Dominates(b, target)
	}
	return slices.Contains(f.itemsBefore(target, i), summary.Item{Kind: summary.StoreItem, N: store})
}

// itemsBefore lists what stands in a block, before call i where it is there too.
func (f *Func) itemsBefore(block, i int32) []summary.Item {
	items := f.Blocks[block].Items
	if at := slices.Index(items, summary.Item{Kind: summary.CallItem, N: i}); at >= 0 {
		return items[:at]
	}
	return items
}

// roomForOne: the channel holds one value.
func (p *Program) roomForOne(made Ref) bool {
	x := made.Value()
	if x.Op != summary.Make {
		return false
	}
	n, known := p.Int(Val{made.With(x.A), nil})
	return known && n == 1
}

func (f *Func) selects(block int32) bool {
	return slices.ContainsFunc(f.Blocks[block].Items, func(it summary.Item) bool { return it.Kind == summary.SelectItem })
}

// takenOut: on a way to the call something is received from the channel.
func (p *Program) takenOut(ch Ref, i int32) bool {
	f, target := ch.F, ch.F.Calls[i].Block
	for b := range f.Blocks {
		if int32(b) != target && !f.forward(int32(b), target) {
			continue
		}
		if slices.ContainsFunc(f.itemsBefore(int32(b), i), func(it summary.Item) bool {
			return it.Kind == summary.RecvItem && p.SameObject(ch, ch.With(it.N))
		}) {
			return true
		}
	}
	return false
}
