package roots

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// Schedulers and queues of work that no row of the catalogue knows say what they are handed:
// a call that is named for a schedule, or a function or an object whose type of theirs is
// called a job or a task. One that is given something to work on is run for each, any other
// when it is due.

// schedules name calls that have a function run again and again.
var schedules = []string{"cron", "schedule", "scheduled", "periodic", "periodically", "every", "interval", "recurring"}

// jobs name what is run by others, when it is due or asked for.
var jobs = []string{"job", "task", "perform", "performer", "worker"}

// runsJobs are the methods by which a job is run.
var runsJobs = []string{"run", "execute", "exec", "do", "perform", "process", "handle", "work"}

// jobsIn makes entries of the functions and objects that a call of an unknown library is
// handed as jobs.
func (fd *finder) jobsIn(f *link.Func, call int32, arg int) {
	c := &f.Calls[call]
	v := link.Ref{F: f, V: c.Args[arg]}
	if k := v.Type().Kind; k != summary.Signature && k != summary.Interface {
		return
	}
	named := wordsOf(v.Type().Named)
	registers := wordsOf(c.Name)
	job := len(named) > 0 && slices.Contains(jobs, named[len(named)-1]) ||
		len(registers) > 1 && slices.Contains([]string{"register", "reg"}, registers[0]) && meets(registers, jobs)
	if !job && !meets(registers, schedules) || fd.catalogued(c.Pkg) {
		return
	}
	every := fd.interval(f, call)
	for _, g := range fd.runsAs(v) {
		r := Root{F: g, Kind: "periodic", Heat: finding.Periodic, Loop: -1, Seconds: every}
		if takesWork(g) {
			r = Root{F: g, Kind: "consumer", Heat: finding.Request, Loop: -1}
		}
		if !fd.known(g) {
			fd.add(r)
		}
	}
}

// runsAs lists the functions behind what is handed over as a job: functions, and the
// methods by which the library's interface has an object run.
func (fd *finder) runsAs(v link.Ref) []*link.Func {
	held := fd.p.Held(v)
	out := held.Funcs
	if d := fd.p.Decl(v.Type().Named); d != nil && v.Type().Kind == summary.Interface {
		fd.methods(held.Types, d, func(name string, g *link.Func) {
			if w := link.Words(name); len(w) > 0 && slices.Contains(runsJobs, w[0]) {
				out = append(out, g)
			}
		})
	}
	return out
}

// takesWork: a function is given more than a context.
func takesWork(g *link.Func) bool {
	for i, p := range g.Params {
		if (i > 0 || g.Recv == "" || g.Literal()) && g.TypeAt(p.Type).Text != "context.Context" {
			return true
		}
	}
	return false
}

// wordsOf are the words of a type's or a function's bare name.
func wordsOf(name string) []string {
	return link.Words(strings.TrimSuffix(strings.TrimSuffix(bare(name), "Func"), "Handler"))
}

func meets(a, b []string) bool {
	return slices.ContainsFunc(a, func(w string) bool { return slices.Contains(b, w) })
}

// subscribed makes consumers of the functions that an unknown library is handed where it
// is asked to subscribe them to something: they take what comes.
func (fd *finder) subscribed(f *link.Func, call int32, arg int) {
	c := &f.Calls[call]
	words := wordsOf(c.Name)
	if len(words) == 0 || words[0] != "subscribe" || fd.catalogued(c.Pkg) {
		return
	}
	for _, g := range fd.p.Held(link.Ref{F: f, V: c.Args[arg]}).Funcs {
		if takesWork(g) && !fd.known(g) {
			fd.add(Root{F: g, Kind: "consumer", Heat: finding.Request, Loop: -1})
		}
	}
}

// sessionWords name, beside events, what a library hands the methods that it finds by
// reflection.
var sessionWords = []string{"session", "context", "ctx"}

// found makes entries of the methods that an unknown library finds by reflection: those of
// an object that it is handed which take a session, a context or an event of its own.
func (fd *finder) found(f *link.Func, v int32, pkg string) {
	t := f.TypeAt(f.Values[v].Type)
	if t.Kind != summary.Interface || fd.catalogued(pkg) {
		return
	}
	for _, typ := range fd.p.Held(link.Ref{F: f, V: v}).Types {
		d := fd.p.Decl(typ)
		if d == nil || !sameModule(d.Pkg, f.Pkg.Path) {
			continue
		}
		fd.methods([]string{typ}, d, func(_ string, g *link.Func) {
			if g.Exported && g.Recv != "" && fd.ofSession(g, pkg) && !fd.known(g) {
				fd.add(Root{F: g, Kind: "consumer", Heat: finding.Request, Loop: -1})
			}
		})
	}
}

// ofSession: a method takes a session, a context or an event of a library's.
func (fd *finder) ofSession(g *link.Func, pkg string) bool {
	return slices.ContainsFunc(g.Params[1:], func(p summary.Param) bool {
		t := eventType(g, g.TypeAt(p.Type))
		return sameModule(t.Pkg, pkg) && (isEvent(g, t) || meets(wordsOf(t.Named), sessionWords)) && !meets(wordsOf(t.Named), settingWords)
	})
}
