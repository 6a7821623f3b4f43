package pipeline

import (
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/modules"
)

// LaterRequest says where a report that fails came from.
type LaterRequest struct {
	// Dir is where the check ran, or the root of the gate's repository.
	Dir string
	Env []string
	// Args are those of the check, empty for a gate.
	Args []string
	// Raw are the report's findings as the engine gave them, in the same order,
	// before a policy changed their levels.
	Raw []finding.Finding
}

// maxTries bounds the later versions of a module that are looked at.
const maxTries = 3

// Later looks, for each failing module that the user chose, for the first later
// version without what fails, by judging a few of them as the module itself was.
// What it finds becomes the module's Rollback. It says nothing where versions
// cannot be listed, nothing helps, or ctx ends first.
func Later(ctx context.Context, e *Engine, r *finding.Report, req LaterRequest) {
	failing := failingFindings(r)
	for i := range r.Modules {
		m := &r.Modules[i]
		t := trial{e: e, req: req, module: *m, dir: req.Dir, all: req.Raw}
		for _, k := range failing {
			if through(req.Raw[k], m.Path) {
				t.failing = append(t.failing, req.Raw[k])
			}
		}
		if !m.Direct || !modules.IsVersion(m.Version) || modules.IsDowngrade(m.From, m.Version) || len(t.failing) == 0 {
			continue
		}
		if len(req.Args) == 0 {
			at, ok := r.Anchors[m.Path]
			if !ok {
				continue
			}
			t.sub = path.Dir(at.File)
			t.dir = filepath.Join(req.Dir, filepath.FromSlash(t.sub))
		}
		if v := t.first(ctx); v != "" {
			advise(m, modules.GetCommand(t.sub, m.Path, v), v)
		}
	}
}

// advise puts the way forward before the way back.
func advise(m *finding.Module, command, version string) {
	words := []string{version + " no longer has it"}
	if m.Note != "" {
		words = append([]string{m.Note}, words...)
	}
	if m.Rollback != "" {
		words = append(words, "the way back is "+m.Rollback)
	}
	m.Note, m.Rollback = strings.Join(words, "; "), command
}

// failingFindings are the indices of the loudest new findings of a report whose
// verdict is fail.
func failingFindings(r *finding.Report) []int {
	for _, level := range []finding.Level{finding.Fail, finding.Warn} {
		var out []int
		for i, f := range r.Findings {
			if f.Status == finding.New && f.Level == level {
				out = append(out, i)
			}
		}
		if out != nil {
			return out
		}
	}
	return nil
}

// through reports whether a path leads through a module.
func through(f finding.Finding, module string) bool {
	return f.Module == module || slices.ContainsFunc(f.Path, func(fr finding.Frame) bool { return fr.Module == module })
}

// trial is the search for a better version of one module.
type trial struct {
	e      *Engine
	req    LaterRequest
	module finding.Module
	// dir is the folder of the user's module, sub the same relative to the root of
	// the repository, where that is known.
	dir, sub     string
	failing, all []finding.Finding
}

// first returns the nearest later version that lacks what fails, "" for none.
func (t *trial) first(ctx context.Context) string {
	t.e.say("look for a later version of "+t.module.Path, 0, 1)
	versions, err := modules.Later(ctx, t.dir, t.req.Env, t.module.Path, t.module.Version)
	if err != nil {
		return ""
	}
	for _, v := range nearest(versions) {
		if t.helps(ctx, v) {
			return v
		}
	}
	return ""
}

// nearest picks the versions to try: the next ones, and the newest.
func nearest(versions []string) []string {
	if len(versions) <= maxTries {
		return versions
	}
	return append(slices.Clone(versions[:maxTries-1]), versions[len(versions)-1])
}

// helps judges a version: nothing that fails now may be there, nothing else that
// fails may be new, and nothing that matters may have been missed.
func (t *trial) helps(ctx context.Context, version string) bool {
	check := CheckRequest{Dir: t.dir, Env: t.req.Env}
	args := t.args(version)
	if len(t.req.Args) == 0 {
		check.patterns = t.patterns()
	}
	v, err := t.e.vet(ctx, check, args)
	if err != nil || slices.ContainsFunc(v.Coverage.Skipped, func(s finding.Skip) bool { return s.Matters }) {
		return false
	}
	if slices.ContainsFunc(v.resolved.Modules, func(m finding.Module) bool { return m.Path == t.module.Path && m.Version != version }) {
		return false
	}
	return allNew(t.failing, v.Findings) && !bringsNew(v.Findings, t.all)
}

// args are what was checked, with the module at another version.
func (t *trial) args(version string) []string {
	if len(t.req.Args) == 0 {
		return []string{t.module.Path + "@" + version}
	}
	var out []string
	for _, a := range t.req.Args {
		name, _, _ := strings.Cut(a, "@")
		if name == t.module.Path || strings.HasPrefix(name, t.module.Path+"/") {
			a = name + "@" + version
		}
		out = append(out, a)
	}
	return out
}

// patterns are the user's code and the packages of the module that a failing
// path starts in.
func (t *trial) patterns() []string {
	out := []string{"./..."}
	for _, f := range t.failing {
		pkg := packageOf(f.Entry.Function)
		if f.Entry.Module == t.module.Path && !internal(pkg) && !slices.Contains(out, pkg) {
			out = append(out, pkg)
		}
	}
	return out
}

// allNew reports whether none of some findings is among others.
func allNew(fs, others []finding.Finding) bool {
	probe := finding.Report{Findings: slices.Clone(fs)}
	Compare(&probe, others)
	return !slices.ContainsFunc(probe.Findings, func(f finding.Finding) bool { return f.Status == finding.Existing })
}

// bringsNew reports whether findings that fail are not among others.
func bringsNew(fs, others []finding.Finding) bool {
	probe := finding.Report{Findings: slices.Clone(fs)}
	Compare(&probe, others)
	return slices.ContainsFunc(probe.Findings, func(f finding.Finding) bool { return f.Status == finding.New && f.Level == finding.Fail })
}
