package modules

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

// Request is what a user asked for.
type Request struct {
	// Args are module or package paths, path/... included, each with an optional
	// @version.
	Args []string
	// Dir is the absolute path of the user's folder.
	Dir string
	// Env is the user's environment, as os.Environ gives it.
	Env []string
	// Offline forbids every download; what the module cache holds must do.
	Offline bool
	// Progress, if set, is told what is being done.
	Progress func(string)
}

func (r Request) say(format string, args ...any) {
	if r.Progress != nil {
		r.Progress(fmt.Sprintf(format, args...))
	}
}

// Resolved is a folder where the packages asked for can be loaded.
type Resolved struct {
	// Dir, Env and BuildFlags are for the go command and go/packages.
	Dir        string
	Env        []string
	BuildFlags []string
	// Patterns are the packages asked for. MODULE/... also matches modules below
	// MODULE, which the loader tells apart by their module.
	Patterns []string
	// Modules are the modules asked for, at the versions that were chosen.
	Modules []finding.Module
	// InModule: Dir is the user's own module, MainModule its path.
	InModule   bool
	MainModule string
	// Notes are sentences that the user should read.
	Notes []string

	overlay *overlay
}

// Resolve finds the modules that hold what is asked for and makes a folder in
// which they can be loaded. The returned function removes what was made; it is
// never nil and must be called, also after an error. Failures are of type
// *Error.
func Resolve(ctx context.Context, req Request) (*Resolved, func(), error) {
	nothing := func() {}
	queries, err := parseQueries(req.Args)
	if err != nil {
		return nil, nothing, err
	}
	return resolveUnvouched(ctx, req, queries)
}

// resolveOnce resolves with the environment as it is.
func resolveOnce(ctx context.Context, req Request, queries []query) (*Resolved, func(), error) {
	nothing := func() {}
	g := goTool{dir: req.Dir, env: guarded(req.Env, req.Offline)}
	env, err := g.environment(ctx)
	if err != nil {
		return nil, nothing, err
	}
	o, err := newOverlay(g, env)
	if err != nil {
		return nil, nothing, err
	}
	o.queries = queries
	res, err := o.resolve(ctx, req)
	err = orDoubt(err, o.doubt)
	if err != nil && o.inModule {
		return nil, o.close, final(err)
	}
	return res, o.close, err
}

func parseQueries(args []string) ([]query, error) {
	if len(args) == 0 {
		return nil, &Error{Kind: BadName, What: "no module is named", Do: "give one, such as github.com/x/y@v1.2.3"}
	}
	var queries []query
	for _, arg := range args {
		q, err := parseQuery(arg)
		if err != nil {
			return nil, err
		}
		queries = append(queries, q)
	}
	return queries, nil
}

// resolve adds every query to the overlay's go.mod and describes the result.
func (o *overlay) resolve(ctx context.Context, req Request) (*Resolved, error) {
	var answers []answer
	for _, q := range o.queries {
		req.say("resolve %s", q)
		a, err := o.add(ctx, q)
		if err != nil {
			return nil, err
		}
		if a.module == "" {
			return nil, &Error{Kind: NoModule, Where: q.String(), What: "no module holds it", Do: "check the path"}
		}
		answers = append(answers, a)
	}
	chosen, err := o.settle(ctx, answers)
	if err != nil {
		return nil, err
	}
	res := o.resolved()
	for _, a := range answers {
		if err := res.take(o, a, chosen[a.module]); err != nil {
			return nil, err
		}
	}
	return res, nil
}

// resolved is the folder as it stands, with nothing in it that was asked for.
func (o *overlay) resolved() *Resolved {
	return &Resolved{
		Dir: o.tool.dir, Env: o.tool.env, BuildFlags: append(o.tool.flags[:len(o.tool.flags):len(o.tool.flags)], "-mod=mod"),
		InModule: o.inModule, MainModule: o.mainModule, Notes: slices.Clone(o.notes), overlay: o,
	}
}

// settle finds the packages of all answers in one build list. Where that list
// has another version than an answer asks for, go get makes room for it (other
// modules go down), or says why it cannot be.
func (o *overlay) settle(ctx context.Context, answers []answer) (map[string]Mod, error) {
	chosen, err := o.find(ctx, answers)
	if err != nil {
		return nil, err
	}
	var targets []string
	for _, a := range answers {
		if exact(a.query.version) && chosen[a.module].Version != a.query.version {
			targets = append(targets, a.module+"@"+a.query.version)
		}
	}
	if targets == nil {
		return chosen, nil
	}
	if err := o.get(ctx, targets...); err != nil {
		return nil, o.blame(err, answers)
	}
	return o.find(ctx, answers)
}

// take adds the answer to one query, held by module m, to the result.
func (r *Resolved) take(o *overlay, a answer, m Mod) error {
	r.Patterns = append(r.Patterns, a.query.pattern(a.module))
	for _, have := range r.Modules {
		if have.Path == m.Path {
			return nil
		}
	}
	vetted := finding.Module{Path: m.Path, Version: m.Version, Direct: true, Note: a.note}
	if m.Replace != nil {
		vetted.Note = joinNotes(vetted.Note, "replaced by "+m.Replace.String())
	}
	if err := o.describe(&vetted); err != nil {
		return err
	}
	r.Modules = append(r.Modules, vetted)
	return nil
}

// pattern is what to load for q, whose packages are in module mod.
func (q query) pattern(mod string) string {
	if q.below || q.path == mod {
		return q.path + "/..."
	}
	return q.path
}

func joinNotes(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// requirements returns the build list that the overlay's go.mod spells out:
// every module that provides a package of the main module or was asked for.
func (o *overlay) requirements() ([]Mod, error) {
	f, err := o.parse()
	if err != nil {
		return nil, err
	}
	var mods []Mod
	for _, r := range f.Require {
		m := Mod{Path: r.Mod.Path, Version: r.Mod.Version, Indirect: r.Indirect}
		for _, rep := range f.Replace {
			if rep.Old.Path == m.Path && (rep.Old.Version == "" || rep.Old.Version == m.Version) {
				m.Replace = &Replacement{Path: rep.New.Path, Version: rep.New.Version}
			}
		}
		mods = append(mods, m)
	}
	return mods, nil
}

// within reports whether path is mod or below it.
func within(path, mod string) bool {
	return path == mod || strings.HasPrefix(path, mod+"/")
}
