package roots

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// manyTargets is the number of functions from which a call of a function value
// is a table of handlers rather than a callback or two.
const manyTargets = 5

// dispatch finds an application's own routers: below a handler that a framework
// calls, a call of a function value that may be one of many, none of which the
// requests themselves bring along. Each of these is what a user would call the
// handler.
func (fd *finder) dispatch(entries iter.Seq[Root]) {
	for _, heat := range []finding.Heat{finding.Request, finding.Periodic} {
		var level []Root
		for r := range entries {
			if !r.Own && r.Heat == heat {
				level = append(level, r)
			}
		}
		if len(level) > 0 {
			fd.below(level)
		}
	}
}

// below finds the tables below some entries, and below what stands in these.
func (fd *finder) below(level []Root) {
	sortByName(level)
	d := &dispatcher{fd: fd, seen: map[*link.Func]bool{}, jobs: map[*link.Func]bool{}, mentions: fd.mentioned()}
	for len(level) > 0 {
		d.reach(level)
		level = d.handlers()
	}
}

// commands finds the commands of a server with a protocol of its own: below what it
// starts for each connection that it accepts, a table of functions. How such a
// command is called is its author's word, and may announce what it does.
func (fd *finder) commands() {
	var level []Root
	for _, f := range fd.p.Funcs {
		for i := range f.Out {
			if l := f.LoopAt[f.Calls[i].Block]; l < 0 || !accepts(f, l) {
				continue
			}
			for _, e := range f.Out[i] {
				level = append(level, perConnection(e)...)
			}
		}
	}
	if len(level) > 0 {
		fd.below(level)
	}
}

// perConnection lists what a call in a loop that accepts connections starts: itself,
// or in the function that it calls, as constructors of clients do.
func perConnection(e *link.Edge) (out []Root) {
	if e.Entry || e.Conf == finding.Possible {
		return nil
	}
	starts := func(e *link.Edge) {
		if e.Async && !e.Entry && e.Conf != finding.Possible {
			out = append(out, Root{F: e.Callee, Kind: "rpc", Heat: finding.Request, Loop: -1, Own: true})
		}
	}
	starts(e)
	for _, below := range e.Callee.Out {
		for _, b := range below {
			starts(b)
		}
	}
	return out
}

// accepts reports whether a loop takes connections from a listener.
func accepts(f *link.Func, l int) bool {
	return slices.ContainsFunc(f.Calls, func(c summary.Call) bool {
		return strings.HasPrefix(c.Name, "Accept") && f.LoopAt[c.Block] == l &&
			(c.Pkg == "net" || c.Result != 0 && strings.Contains(f.TypeAt(c.Result).Text, "net.Conn"))
	})
}

func sortByName(list []Root) {
	slices.SortFunc(list, func(a, b Root) int {
		return cmp.Or(strings.Compare(a.F.Name, b.F.Name), strings.Compare(a.Kind, b.Kind))
	})
}

type dispatcher struct {
	fd *finder
	// seen holds what requests reach, jobs what they start beside themselves; tables what
	// was seen that may be a handler;
	// passed what is called as a parameter: a callback of whoever hands it on.
	seen     map[*link.Func]bool
	jobs     map[*link.Func]bool
	tables   []Root
	passed   []Root
	mentions map[string][]*link.Func
}

// reach follows the calls below some entries, but for those of tables.
func (d *dispatcher) reach(level []Root) {
	for len(level) > 0 {
		r := level[0]
		level = level[1:]
		if r.Loop < 0 {
			if d.seen[r.F] {
				continue
			}
			d.seen[r.F] = true
		}
		for i := range r.F.Out {
			if !r.Runs(r.F.Calls[i].Block) {
				continue
			}
			targets, table := d.fd.callees(r, int32(i))
			m, handlers := d.fd.lookup(r.F, int32(i))
			level = append(level, d.beside(r, int32(i), m, handlers)...)
			switch {
			case makes(r.F, &r.F.Calls[i]): // an object of the kind that a message names
				level = append(level, targets...)
			case m.V != 0 && (table || handlers) && d.several(r, int32(i)):
				level = append(level, targets...)
			case (r.Heat == finding.Periodic || d.jobs[r.F]) && !handlers:
				level = append(level, targets...) // what a schedule or a job has many of are callbacks
			case m.V != 0 && len(targets) > 0 && (table || handlers):
				d.tables = append(d.tables, d.keyed(r.F, int32(i), m, d.under(r.F, targets))...)
			case !table, d.everyTurn(r.F, int32(i)):
				level = append(level, targets...)
			case d.callback(link.Ref{F: r.F, V: r.F.Calls[i].Fun}), r.Kind == "consumer" && handsNothing(r.F, &r.F.Calls[i]):
				d.passed = append(d.passed, targets...)
			default:
				d.tables = append(d.tables, d.under(r.F, targets)...)
			}
		}
	}
}

// beside follows what a request starts beside itself, as far as to handlers that it looks
// up: subscribers of what has happened.
func (d *dispatcher) beside(r Root, call int32, m link.Ref, handlers bool) (next []Root) {
	if r.Kind == "consumer" || r.Kind == "periodic" {
		return nil
	}
	var told []Root
	for _, e := range r.F.Out[call] {
		if !e.Async || e.Entry || e.Conf == finding.Possible {
			continue
		}
		t := Root{F: e.Callee, Kind: "consumer", Heat: r.Heat, Loop: -1, Own: r.Own}
		switch {
		case handlers:
			told = append(told, t)
		case e.Callee.Literal() && e.Callee.Decl == r.F.Decl:
			d.jobs[e.Callee] = true
			next = append(next, t)
		}
	}
	if len(told) > 0 {
		d.tables = append(d.tables, d.keyed(r.F, call, m, told)...)
	}
	return next
}

// everyTurn: a loop calls each function of a list in turn. They are the steps of what calls
// them rather than handlers of which one is chosen.
func (d *dispatcher) everyTurn(f *link.Func, call int32) bool {
	c := &f.Calls[call]
	l := f.LoopAt[c.Block]
	if l < 0 || f.Values[c.Fun].Op != summary.Load {
		return false
	}
	elem := &f.Values[f.Values[c.Fun].A]
	if elem.Op != summary.ElemOf || d.gathered(link.Ref{F: f, V: elem.A}, 0) {
		return false
	}
	loop := &f.Loops[l]
	return !slices.ContainsFunc(loop.Blocks, func(b int32) bool {
		return slices.Contains(f.Blocks[b].Succs, loop.Header) && !f.Dominates(c.Block, b)
	})
}

// several: what is looked up and called is chosen for each element of a collection that one request
// brings, and so is a part of its work.
func (d *dispatcher) several(r Root, call int32) bool {
	l := r.F.LoopAt[r.F.Calls[call].Block]
	return r.Kind != "consumer" && l >= 0 && d.fd.p.LoopBound(r.F, l, nil).Kind == link.Elements
}

// gathered reports whether a list is put together by appending, as one is of what was
// chosen, here or by a caller.
func (d *dispatcher) gathered(list link.Ref, depth int) bool {
	list = list.Bare()
	switch x := list.Value(); x.Op {
	case summary.Append, summary.Phi:
		return true
	case summary.ParamVal:
		return depth < 3 && slices.ContainsFunc(list.F.In, func(e *link.Edge) bool {
			arg, ok := d.fd.p.Arg(&link.Ctx{Edge: e}, int(x.N))
			return ok && d.gathered(arg.Ref, depth+1)
		})
	}
	return false
}

// maxAbove bounds the functions between a table and the handler that looks into it.
const maxAbove = 40

// under gives the handlers of a table the routes of the one entry that comes to it.
func (d *dispatcher) under(f *link.Func, targets []Root) []Root {
	routes := d.fd.routesAbove(f)
	for i := range targets {
		targets[i].Routes = slices.Clone(routes)
	}
	return targets
}

// routesAbove are the routes of the only entry from which a function is called, nil where
// there are several, or one of which no route is known.
func (fd *finder) routesAbove(f *link.Func) []string {
	var routes []string
	entries := 0
	seen := map[*link.Func]bool{f: true}
	for level := []*link.Func{f}; len(level) > 0; level = level[1:] {
		g := level[0]
		if fd.hot[g] {
			entries++
			routes = fd.out[rootKey{g, "http", -1}].Routes
			continue
		}
		for _, e := range g.In {
			if !e.Entry && e.Conf != finding.Possible && !seen[e.Caller] {
				seen[e.Caller] = true
				level = append(level, e.Caller)
			}
		}
		if len(seen) > maxAbove || entries > 1 {
			return nil
		}
	}
	if entries != 1 {
		return nil
	}
	return routes
}

// callback reports whether a function value is a parameter, or one of a list that is
// one, as steps are that are taken in turn: of the function that
// calls it, or of one around it that runs per request too. Without a value it is
// outside code that is handed one of many, to call it, print its name or whatever.
func (d *dispatcher) callback(v link.Ref) bool {
	if v.V == 0 {
		return true
	}
	for range 10 {
		switch v.Value().Op {
		case summary.ParamVal:
			return true
		case summary.Load:
			v = v.With(v.Value().A)
		case summary.ElemOf:
			if v = v.With(v.Value().A); v.Type().Kind != summary.Slice || d.gathered(v, 0) {
				return false
			}
		case summary.Alloc:
			in := d.fd.p.Assigned(v)
			if len(in) != 1 {
				return false
			}
			v = in[0]
		case summary.FreeVal:
			around, ok := d.fd.p.Captured(v)
			if !ok || !d.seen[around.F] {
				return false
			}
			v = around
		default:
			return false
		}
	}
	return false
}

// handsNothing: a call hands no more than a context, and so no message: what it calls is
// run, beside others mostly, and handles nothing.
func handsNothing(f *link.Func, c *summary.Call) bool {
	return c.Fun != 0 && !slices.ContainsFunc(c.Args, func(a int32) bool { return f.TypeAt(f.Values[a].Type).Text != "context.Context" })
}

// makes: a call of a function value hands nothing and gets something: what it calls makes
// a thing, and handles none.
func makes(f *link.Func, c *summary.Call) bool {
	t := f.TypeAt(c.Result)
	return handsNothing(f, c) && !f.GivesNothing(c) && t.Text != "error"
}

// callees gives the functions below one call, and whether they are a table. What
// a request starts beside itself is a job, and one of many jobs is no handler; what a loop
// over messages or time starts is. What
// a framework has for itself in a table no application would call a handler.
func (fd *finder) callees(r Root, call int32) (out []Root, table bool) {
	n := 0
	framework := fd.m.modules[r.F.Pkg.Module]
	for _, e := range r.F.Out[call] {
		if e.Entry || e.Conf == finding.Possible || e.Async && r.Kind != "consumer" && r.Kind != "periodic" || framework && e.Via != link.Static && e.Callee.Pkg.Module == r.F.Pkg.Module {
			continue
		}
		if e.Via == link.Callback || e.Via == link.ByClosure && r.F.Calls[call].Fun != 0 {
			n++
		}
		out = append(out, Root{F: e.Callee, Kind: r.Kind, Heat: r.Heat, Loop: -1, Own: r.Own})
	}
	return out, n >= manyTargets
}

// handlers makes entries of what stands in tables, and returns what to follow
// next: those, and the callbacks, which what runs per request makes itself.
func (d *dispatcher) handlers() []Root {
	var next, left []Root
	for _, t := range slices.Concat(d.tables, d.passed) {
		if !d.seen[t.F] && d.broughtAlong(t.F) {
			next = append(next, t)
		}
	}
	if len(next) > 0 { // they may bring more along
		return next
	}
	for _, t := range d.fd.unwrapped(d.tables) {
		if d.seen[t.F] || d.fd.timed(t.F) || d.neverMade(t.F) {
			continue
		}
		if t.Kind == "http" && d.fd.goesOn(t.F) {
			t.Kind, t.Routes = "middleware", nil
		}
		if t.Own || !d.fd.known(t.F) { // a command is one, by whatever protocol it comes besides
			d.fd.add(t)
		}
		left = append(left, t)
	}
	d.tables = nil
	return left
}

// broughtAlong reports whether a function that runs per request makes this
// function literal and hands it on. One that has a name is worth naming.
func (d *dispatcher) broughtAlong(f *link.Func) bool {
	return f.Name != f.Decl && slices.ContainsFunc(d.mentions[f.Name], func(m *link.Func) bool { return d.seen[m] })
}

// neverMade reports whether only functions that nothing calls make a function literal: it
// is of the form that a table has, and in none.
func (d *dispatcher) neverMade(f *link.Func) bool {
	makers := d.mentions[f.Name]
	return f.Literal() && len(makers) > 0 && !slices.ContainsFunc(makers, func(m *link.Func) bool {
		return len(m.In) > 0 || m.Literal() || initialiser(m) || m.Short == "main" || d.fd.known(m) || d.fd.p.Outside(m)
	})
}

// mentioned lists by a function's name where it stands as a value.
func (fd *finder) mentioned() map[string][]*link.Func {
	if fd.mentions != nil {
		return fd.mentions
	}
	out := map[string][]*link.Func{}
	for _, f := range fd.p.Funcs {
		for i := range f.Values {
			switch v := &f.Values[i]; v.Op {
			case summary.FuncVal, summary.Closure, summary.Bound:
				out[v.Str] = append(out[v.Str], f)
			}
		}
	}
	fd.mentions = out
	return out
}

// timed: what a scheduler is known to be given is no handler of those who wind it.
func (fd *finder) timed(f *link.Func) bool {
	_, ok := fd.out[rootKey{f, "periodic", -1}]
	return ok
}
