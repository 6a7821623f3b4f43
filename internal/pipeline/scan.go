package pipeline

import (
	"context"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/load"
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
		Fixed: []finding.Finding{}, Signals: map[string]finding.ModuleSignals{}, Coverage: a.Coverage, Reasons: []string{},
	}
	addVersions(r, a)
	return r, e.listen(ctx, r, a)
}

// Roots lists the entry points of an application.
func Roots(ctx context.Context, e *Engine, req ScanRequest) ([]roots.Root, error) {
	fresh := *e
	fresh.Fresh = true
	a, err := fresh.scan(ctx, req)
	if err != nil {
		return nil, err
	}
	return a.Roots, nil
}

func (e *Engine) scan(ctx context.Context, req ScanRequest) (*Analysis, error) {
	if len(req.Patterns) == 0 {
		req.Patterns = []string{"./..."}
	}
	src := Source{Dir: req.Dir, Env: req.Env, Patterns: req.Patterns, Own: true}
	return e.Run(ctx, src)
}

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
