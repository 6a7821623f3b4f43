// Package unobserved asks where a cache is refreshed and nobody can tell how
// long it took or whether it worked: no log line, metric or span on the way, and
// no error that reaches whoever asked for it. Filling an entry on a miss is no
// refresh. It does not know what wraps the program from outside (a sidecar, an
// instrumented driver).
package unobserved

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Analyzer is the question.
var Analyzer = &analyzers.Analyzer{Name: "unobserved", Run: run}

func run(p *analyzers.Pass) {
	eyes := &watcher{seen: map[*link.Func]bool{}}
	for _, f := range p.Prog.Funcs {
		if w, ok := refresh(p, f); ok {
			p.Report(candidate(p, eyes, f, w))
		}
	}
}

// refresh returns the call of f that stores in a cache what an earlier one has
// fetched, unasked for by a miss.
func refresh(p *analyzers.Pass, f *link.Func) (int32, bool) {
	sources := calls(p, f, link.Queries)
	if len(sources) == 0 {
		return 0, false
	}
	for _, w := range calls(p, f, link.Writes) {
		for _, s := range sources {
			if s != w && f.Before(s, w) && fresh(p, f, s, w) {
				return w, true
			}
		}
	}
	return 0, false
}

// far is how many calls away a step of a refresh may be.
const far = 3

func calls(p *analyzers.Pass, f *link.Func, e link.Effect) []int32 {
	var out []int32
	for i := range f.Calls {
		for _, t := range p.Touch.At(f, int32(i)) {
			if t.Effect&e != 0 && t.Depth() <= far && t.Kind != rules.Database == (e == link.Writes) {
				out = append(out, int32(i))
				break
			}
		}
	}
	return out
}

// fresh: source and write can belong together, and no miss led to them.
func fresh(p *analyzers.Pass, f *link.Func, s, w int32) bool {
	for _, a := range p.Touch.At(f, s) {
		for _, b := range p.Touch.At(f, w) {
			if a.Effect&link.Queries != 0 && b.Effect&link.Writes != 0 && a.Compatible(&b) {
				return !p.Touch.ReadThrough(f, w, &b)
			}
		}
	}
	return false
}

func candidate(p *analyzers.Pass, eyes *watcher, f *link.Func, w int32) analyzers.Candidate {
	c := &f.Calls[w]
	out := analyzers.Candidate{F: f, Block: c.Block, Pos: c.Pos, Callee: c.Callee, Command: "", Conf: finding.Certain, Cost: "1 x refresh"}
	for _, t := range p.Touch.At(f, w) {
		if t.Effect&link.Writes != 0 {
			out.Command, out.Conf, out.Cost = t.Name(), t.Conf, "1 x "+t.Name()
			if t.Op != nil {
				out.Client = t.Op.Client.Name
			}
			break
		}
	}
	out.Level = func(a analyzers.At) finding.Level {
		if eyes.see(a, f) {
			return finding.None
		}
		return analyzers.Table(p.Hazard, a)
	}
	return out
}

// watcher finds what records an outcome.
type watcher struct{ seen map[*link.Func]bool }

// see reports whether the refresh is recorded on the path, or its error reaches
// the caller of the library.
func (w *watcher) see(a analyzers.At, f *link.Func) bool {
	told := a.Root.Own && fails(f)
	for _, e := range a.Path {
		if w.records(e.Caller, 0) {
			return true
		}
		told = told && fails(e.Caller)
	}
	return told || w.records(f, 0)
}

// fails reports whether a function returns an error.
func fails(f *link.Func) bool {
	return slices.ContainsFunc(f.Results, func(r int32) bool { return f.TypeAt(r).Text == "error" })
}

// records reports whether f logs, measures or traces, itself or in a helper.
func (w *watcher) records(f *link.Func, d int) bool {
	if v, ok := w.seen[f]; ok || d > 3 {
		return v
	}
	w.seen[f] = false
	out := false
	for i := range f.Calls {
		if out = observes(&f.Calls[i]); out {
			break
		}
		for _, e := range f.Out[i] {
			if out = w.records(e.Callee, d+1); out {
				break
			}
		}
		if out {
			break
		}
	}
	w.seen[f] = out
	return out
}

var (
	observers = []string{"log", "slog", "zap", "logrus", "zerolog", "glog", "klog", "logr", "logger", "logging", "prometheus", "otel", "opentelemetry", "opencensus", "opentracing", "statsd", "metrics", "metric", "trace", "tracing", "sentry", "expvar", "apm"}
	methods   = []string{"Observe", "ObserveDuration", "RecordError", "Infof", "Warnf", "Errorf", "Debugf", "Printf", "Println", "Info", "Warn", "Debug", "Infow", "Errorw", "Warnw"}
)

// observes: a call of a package that logs or measures, or of a method that is
// named like theirs.
func observes(c *summary.Call) bool {
	for _, elem := range strings.FieldsFunc(c.Pkg, func(r rune) bool { return r == '/' || r == '.' || r == '-' }) {
		if slices.Contains(observers, elem) {
			return true
		}
	}
	if c.Pkg == "fmt" {
		return strings.HasPrefix(c.Name, "Print")
	}
	return c.Type != "" && c.Type != "error" && slices.Contains(methods, c.Name)
}
