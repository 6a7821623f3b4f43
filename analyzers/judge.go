package analyzers

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/roots"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Input is what Judge works on.
type Input struct {
	Prog      *link.Program
	Roots     []roots.Root
	Cat       *rules.Catalogue
	Analyzers []*Analyzer
	// Vetted holds the module paths that the run is about.
	Vetted map[string]bool
	// Samples are packages of an application that are there to show or test others.
	Samples map[string]bool
	// Version gives a module's version.
	Version func(module string) string
}

// Judge asks every hazard's analyzer and returns the findings, loudest first, and
// the questions that a fault of an analyzer left without an answer.
func Judge(in Input) ([]finding.Finding, []Fault) {
	j := &judge{in: in, reach: map[*link.Func]*link.Reach{}, near: map[*link.Reach][]near{}, byKey: map[string]*finding.Finding{}, ways: newWays(in.Prog), early: map[string]bool{}}
	touch := link.NewToucher(in.Prog)
	var faults []Fault
	for i := range in.Cat.Hazards {
		h := &in.Cat.Hazards[i]
		a := lookup(in.Analyzers, h.Analyzer)
		if a == nil {
			continue
		}
		if f := ask(a, &Pass{Prog: in.Prog, Roots: in.Roots, Hazard: h, Touch: touch, Report: func(c Candidate) { j.report(h, c, 0) }}); f != nil {
			faults = append(faults, *f)
		}
	}
	return j.findings(), faults
}

func lookup(as []*Analyzer, name string) *Analyzer {
	for _, a := range as {
		if a.Name == name {
			return a
		}
	}
	return nil
}

type judge struct {
	in    Input
	reach map[*link.Func]*link.Reach
	near  map[*link.Reach][]near
	byKey map[string]*finding.Finding
	// paced holds the loops that repeat by themselves, by function.
	paced    map[*link.Func][]roots.Root
	commands map[*link.Func]bool // of a server with a protocol of its own, nil before the first question
	early    map[string]bool     // types whose objects only the start makes, as far as asked
	ways     *ways
}

const maxLift = 4

// report follows a candidate to its entries. A thin function of a module that
// nobody asked about passes the blame to its callers.
func (j *judge) report(h *rules.Hazard, c Candidate, lifted int) {
	if c.Thin && !j.in.Vetted[c.F.Pkg.Module] && lifted < maxLift {
		if j.lift(h, c, lifted) {
			return
		}
	}
	seen := j.seen(h, c)
	if len(seen) == 0 {
		return
	}
	j.add(h, c, seen)
}

// lift reports the candidate at each caller of its function.
func (j *judge) lift(h *rules.Hazard, c Candidate, lifted int) bool {
	any := false
	for _, e := range c.F.In {
		if e.Call < 0 || e.Via == link.Callback || e.Caller.Pkg.Module == c.F.Pkg.Module && !j.in.Vetted[e.Caller.Pkg.Module] && e.Caller.Pkg.Path == c.F.Pkg.Path && e.Caller.Recv != c.F.Recv {
			continue
		}
		up := c
		call := &e.Caller.Calls[e.Call]
		up.F, up.Block, up.Pos, up.Callee = e.Caller, call.Block, call.Pos, call.Callee
		up.Below = &link.Ctx{Edge: e}
		if e.Conf.Rank() < up.Conf.Rank() {
			up.Conf = e.Conf
		}
		up.Thin = len(e.Caller.Loops) == 0 && len(e.Caller.Calls) <= 3 && e.Caller.Name == e.Caller.Decl
		j.report(h, up, lifted+1)
		any = true
	}
	return any
}

// sight is one entry that reaches a candidate.
type sight struct {
	At
	level finding.Level
	conf  finding.Confidence
	dist  int
	// passing: the entry is reached again, but the place is not.
	passing bool
}

// byPassing puts who starts something before who only comes by.
func byPassing(a, b sight) int {
	switch {
	case a.passing == b.passing:
		return 0
	case b.passing:
		return -1
	}
	return 1
}

// byGuess puts what surely comes to the place before what may, as one of many that write to
// something which could be it.
func byGuess(a, b sight) int {
	guessed := func(s sight) int {
		if s.conf == finding.Possible {
			return 1
		}
		return 0
	}
	return guessed(a) - guessed(b)
}

// byReading: of two handlers as near as each other the one that only reads is asked more
// often than the one that changes something and reads for that.
func byReading(a, b sight) int {
	reads := func(s sight) int {
		if strings.HasPrefix(s.Root.Route(), "GET ") {
			return 0
		}
		return 1
	}
	return reads(a) - reads(b)
}

// perHeat bounds the entries of one place that are looked at, of each heat the
// nearest: an application has thousands, and a report names a few.
const perHeat = 40

// seen lists the entries that reach the candidate with the level from each.
func (j *judge) seen(h *rules.Hazard, c Candidate) []sight {
	r := j.reaches(c.F)
	var out []sight
	count := map[finding.Heat]int{}
	for _, n := range j.nearest(r) {
		if count[n.root.Heat] == perHeat {
			continue
		}
		if path, ok := j.ways.to(r, n.root, &c); ok {
			out = append(out, j.sight(h, &c, *n.root, path, len(path)))
			count[n.root.Heat]++
		}
	}
	slices.SortStableFunc(out, func(a, b sight) int {
		return cmp.Or(cmp.Compare(b.level.Rank(), a.level.Rank()), cmp.Compare(b.Heat.Rank(), a.Heat.Rank()), byGuess(a, b), byPassing(a, b), cmp.Compare(a.dist, b.dist), byReading(a, b), cmp.Compare(a.Root.F.Name, b.Root.F.Name))
	})
	return handlerFirst(out)
}

// handlerFirst puts a handler before the middleware that has it run as what comes next.
func handlerFirst(seen []sight) []sight {
	if len(seen) == 0 || seen[0].Root.Kind != "middleware" || len(seen[0].Path) == 0 || seen[0].Path[0].Via != link.ByClosure {
		return seen
	}
	best := seen[0]
	i := slices.IndexFunc(seen, func(s sight) bool {
		return s.Root.Kind != "middleware" && s.level == best.level && s.Heat == best.Heat && s.passing == best.passing &&
			!slices.ContainsFunc(s.Path, func(e *link.Edge) bool { return e.Callee == best.Root.F })
	})
	if i < 0 {
		return seen
	}
	handler := seen[i]
	return slices.Insert(slices.Delete(seen, i, i+1), 0, handler)
}

func (j *judge) reaches(f *link.Func) *link.Reach {
	r := j.reach[f]
	if r == nil {
		r = j.in.Prog.Reach(f)
		j.reach[f] = r
	}
	return r
}

// near is an entry that reaches a place, and how far it is.
type near struct {
	root *roots.Root
	dist int
}

// nearest lists the entries that reach a place: by heat, then by distance, one
// for each declared function, kind and route: closures of one function may serve
// several.
func (j *judge) nearest(r *link.Reach) []near {
	if have, ok := j.near[r]; ok {
		return have
	}
	var out []near
	for i := range j.in.Roots {
		if d, ok := r.From(j.in.Roots[i].F); ok {
			out = append(out, near{&j.in.Roots[i], d})
		}
	}
	slices.SortStableFunc(out, func(a, b near) int {
		return cmp.Or(cmp.Compare(b.root.Heat.Rank(), a.root.Heat.Rank()), cmp.Compare(a.dist, b.dist))
	})
	out = oneEach(out)
	j.near[r] = out
	return out
}

// sample reports whether a path leads through what is there to show or test others.
func (j *judge) sample(c *Candidate, path []*link.Edge) bool {
	return j.in.Samples[c.F.Pkg.Path] || slices.ContainsFunc(path, func(e *link.Edge) bool { return j.in.Samples[e.Caller.Pkg.Path] })
}

func oneEach(list []near) []near {
	type name struct{ decl, kind, route string }
	seen := map[name]bool{}
	return slices.DeleteFunc(list, func(n near) bool {
		k := name{n.root.F.Decl, n.root.Kind, n.root.Route()}
		drop := n.root.Loop < 0 && seen[k]
		seen[k] = seen[k] || n.root.Loop < 0
		return drop
	})
}

func (j *judge) sight(h *rules.Hazard, c *Candidate, root roots.Root, path []*link.Edge, d int) sight {
	s := sight{At: At{Root: root, Heat: root.Heat, Path: path, Prog: j.in.Prog, Sink: c}, dist: d, conf: c.Conf}
	if root.Own && root.Heat == finding.Request && announced(h, c, shortName(root.F)) || j.commanded(h, c, root.F, path) {
		s.Heat = finding.Announced
	}
	if s.Heat == finding.Request && j.turns(root, c, path) {
		s.Heat = finding.Periodic
	}
	if (s.Heat == finding.Request || s.Heat == finding.Periodic) && j.once(path, c) {
		s.Heat, s.passing = finding.Startup, true
	}
	s.Optional = optional(j.in.Prog, path, c)
	for _, e := range path {
		if e.Conf.Rank() < s.conf.Rank() {
			s.conf = e.Conf
		}
	}
	if c.Level != nil {
		s.level = c.Level(s.At)
	} else {
		s.level = Table(h, s.At)
	}
	if s.level != finding.None && offByDefault(j.in.Prog, path, c) {
		s.level = s.level.Lower()
	}
	if j.sample(c, path) {
		s.level = s.level.AtMost(finding.Warn)
	}
	if s.conf == finding.Possible {
		s.level = s.level.AtMost(finding.Warn)
	}
	return s
}

// once reports whether a call of the path, or the place itself, runs once in the life of
// the process, whoever comes by first: for a package variable, or for an object that only
// the start makes.
func (j *judge) once(path []*link.Edge, c *Candidate) bool {
	inLife := func(keeper string, once bool) bool {
		return once && (keeper == "" || j.madeAtStart(keeper))
	}
	return inLife(j.in.Prog.RunsOnce(c.F, c.Block)) || slices.ContainsFunc(path, func(e *link.Edge) bool {
		return inLife(j.in.Prog.CalledOnce(e))
	})
}

// madeAtStart: nothing that runs again makes an object of the type.
func (j *judge) madeAtStart(typ string) bool {
	if out, ok := j.early[typ]; ok {
		return out
	}
	makers := j.in.Prog.Makers(typ)
	out := len(makers) > 0 && !slices.ContainsFunc(makers, func(f *link.Func) bool {
		return slices.ContainsFunc(j.nearest(j.reaches(f)), func(n near) bool {
			return n.root.Heat == finding.Request || n.root.Heat == finding.Periodic
		})
	})
	j.early[typ] = out
	return out
}

// commanded: the path begins with, or leads through, a command of a server's own
// protocol that says what happens: who sends it asks for it.
func (j *judge) commanded(h *rules.Hazard, c *Candidate, from *link.Func, path []*link.Edge) bool {
	if j.commands == nil {
		j.commands = map[*link.Func]bool{}
		for _, r := range j.in.Roots {
			if r.Own && r.Kind == "rpc" {
				j.commands[r.F] = true
			}
		}
	}
	says := func(f *link.Func) bool { return j.commands[f] && announced(h, c, shortName(f)) }
	return says(from) || slices.ContainsFunc(path, func(e *link.Edge) bool { return says(e.Callee) })
}

// slow is a period, in seconds, that nobody who called would wait for; slowish one that
// nobody would who is told nothing before he ends it himself.
const (
	slow    = 60
	slowish = 10
)

// turns reports whether the path goes on in a loop that repeats by itself, in a
// goroutine or so slowly that no caller waits for it, or for as long as the user who
// called lets it: who starts it does not say how often it runs.
func (j *judge) turns(root roots.Root, c *Candidate, path []*link.Edge) bool {
	if root.Loop >= 0 && root.Heat != finding.Request {
		return false
	}
	if j.paced == nil {
		j.paced = map[*link.Func][]roots.Root{}
		for _, r := range j.in.Roots {
			if r.Loop >= 0 && r.Heat == finding.Periodic {
				j.paced[r.F] = append(j.paced[r.F], r)
			}
		}
	}
	async, left := false, root.Kind == "exported" && root.Own
	for _, e := range path {
		if e.Call >= 0 && (e.Caller != root.F || root.Loop < 0) && j.inTurn(e.Caller, e.Caller.Calls[e.Call].Block, async, left) {
			return true
		}
		async = async || e.Async
	}
	return (c.F != root.F || root.Loop < 0) && j.inTurn(c.F, c.Block, async, left)
}

func (j *judge) inTurn(f *link.Func, block int32, async, left bool) bool {
	return slices.ContainsFunc(j.paced[f], func(r roots.Root) bool {
		return (async || r.Seconds >= slow || left && r.Told && r.Seconds >= slowish) && r.Runs(block)
	})
}

// announced reports whether an entry's name says what happens. That it is called
// like the command (Set) says nothing of a hazard that lies in how it is sent.
func announced(h *rules.Hazard, c *Candidate, name string) bool {
	return Announces(name, c.Announce) || !c.Manner && h.Levels[string(finding.Announced)] != "" && namesCommand(name, c.Command)
}

// add makes the finding, or adds entries to the one for the same place.
func (j *judge) add(h *rules.Hazard, c Candidate, seen []sight) {
	best := seen[0]
	if best.level == finding.None {
		return
	}
	key := strings.Join([]string{h.Name, c.Command, c.F.Decl, c.F.File(c.Pos)}, "\x00")
	if old := j.byKey[key]; old != nil {
		if old.Level.Rank() >= best.level.Rank() {
			old.Also = mergeAlso(old.Also, entryKey(old.Entry.Function, old.Entry.Route), j.also(seen))
			return
		}
	}
	f := j.finding(h, c, seen)
	if old := j.byKey[key]; old != nil {
		f.Also = mergeAlso(f.Also, entryKey(f.Entry.Function, f.Entry.Route), append(old.Also, finding.Also{Function: old.Entry.Function, Kind: old.Entry.Kind, Heat: old.Entry.Heat, Level: old.Level, Route: old.Entry.Route}))
	}
	j.byKey[key] = f
}

const maxAlso = 60

func (j *judge) also(seen []sight) []finding.Also {
	out := []finding.Also{}
	done := map[string]bool{}
	for _, s := range seen {
		name := s.Root.F.Decl
		if k := entryKey(name, s.Root.Route()); !done[k] && s.level != finding.None {
			done[k] = true
			out = append(out, finding.Also{Function: name, Kind: kindOf(s.At), Heat: s.Heat, Level: s.level, Route: s.Root.Route()})
		}
		if by := started(s.Root); len(by) > 0 && s.level != finding.None {
			name, route := by[0].Caller.Decl, s.Root.Route()
			if k := entryKey(name, route); !done[k] {
				done[k] = true
				out = append(out, finding.Also{Function: name, Kind: kindOf(s.At), Heat: s.Heat, Level: s.level, Route: route})
			}
		}
	}
	return out
}

// entryKey tells entries apart: closures are named by the function around them,
// and then by what they serve.
func entryKey(function, route string) string { return function + "\x00" + route }

// mergeAlso adds entries to a list, but for the finding's own, entry.
func mergeAlso(have []finding.Also, entry string, more []finding.Also) []finding.Also {
	names := map[string]bool{entry: true}
	for _, a := range have {
		names[entryKey(a.Function, a.Route)] = true
	}
	for _, a := range more {
		if k := entryKey(a.Function, a.Route); !names[k] {
			names[k] = true
			have = append(have, a)
		}
	}
	slices.SortStableFunc(have, func(a, b finding.Also) int {
		return cmp.Or(cmp.Compare(b.Level.Rank(), a.Level.Rank()), cmp.Compare(b.Heat.Rank(), a.Heat.Rank()), cmp.Compare(a.Function, b.Function), cmp.Compare(a.Route, b.Route))
	})
	return have[:min(len(have), maxAlso)]
}

func kindOf(a At) string {
	if a.Heat == finding.Announced {
		return "announced"
	}
	return a.Root.Kind
}

// finding writes down a candidate as seen from its best entry.
func (j *judge) finding(h *rules.Hazard, c Candidate, seen []sight) *finding.Finding {
	s := seen[0]
	if c.From != nil {
		c.From(s.At, &c)
	}
	f := &finding.Finding{
		Hazard: h.Name, Level: s.level, Status: finding.New, Module: c.F.Pkg.Module, Version: j.in.Version(c.F.Pkg.Module),
		Command: c.Command, Confidence: s.conf, Signals: []finding.Joined{},
		Entry: finding.Entry{Function: s.Root.F.Decl, Kind: kindOf(s.At), Heat: s.Heat, Place: s.Root.Place, Route: s.Root.Route(), Share: s.Root.Share},
		Sink:  finding.Sink{Function: c.F.Decl, Callee: c.Callee, Place: c.F.Place(c.Pos)},
		Path:  frames(j.in.Prog, s.At, &c),
		Also:  mergeAlso(nil, entryKey(s.Root.F.Decl, s.Root.Route()), j.also(seen)),
	}
	if f.Also == nil {
		f.Also = []finding.Also{}
	}
	f.Cost = cost(f, &c)
	f.Message = message(h, f, &c)
	f.Fix = fix(h, &c)
	f.Behaviour = behaviour(f, seen)
	return f
}

// frames lists the path, from the entry (or what starts it) to the function with
// the call.
func frames(p *link.Program, a At, c *Candidate) []finding.Frame {
	out := make([]finding.Frame, 0, len(a.Path)+1)
	via := string(link.Static)
	var ctx *link.Ctx
	at := func(f *link.Func, pos summary.Pos, block int32, on *link.Edge) {
		fr := finding.Frame{Function: f.Decl, Place: f.Place(pos), Via: via}
		fr.Loop = loopWords(p, f, block, on, ctx)
		out = append(out, fr)
	}
	for _, s := range started(a.Root) {
		out = append(out, finding.Frame{Function: s.Caller.Decl, Place: s.Caller.Place(s.Pos), Via: via})
		via = string(s.Via)
	}
	for _, e := range a.Path {
		block := int32(0)
		if e.Call >= 0 {
			block = e.Caller.Calls[e.Call].Block
		}
		at(e.Caller, e.Pos, block, e)
		via = string(e.Via)
		ctx = &link.Ctx{Edge: e, Up: ctx}
	}
	at(c.F, c.Pos, c.Block, nil)
	return out
}

func (j *judge) findings() []finding.Finding {
	out := make([]finding.Finding, 0, len(j.byKey))
	for _, f := range j.byKey {
		out = append(out, *f)
	}
	Sort(out)
	identify(out)
	return out
}

// Sort orders findings: loudest, then hottest, then by place.
func Sort(fs []finding.Finding) {
	slices.SortFunc(fs, func(a, b finding.Finding) int {
		return cmp.Or(cmp.Compare(b.Level.Rank(), a.Level.Rank()), cmp.Compare(b.Entry.Heat.Rank(), a.Entry.Heat.Rank()),
			cmp.Compare(a.Hazard, b.Hazard), cmp.Compare(a.Sink.Module, b.Sink.Module), cmp.Compare(a.Sink.File, b.Sink.File),
			cmp.Compare(a.Sink.Line, b.Sink.Line), cmp.Compare(a.Command, b.Command), cmp.Compare(a.Sink.Function, b.Sink.Function))
	})
}

// Merge joins two findings of the same place, as two programs saw it: the louder
// one with the entries of both.
func Merge(a, b finding.Finding) finding.Finding {
	if b.Level.Rank() > a.Level.Rank() || b.Level == a.Level && b.Entry.Heat.Rank() > a.Entry.Heat.Rank() {
		a, b = b, a
	}
	entry := finding.Also{Function: b.Entry.Function, Kind: b.Entry.Kind, Heat: b.Entry.Heat, Level: b.Level, Route: b.Entry.Route}
	a.Also = mergeAlso(slices.Clone(a.Also), entryKey(a.Entry.Function, a.Entry.Route), append([]finding.Also{entry}, b.Also...))
	return a
}
