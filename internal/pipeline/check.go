package pipeline

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/modules"
)

// CheckRequest is what `check` is asked.
type CheckRequest struct {
	Args    []string
	Since   string // module@version to compare with, empty for none
	Dir     string
	Env     []string
	Offline bool
	// patterns, if any, are loaded instead of the packages asked for.
	patterns []string
	// with are module@version that the build list has too, without being vetted.
	with []string
}

// Check vets modules or packages and returns the report, without a verdict.
func Check(ctx context.Context, e *Engine, req CheckRequest) (*finding.Report, error) {
	now, err := e.vet(ctx, req, req.Args)
	if err != nil {
		return nil, err
	}
	r := newReport("check", now)
	addVersions(r, now.Analysis)
	if err := e.listen(ctx, r, now.Analysis); err != nil {
		return nil, err
	}
	if req.Since == "" {
		return r, e.standing(ctx, req, r, now)
	}
	old, err := e.before(ctx, req, now)
	if err != nil {
		return nil, err
	}
	Compare(r, old.Findings)
	for i := range r.Modules {
		r.Modules[i].From = strings.TrimPrefix(req.Since, r.Modules[i].Path+"@")
	}
	return r, nil
}

// vetted is one side of a check.
type vetted struct {
	*Analysis
	resolved *modules.Resolved
}

func (e *Engine) vet(ctx context.Context, req CheckRequest, args []string) (*vetted, error) {
	res, done, err := modules.Resolve(ctx, modules.Request{Args: append(slices.Clone(args), req.with...), Dir: req.Dir, Env: req.Env, Offline: req.Offline, Progress: func(s string) { e.say(s, 0, 1) }})
	defer done()
	if err != nil {
		return nil, err
	}
	src := Source{Dir: res.Dir, Env: res.Env, BuildFlags: res.BuildFlags, Patterns: res.Patterns[:len(args)], Own: res.InModule, Candidates: map[string]bool{}, leaveOut: res.LeaveOut}
	for _, m := range res.Modules {
		src.Candidates[m.Path] = !slices.Contains(req.with, m.Path+"@"+m.Version)
	}
	maps.DeleteFunc(src.Candidates, func(_ string, vetted bool) bool { return !vetted })
	if req.patterns != nil {
		src.Patterns = req.patterns
	} else if res.InModule {
		src.Patterns = append(src.Patterns, "./...")
	}
	a, err := e.Run(ctx, src)
	if err != nil {
		return nil, err
	}
	return &vetted{a, res}, nil
}

// before analyses the same packages at the other version. Packages that it does
// not have are left out; where it has none of them, everything is new.
func (e *Engine) before(ctx context.Context, req CheckRequest, now *vetted) (*Analysis, error) {
	path, version, ok := strings.Cut(req.Since, "@")
	if !ok {
		return nil, &modules.Error{Kind: modules.BadName, Where: req.Since, What: "--since needs a version", Do: "write module@version"}
	}
	var args []string
	for _, a := range req.Args {
		pkg, _, _ := strings.Cut(a, "@")
		args = append(args, move(pkg, now.resolved.Modules, path)+"@"+version)
	}
	for len(args) > 0 {
		v, err := e.vet(ctx, req, args)
		if err == nil {
			return v.Analysis, nil
		}
		var m *modules.Error
		if !errors.As(err, &m) || m.Kind != modules.NoPackage && m.Kind != modules.NoGoFiles {
			return nil, err
		}
		rest := without(args, m.Where)
		if len(rest) == len(args) {
			return &Analysis{}, nil
		}
		args = rest
	}
	return &Analysis{}, nil
}

// move renames a package path from the vetted module to the one it is compared
// with.
func move(pkg string, vetted []finding.Module, to string) string {
	for _, m := range vetted {
		if pkg == m.Path || strings.HasPrefix(pkg, m.Path+"/") {
			return to + strings.TrimPrefix(pkg, m.Path)
		}
	}
	return to
}

func without(args []string, where string) []string {
	var out []string
	for _, a := range args {
		path, _, _ := strings.Cut(a, "@")
		if !strings.Contains(where, path) {
			out = append(out, a)
		}
	}
	return out
}

func newReport(mode string, v *vetted) *finding.Report {
	r := &finding.Report{
		Schema: finding.SchemaName, Mode: mode, Modules: v.resolved.Modules, Findings: v.Findings,
		Fixed: []finding.Finding{}, Signals: map[string]finding.ModuleSignals{}, Coverage: v.Coverage, Reasons: []string{},
	}
	r.Reasons = append(r.Reasons, v.resolved.Notes...)
	return r
}
