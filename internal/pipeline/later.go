package pipeline

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/modules"
)

// maxTries bounds the later versions of a module that are looked at.
const maxTries = 3

// step is a module at the version that is to be left.
type step struct{ path, version string }

// forward looks for a later version of one module that lacks what fails: of what
// other modules brought first, since that moves the least, then of what go.mod
// requires itself. Where the change goes to an earlier version, the way back is
// the way forward.
func (w wayOut) forward(ctx context.Context) {
	changes := w.changes()
	if w.req.Offline || slices.ContainsFunc(changes, func(c modules.Change) bool {
		return c.Kind == modules.Downgraded || !modules.IsVersion(c.To)
	}) {
		return
	}
	t := trial{e: w.e, env: w.req.Env, dir: w.dir(), failing: w.knot.failing, all: w.req.Raw}
	t.patterns = []string{"./..."}
	var steps []step
	for _, c := range changes {
		if !c.Direct {
			steps = append(steps, step{c.Path, c.To})
		}
		for _, f := range w.knot.failing {
			t.enter(f, c)
		}
	}
	for _, c := range w.sources(ctx, changes) {
		if modules.IsVersion(c.To) {
			steps = append(steps, step{c.Path, c.To})
		}
	}
	for _, s := range steps {
		if v := t.first(ctx, s); v != "" {
			w.knot.advise(s.path, v, w.command(modules.Way{Get: []string{s.path + "@" + v}}))
			return
		}
	}
}

// forwardCheck does the same for a check: a later version of what was checked, or
// of what it brings, to be taken along.
func (e *Engine) forwardCheck(ctx context.Context, k knot, req AdviceRequest) {
	if req.Offline {
		return
	}
	t := trial{e: e, env: req.Env, dir: req.Dir, failing: k.failing, all: req.Raw, args: req.Args}
	var vetted []string
	for _, m := range k.modules {
		if !modules.IsVersion(m.Version) || modules.IsDowngrade(m.From, m.Version) {
			return
		}
		vetted = append(vetted, m.Path+"@"+m.Version)
	}
	sub := relative(req.From, req.Dir)
	for _, m := range k.modules {
		if v := t.first(ctx, step{m.Path, m.Version}); v != "" {
			k.advise(m.Path, v, modules.Way{Get: []string{m.Path + "@" + v}}.Command(sub))
			return
		}
	}
	for _, s := range k.brought(e) {
		if v := t.first(ctx, s); v != "" {
			k.advise(s.path, v, modules.Way{Get: append(vetted, s.path+"@"+v)}.Command(sub))
			return
		}
	}
}

// brought are the other modules that every failing path leads through, the user's
// own left out.
func (k knot) brought(e *Engine) []step {
	var out []step
	for _, path := range slices.Sorted(maps.Keys(k.versions)) {
		vetted := slices.ContainsFunc(k.modules, func(m *finding.Module) bool { return m.Path == path })
		beside := slices.ContainsFunc(k.failing, func(f finding.Finding) bool { return !e.through(f, path) })
		if v := k.versions[path]; modules.IsVersion(v) && !vetted && !beside {
			out = append(out, step{path, v})
		}
	}
	return out
}

// trial judges what was vetted with one module at another version.
type trial struct {
	e   *Engine
	env []string
	// dir is the folder of the user's module.
	dir string
	// args are vetted, patterns loaded instead of all their packages, if any.
	args, patterns []string
	failing, all   []finding.Finding
}

// enter vets a changed module that a failing path starts in, beside the user's
// own code, as the gate did.
func (t *trial) enter(f finding.Finding, c modules.Change) {
	pkg := packageOf(f.Entry.Function)
	if f.Entry.Module != c.Path || internal(pkg) {
		return
	}
	if arg := c.Path + "@" + c.To; !slices.Contains(t.args, arg) {
		t.args = append(t.args, arg)
	}
	if !slices.Contains(t.patterns, pkg) {
		t.patterns = append(t.patterns, pkg)
	}
}

// first returns the nearest later version of a module that lacks what fails, ""
// for none.
func (t *trial) first(ctx context.Context, s step) string {
	t.e.say("look for a later version of "+s.path, 0, 1)
	versions, err := modules.Later(ctx, t.dir, t.env, s.path, s.version)
	if err != nil {
		return ""
	}
	for _, v := range nearest(versions) {
		if t.helps(ctx, step{s.path, v}) {
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
func (t *trial) helps(ctx context.Context, s step) bool {
	args, with := t.at(s)
	v, err := t.e.vet(ctx, CheckRequest{Dir: t.dir, Env: t.env, patterns: t.patterns, with: with}, args)
	if err != nil || slices.ContainsFunc(v.Coverage.Skipped, func(s finding.Skip) bool { return s.Matters }) {
		return false
	}
	if slices.ContainsFunc(v.resolved.Modules, func(m finding.Module) bool { return m.Path == s.path && m.Version != s.version }) {
		return false
	}
	return allNew(t.failing, v.Findings) && !bringsNew(v.Findings, t.all)
}

// at is what is vetted with a module at another version; where it is not vetted
// itself the build list has it.
func (t *trial) at(s step) (args, with []string) {
	with = []string{s.path + "@" + s.version}
	for _, a := range t.args {
		name, _, _ := strings.Cut(a, "@")
		if name == s.path || strings.HasPrefix(name, s.path+"/") {
			a, with = name+"@"+s.version, nil
		}
		args = append(args, a)
	}
	return args, with
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
