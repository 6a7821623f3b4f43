package pipeline

import (
	"context"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/modules"
)

// AdviceRequest says where a report that fails came from.
type AdviceRequest struct {
	// Dir is where a check ran, From where the user stands: commands are written
	// to be typed there.
	Dir, From string
	Env       []string
	Offline   bool
	// Args are those of a check, Change is what a gate compared.
	Args   []string
	Change *Change
	// Raw are the report's findings as the engine gave them, in the same order,
	// before a policy changed their levels.
	Raw []finding.Finding
}

// Change is what a gate compared. It keeps the files until it is closed.
type Change struct {
	Close func()
	cmp   *modules.Comparison
	parts []part
}

// part is a unit of a change and its modules in the report.
type part struct {
	unit       *modules.Unit
	first, end int
}

// Advise gives each module that brings what fails the one command that gets rid
// of it: to the first later version that was found not to have it or, where there
// is none or no network, back. Modules that the same failing path leads through
// get the same command. It says nothing where nothing helps.
func Advise(ctx context.Context, e *Engine, r *finding.Report, req AdviceRequest) {
	failing := failingFindings(r, req.Raw)
	if req.Change == nil {
		for _, k := range e.knots(r, failing, 0, len(r.Modules)) {
			stay(k, req)
			e.forwardCheck(ctx, k, req)
		}
		return
	}
	for _, p := range req.Change.parts {
		for _, k := range e.knots(r, failing, p.first, p.end) {
			w := wayOut{e: e, req: req, part: p, knot: k}
			w.back(ctx)
			w.forward(ctx)
		}
	}
}

// failingFindings are the loudest new findings of a report whose verdict is fail,
// as the engine gave them.
func failingFindings(r *finding.Report, raw []finding.Finding) []finding.Finding {
	for _, level := range []finding.Level{finding.Fail, finding.Warn} {
		var out []finding.Finding
		for i, f := range r.Findings {
			if f.Status == finding.New && f.Level == level {
				out = append(out, raw[i])
			}
		}
		if out != nil {
			return out
		}
	}
	return nil
}

// knot is the vetted modules that failing paths hold together, and those paths.
type knot struct {
	modules []*finding.Module
	failing []finding.Finding
	// versions tells the version of each module on a path.
	versions map[string]string
}

// knots groups the modules of a report from number first up to end.
func (e *Engine) knots(r *finding.Report, failing []finding.Finding, first, end int) []knot {
	var out []knot
	for _, f := range failing {
		k := knot{failing: []finding.Finding{f}, versions: r.Versions}
		for i := first; i < end; i++ {
			if e.through(f, r.Modules[i].Path) {
				k.modules = append(k.modules, &r.Modules[i])
			}
		}
		if k.modules == nil {
			continue
		}
		rest := out[:0:0]
		for _, other := range out {
			if slices.ContainsFunc(other.modules, func(m *finding.Module) bool { return slices.Contains(k.modules, m) }) {
				k.join(other)
			} else {
				rest = append(rest, other)
			}
		}
		out = append(rest, k)
	}
	return out
}

func (k *knot) join(other knot) {
	k.failing = append(other.failing, k.failing...)
	for _, m := range other.modules {
		if !slices.Contains(k.modules, m) {
			k.modules = append(k.modules, m)
		}
	}
	slices.SortFunc(k.modules, func(a, b *finding.Module) int { return strings.Compare(a.Path, b.Path) })
}

// through reports whether a path leads through a module. The function that a path
// ends at is part of it where it is no client's: the blame for what a thin wrapper
// sends goes to its caller, but it is the wrapper that changed.
func (e *Engine) through(f finding.Finding, module string) bool {
	if f.Module == module || slices.ContainsFunc(f.Path, func(fr finding.Frame) bool { return fr.Module == module }) {
		return true
	}
	return belongs(f.Sink.Callee, module) && e.Cat.Client(packageOf(f.Sink.Callee)) == nil
}

// advise puts a way forward before the way back.
func (k knot) advise(path, version, command string) {
	for _, m := range k.modules {
		m.Rollback, m.RollbackNote, m.Back = command, path+"@"+version+" no longer has it", m.Rollback
	}
}

// stay tells to stay at the version that a check compared with.
func stay(k knot, req AdviceRequest) {
	for _, m := range k.modules {
		if modules.IsVersion(m.From) {
			m.Rollback = modules.Way{Get: []string{m.Path + "@" + m.From}}.Command(relative(req.From, req.Dir))
		}
	}
}
