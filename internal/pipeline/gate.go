package pipeline

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/modules"
)

// GateRequest is what `gate` is asked.
type GateRequest struct {
	Dir     string
	Env     []string
	Base    string // a git reference; empty for the default
	Staged  bool
	Code    bool // judge also where no go.mod changed
	Offline bool
	// Progress, if set, is told what is being done until there is an Engine.
	Progress func(stage string, done, total int)
}

// Base is what a change is compared with.
type Base struct {
	// Root is the top folder of the repository.
	Root string
	// Read reads its files, nil before the initial commit.
	Read BaseFile
	// Changed: there is something to judge.
	Changed bool
}

// BaseFile reads a file of the base of a change by its path from the root of the
// repository. ok is false where the base has none.
type BaseFile func(name string) (data []byte, ok bool, err error)

// Gate judges what a change to go.mod files newly brings to the user's hot
// paths. ready is called first, with a way to read files of the base, since a
// change must not bring its own policy; it makes the engine, which is not needed
// where nothing changed. The report has no verdict yet; without a change it is
// empty. The Change is for Advise; it is never nil and must be closed, also after
// an error.
func Gate(ctx context.Context, req GateRequest, ready func(Base) (*Engine, error)) (*finding.Report, *Change, error) {
	cmp, done, err := modules.Compare(ctx, modules.CompareRequest{
		Dir: req.Dir, Env: req.Env, Ref: req.Base, Staged: req.Staged, Code: req.Code, Offline: req.Offline,
		Progress: func(s string) { (&Engine{Progress: req.Progress}).say(s, 0, 1) },
	})
	ch := &Change{cmp: cmp, Close: done}
	if err != nil {
		return nil, ch, err
	}
	r, err := gate(ctx, ch, ready)
	return r, ch, err
}

// gate judges every unit of a comparison.
func gate(ctx context.Context, ch *Change, ready func(Base) (*Engine, error)) (*finding.Report, error) {
	cmp := ch.cmp
	read := BaseFile(func(name string) ([]byte, bool, error) { return cmp.ReadBase(ctx, name) })
	if cmp.Commit == "" {
		read = nil
	}
	e, err := ready(Base{Root: cmp.Root, Read: read, Changed: len(cmp.Units) > 0})
	if err != nil {
		return nil, err
	}
	r := emptyReport("gate")
	r.Reasons = append(r.Reasons, cmp.Notes...)
	if len(cmp.Units) == 0 {
		r.Reasons = append(r.Reasons, "no go.mod or go.work differs from "+cmp.BaseName)
	}
	for i := range cmp.Units {
		first := len(r.Modules)
		if err := e.gateUnit(ctx, r, &cmp.Units[i]); err != nil {
			return nil, err
		}
		ch.parts = append(ch.parts, part{unit: &cmp.Units[i], first: first, end: len(r.Modules)})
	}
	analyzers.Sort(r.Findings)
	return r, nil
}

func emptyReport(mode string) *finding.Report {
	return &finding.Report{
		Schema: finding.SchemaName, Mode: mode, Modules: []finding.Module{}, Findings: []finding.Finding{}, Fixed: []finding.Finding{},
		Signals: map[string]finding.ModuleSignals{}, Reasons: []string{}, Anchors: map[string]finding.Place{}, Versions: map[string]string{},
		Coverage: finding.Coverage{Skipped: []finding.Skip{}, Signals: "off"},
	}
}

// gateUnit judges one main module or workspace and adds the outcome to r.
func (e *Engine) gateUnit(ctx context.Context, r *finding.Report, u *modules.Unit) error {
	now, err := e.side(ctx, u.New, u.Changes, true)
	if err != nil {
		return err
	}
	old, err := e.side(ctx, u.Old, u.Changes, false)
	if err != nil {
		return err
	}
	part := emptyReport("gate")
	if now != nil {
		part.Findings = now.Findings
		addCoverage(&r.Coverage, now.Coverage)
	}
	var before []finding.Finding
	if old != nil {
		before = old.Findings
	}
	Compare(part, before)
	part.Modules = loaded(changed(u), now, old)
	if n := len(u.Changes) - len(part.Modules); n > 0 {
		r.Reasons = append(r.Reasons, fmt.Sprintf("changed in the build list too, without a package that is loaded here: %d", n))
	}
	if now != nil {
		addVersions(part, now)
		if err := e.listen(ctx, part, now); err != nil {
			return err
		}
	}
	maps.Copy(r.Versions, part.Versions)
	maps.Copy(r.Signals, part.Signals)
	r.Coverage.Signals = part.Coverage.Signals
	r.Findings = append(r.Findings, part.Findings...)
	r.Fixed = append(r.Fixed, part.Fixed...)
	r.Modules = append(r.Modules, part.Modules...)
	maps.Copy(r.Anchors, u.Anchors)
	return nil
}

// side analyses one side of a unit: the user's code, and the changed modules on
// their own. Of a module that the user's code imports, the packages imported
// count, as notes where nothing reaches them; of one that it does not import yet,
// every package counts as check would judge it.
func (e *Engine) side(ctx context.Context, s *modules.Side, changes []modules.Change, isNew bool) (*Analysis, error) {
	if s == nil {
		return nil, nil
	}
	src := Source{Dir: s.Dir, Env: s.Env, BuildFlags: s.BuildFlags, Patterns: slices.Clone(s.Patterns), Own: true, Candidates: map[string]bool{}}
	for _, c := range changes {
		has := c.Kind != modules.Removed && isNew || c.Kind != modules.Added && !isNew
		if c.Direct && has {
			src.Candidates[c.Path] = true
		}
	}
	if len(src.Candidates) > 0 {
		g, err := e.list(ctx, src)
		if err != nil {
			return nil, err
		}
		src.Patterns = append(src.Patterns, candidatePatterns(g, src.Candidates)...)
	}
	return e.Run(ctx, src)
}

func candidatePatterns(g *load.Graph, candidates map[string]bool) []string {
	var out []string
	used := map[string]bool{}
	for _, p := range g.Packages {
		if p.Module != nil && candidates[p.Module.Path] {
			used[p.Module.Path] = true
			if p.Name != "main" && !internal(p.Path) {
				out = append(out, p.Path)
			}
		}
	}
	for _, m := range slices.Sorted(maps.Keys(candidates)) {
		if !used[m] {
			out = append(out, m+"/...")
		}
	}
	return out
}

func addCoverage(to *finding.Coverage, c finding.Coverage) {
	to.Packages += c.Packages
	to.Analysed += c.Analysed
	to.UnresolvedCalls += c.UnresolvedCalls
	to.Skipped = append(to.Skipped, c.Skipped...)
}

// changed describes the changed modules.
func changed(u *modules.Unit) []finding.Module {
	byPath := map[string]finding.Module{}
	for _, c := range u.Changes {
		m := finding.Module{Path: c.Path, Version: c.To, From: c.From, Direct: c.Direct}
		if c.Direct || c.Kind == modules.Replaced {
			m.Note = string(c.Kind)
			if c.Excluded {
				m.Note += ", since go.mod excludes " + c.From
			}
		}
		byPath[c.Path] = m
	}
	out := make([]finding.Module, 0, len(byPath))
	for _, p := range slices.Sorted(maps.Keys(byPath)) {
		out = append(out, byPath[p])
	}
	return out
}

// loaded leaves out the modules that a build list only carries along, such as
// what the tests of a dependency need: neither side loads a package of theirs,
// and no go.mod here names them.
func loaded(ms []finding.Module, sides ...*Analysis) []finding.Module {
	have := map[string]bool{}
	for _, a := range sides {
		if a == nil {
			continue
		}
		for _, p := range a.Graph.Packages {
			if p.Module != nil {
				have[p.Module.Path] = true
			}
		}
	}
	return slices.DeleteFunc(ms, func(m finding.Module) bool {
		return !have[m.Path] && !m.Direct && m.Note != string(modules.Replaced)
	})
}
