package pipeline

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/modules"
	"github.com/cachevet/cachevet/internal/roots"
)

// ScanRequest names packages of the user's module.
type ScanRequest struct {
	Patterns []string
	Dir      string
	Env      []string
	Offline  bool
}

// Scan judges an application as it stands and returns the report, without a
// verdict.
func Scan(ctx context.Context, e *Engine, req ScanRequest) (*finding.Report, error) {
	a, err := e.scan(ctx, req)
	if err != nil {
		return nil, err
	}
	r := &finding.Report{
		Schema: finding.SchemaName, Mode: "scan", Modules: mainModules(a.Graph), Findings: a.Findings,
		Fixed: []finding.Finding{}, Signals: map[string]finding.ModuleSignals{}, Coverage: a.Coverage, Reasons: append([]string{}, a.notes...),
	}
	addVersions(r, a)
	return r, e.listen(ctx, r, a)
}

// Roots lists the entry points of an application, and what could not be read and
// may hold more.
func Roots(ctx context.Context, e *Engine, req ScanRequest) ([]roots.Root, []finding.Skip, error) {
	fresh := *e
	fresh.Fresh = true
	a, err := fresh.scan(ctx, req)
	if err != nil {
		return nil, nil, err
	}
	lost := slices.DeleteFunc(slices.Clone(a.Coverage.Skipped), func(s finding.Skip) bool { return !s.Matters })
	return distinct(a.Roots), lost, nil
}

// distinct drops what several commands have in common, and puts the hottest first.
func distinct(list []roots.Root) []roots.Root {
	name := func(r *roots.Root) string {
		return strings.Join(append([]string{r.F.Name, r.Kind, r.Place.File, strconv.Itoa(r.Loop)}, r.Routes...), "\x00")
	}
	seen := map[string]bool{}
	list = slices.DeleteFunc(slices.Clone(list), func(r roots.Root) bool {
		n := string(r.Heat) + name(&r)
		dup := seen[n]
		seen[n] = true
		return dup
	})
	slices.SortStableFunc(list, func(a, b roots.Root) int {
		return cmp.Or(cmp.Compare(b.Heat.Rank(), a.Heat.Rank()), cmp.Compare(a.F.Decl, b.F.Decl), cmp.Compare(a.Kind, b.Kind))
	})
	return list
}

func (e *Engine) scan(ctx context.Context, req ScanRequest) (*Analysis, error) {
	if len(req.Patterns) == 0 {
		req.Patterns = []string{"./..."}
	}
	src := Source{Dir: req.Dir, Env: req.Env, Patterns: req.Patterns, Own: true}
	graph, err := e.list(ctx, src)
	switch {
	case err != nil && !modules.Lacks(words(err)):
		return nil, err
	case err == nil && !slices.ContainsFunc(graph.Packages, lacks):
		return e.analyse(ctx, src, graph)
	}
	res, done, err := modules.Own(ctx, modules.Request{Dir: req.Dir, Env: req.Env, Offline: req.Offline})
	defer done()
	if err != nil {
		return nil, err
	}
	src.Env, src.BuildFlags, src.leaveOut = res.Env, res.BuildFlags, res.LeaveOut
	a, err := e.Run(ctx, src)
	if err == nil {
		a.notes = res.Notes
	}
	return a, err
}

// lacks: the folder that a go.mod puts in a module's place is not there, and the go
// command gives up on other modules with it.
func lacks(p *load.Package) bool { return slices.ContainsFunc(p.Problems, modules.LacksFolder) }

func mainModules(g *load.Graph) []finding.Module {
	seen := map[string]bool{}
	out := []finding.Module{}
	for _, p := range g.Initial {
		if m := p.Module; m != nil && m.Main && !seen[m.Path] {
			seen[m.Path] = true
			out = append(out, finding.Module{Path: m.Path, Version: m.Version, Direct: true})
		}
	}
	return out
}
