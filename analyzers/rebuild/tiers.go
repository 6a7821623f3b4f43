package rebuild

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
)

// tierLoop is a loop that copies what a slow tier lists into the fast tier before
// it, item by item: two values of one interface, of which one is the cache.
type tierLoop struct {
	f     *link.Func
	index int
	// list gives the items, write stores one; reads asks for each, -1 where the
	// listing has all of it.
	list, write, reads int32
}

// tiers looks for one.
func tiers(p *analyzers.Pass, f *link.Func) *tierLoop {
	for i := range f.Calls {
		w := int32(i)
		if !writesFront(p, f, w) {
			continue
		}
		for _, l := range f.LoopsAt(f.Calls[i].Block) {
			b := p.Prog.LoopBound(f, l, nil)
			if b.Kind != link.Elements || !perItem(f, l, w) {
				continue
			}
			if list := listing(p, f, w, b.Over.V); list >= 0 {
				return &tierLoop{f, l, list, w, readBehind(p, f, l, w)}
			}
		}
	}
	return nil
}

// storing begin the names of methods that store a value.
var storing = []string{"set", "put", "write", "store", "add", "save", "insert", "push"}

func writesFront(p *analyzers.Pass, f *link.Func, w int32) bool {
	c := &f.Calls[w]
	return c.Iface != 0 && len(c.Args) > 0 && slices.Contains(storing, link.Words(c.Name)[0]) && analyzers.InFront(p.Prog, f, c.Recv)
}

// listings are words in the names of methods that give all there is.
var listings = []string{"list", "keys", "all", "items", "values", "entries", "scan", "dump", "range", "snapshot", "find", "load"}

// listing is the call of the slow tier whose result the loop goes through.
func listing(p *analyzers.Pass, f *link.Func, w, over int32) int32 {
	for i := range f.Calls {
		if behind(p, f, w, int32(i)) && lists(f, int32(i)) && p.Prog.Derives(f, over, int32(i)) {
			return int32(i)
		}
	}
	return -1
}

// lists: nothing but options says what is asked for.
func lists(f *link.Func, i int32) bool {
	c := &f.Calls[i]
	words := link.Words(c.Name)
	if !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(listings, w) }) {
		return false
	}
	for n, a := range c.Args {
		if f.TypeAt(f.Values[a].Type).Text != "context.Context" && !(n == len(c.Args)-1 && optional(f, i)) {
			return false
		}
	}
	return true
}

// optional: the last argument is a list of options, of which one may be a limit.
func optional(f *link.Func, i int32) bool {
	c := &f.Calls[i]
	t := f.TypeAt(f.Values[c.Args[len(c.Args)-1]].Type)
	return strings.HasPrefix(t.Text, "[]") && strings.Contains(strings.ToLower(t.Text), "opt")
}

// behind: the call is of another value of the interface, the slow tier.
func behind(p *analyzers.Pass, f *link.Func, w, i int32) bool {
	a, b := &f.Calls[w], &f.Calls[i]
	return b.Iface != 0 && f.TypeAt(a.Iface).Named == f.TypeAt(b.Iface).Named && f.Holder(b.Recv) != "" && !analyzers.InFront(p.Prog, f, b.Recv)
}

// readBehind is a call in the loop that asks the slow tier for the item.
func readBehind(p *analyzers.Pass, f *link.Func, l int, w int32) int32 {
	for i := range f.Calls {
		if f.Loops[l].Has(f.Calls[i].Block) && behind(p, f, w, int32(i)) && perItem(f, l, int32(i)) {
			return int32(i)
		}
	}
	return -1
}

// ofTiers is the candidate for such a loop. What the fast tier is filled with costs
// the slow one a listing and, where it is asked again, a call for each item.
func ofTiers(p *analyzers.Pass, t *tierLoop) analyzers.Candidate {
	c := &t.f.Calls[t.write]
	name := c.Type + "." + c.Name
	out := analyzers.Candidate{
		F: t.f, Block: c.Block, Pos: c.Pos, Callee: c.Callee, Command: c.Name, Conf: finding.Likely, Cost: "1 x " + name, Announce: analyzers.Rebuilding,
	}
	if t.reads >= 0 {
		r := &t.f.Calls[t.reads]
		out.Detail = "Each item is asked for with " + r.Type + "." + r.Name + "."
	}
	out.Level = func(a analyzers.At) finding.Level {
		l := analyzers.Table(p.Hazard, a)
		if t.reads < 0 || len(t.f.Calls[t.list].Args) > 0 && optional(t.f, t.list) {
			return l.AtMost(analyzers.Param(p.Hazard, "bounded", finding.Warn))
		}
		return l
	}
	return out
}
