package modules

import (
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// unitPlan is a unit before it is resolved: a module, or a workspace with the
// folders of its modules. All folders are relative to the root of the repository.
type unitPlan struct {
	dir  string
	work bool
	uses []string
}

// units groups changed files into units: a workspace that both sides have counts
// as one, everything else module by module.
func (w *work) units(changed []string, rel string) ([]unitPlan, error) {
	var dirs []string
	for _, file := range changed {
		if path.Base(file) == "go.mod" {
			dirs = append(dirs, path.Dir(file))
			continue
		}
		uses, err := w.uses(path.Dir(file))
		if err != nil {
			return nil, err
		}
		dirs = append(dirs, uses...)
	}
	if w.req.Code {
		dirs = append(dirs, w.moduleOf(rel))
	}
	var plans []unitPlan
	for _, dir := range dirs {
		p, err := w.plan(dir)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(plans, func(q unitPlan) bool { return q.dir == p.dir && q.work == p.work }) {
			plans = append(plans, p)
		}
	}
	slices.SortFunc(plans, func(a, b unitPlan) int { return strings.Compare(a.dir, b.dir) })
	return plans, nil
}

// moduleOf returns the folder of the nearest go.mod at or above rel, "." where
// there is none.
func (w *work) moduleOf(rel string) string {
	for d := rel; d != "."; d = path.Dir(d) {
		if exists(filepath.Join(w.newTree, filepath.FromSlash(d), "go.mod")) {
			return d
		}
	}
	return "."
}

// plan finds the workspace that the module in dir belongs to on both sides.
func (w *work) plan(dir string) (unitPlan, error) {
	if getenv(w.req.Env, "GOWORK") == "off" || w.oldTree == "" {
		return unitPlan{dir: dir}, nil
	}
	for d := dir; ; d = path.Dir(d) {
		file := filepath.FromSlash(path.Join(d, "go.work"))
		if exists(filepath.Join(w.newTree, file)) && exists(filepath.Join(w.oldTree, file)) {
			uses, err := w.uses(d)
			if err != nil || !slices.Contains(uses, dir) {
				return unitPlan{dir: dir}, err
			}
			return unitPlan{dir: d, work: true, uses: uses}, nil
		}
		if d == "." {
			return unitPlan{dir: dir}, nil
		}
	}
}

// uses lists the folders that the go.work in dir names on either side.
func (w *work) uses(dir string) ([]string, error) {
	var uses []string
	for _, tree := range []string{w.oldTree, w.newTree} {
		file := filepath.Join(tree, filepath.FromSlash(dir), "go.work")
		data, err := os.ReadFile(file)
		if tree == "" || errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fileError(err, "read go.work")
		}
		f, err := modfile.ParseWork(file, data, nil)
		if err != nil {
			return nil, atLine(path.Join(dir, "go.work"), data, err)
		}
		for _, u := range f.Use {
			if use := path.Join(dir, filepath.ToSlash(u.Path)); filepath.IsLocal(filepath.FromSlash(use)) && !slices.Contains(uses, use) {
				uses = append(uses, use)
			}
		}
	}
	slices.Sort(uses)
	return uses, nil
}

// side resolves a unit in one tree, nil where the tree does not have it.
func (w *work) side(ctx context.Context, tree string, u unitPlan) (*Side, error) {
	dir := filepath.Join(tree, filepath.FromSlash(u.dir))
	if tree == "" || !u.work && !exists(filepath.Join(dir, "go.mod")) {
		return nil, nil
	}
	if u.work {
		return w.workspaceSide(ctx, tree, u)
	}
	doubt, err := w.readable(tree, u.dir)
	if err != nil {
		return nil, err
	}
	if err := w.rebase(tree, filepath.Join(dir, "go.mod")); err != nil {
		return nil, err
	}
	env := w.env
	// What is compared is go.mod, whatever a -modfile in GOFLAGS says.
	env.GOMOD, env.GOWORK, env.GOFLAGS = filepath.Join(dir, "go.mod"), "off", ""
	o, err := newOverlay(goTool{dir: dir, env: w.goTool.env}, env)
	if err != nil {
		return nil, err
	}
	w.overlays = append(w.overlays, o)
	flags := append(slices.Clone(o.tool.flags), "-mod=mod")
	s := &Side{Dir: dir, Env: o.tool.env, BuildFlags: flags, Patterns: []string{"./..."}}
	err = o.withStubs(ctx, func() (err error) {
		s.Mods, err = o.all(ctx)
		return err
	})
	if s.Mods == nil && err != nil {
		if s.Mods, err = w.spelledOut(o, err); err != nil {
			return nil, orDoubt(err, doubt)
		}
	}
	if err := o.chooseAnew(ctx, s); err != nil {
		return nil, err
	}
	if exists(filepath.Join(dir, "vendor", "modules.txt")) {
		s.BuildFlags = nil // the go command chooses, and vendored private modules count
	}
	w.notes = append(w.notes, o.notes...)
	return s, nil
}

// readable reads the go.mod of a folder of a tree, for what is wrong with it.
func (w *work) readable(tree, dir string) (doubt, err error) {
	file := path.Join(dir, "go.mod")
	data, err := os.ReadFile(filepath.Join(tree, filepath.FromSlash(file)))
	if err != nil {
		return nil, fileError(err, "read go.mod")
	}
	_, doubt, err = readOwn(file, data)
	return doubt, err
}

// chooseAnew lists again where go.mod excludes the version that it requires: the
// go command drops such a requirement, and chooses another version only when it
// looks for the packages.
func (o *overlay) chooseAnew(ctx context.Context, s *Side) error {
	f, err := o.parse()
	if err != nil {
		return err
	}
	have := byPath(s.Mods)
	if !slices.ContainsFunc(f.Exclude, func(x *modfile.Exclude) bool { _, ok := have[x.Mod.Path]; return !ok }) {
		return nil
	}
	args := append([]string{"list"}, o.tool.flags...)
	if _, err := o.tool.run(ctx, append(args, "-mod=mod", "-e", "-deps", "./...")...); err != nil {
		return classify(err, query{path: o.mainModule})
	}
	s.Mods, err = o.all(ctx)
	if err != nil {
		return classify(err, query{path: o.mainModule})
	}
	return nil
}

// all is List in the overlay with its failure kept for withStubs.
func (o *overlay) all(ctx context.Context) ([]Mod, error) {
	args := append([]string{"list"}, o.tool.flags...)
	out, err := o.tool.run(ctx, append(args, "-mod=mod", "-m", "-e", "-json", "all")...)
	if err != nil {
		return nil, err
	}
	return decodeMods(out)
}

// spelledOut falls back to the requirements that go.mod spells out (since Go
// 1.17 all that the packages need) where the whole graph cannot be had for want
// of a network or of an answer.
func (w *work) spelledOut(o *overlay, cause error) ([]Mod, error) {
	why := classify(cause, query{path: o.mainModule})
	var e *Error
	if !errors.As(why, &e) {
		return nil, why
	}
	switch e.Kind {
	case Network, Refused, Offline, NoModule, NoVersion, Checksum:
	default:
		return nil, why
	}
	mods, err := o.requirements()
	if err != nil {
		return nil, err
	}
	w.notes = append(w.notes, "the requirements that go.mod spells out were compared, since the module graph cannot be had: "+e.What)
	return append([]Mod{{Path: o.mainModule, Main: true}}, mods...), nil
}

// workspaceSide resolves a workspace. It cannot be overlaid, so that its go.sum
// files must be complete.
func (w *work) workspaceSide(ctx context.Context, tree string, u unitPlan) (*Side, error) {
	dir := filepath.Join(tree, filepath.FromSlash(u.dir))
	s := &Side{Dir: dir, Env: append(slices.Clone(w.goTool.env), "GOWORK="+filepath.Join(dir, "go.work"))}
	for _, use := range u.uses {
		rel, err := filepath.Rel(filepath.FromSlash(u.dir), filepath.FromSlash(use))
		if err != nil {
			return nil, &Error{Kind: BadGoMod, Where: escape(use), What: "is not below its go.work", Do: "correct go.work", err: err}
		}
		goMod := filepath.Join(dir, rel, "go.mod")
		if !exists(goMod) {
			continue
		}
		if _, err := w.readable(tree, use); err != nil {
			return nil, err
		}
		if err := w.rebase(tree, goMod); err != nil {
			return nil, err
		}
		s.Patterns = append(s.Patterns, "./"+path.Join(filepath.ToSlash(rel), "..."))
	}
	var err error
	s.Mods, err = List(ctx, dir, s.Env, []string{"-mod=readonly"})
	return s, err
}

// rebase makes the replacements of a go.mod in a tree of ours that lead out of
// the repository lead to where they did before.
func (w *work) rebase(tree, goMod string) error {
	if tree == w.repo.root {
		return nil
	}
	data, err := os.ReadFile(goMod)
	if err != nil {
		return fileError(err, "read a temporary go.mod")
	}
	f, err := parseModFile(goMod, data)
	if err != nil {
		return badGoMod(strings.TrimPrefix(goMod, tree+string(filepath.Separator)), err)
	}
	changed := false
	for _, r := range slices.Clone(f.Replace) {
		to := absolute(filepath.Dir(goMod), r.New.Path)
		if !modfile.IsDirectoryPath(r.New.Path) || strings.HasPrefix(to, tree+string(filepath.Separator)) || filepath.IsAbs(r.New.Path) {
			continue
		}
		rel, err := filepath.Rel(tree, to)
		if err != nil {
			return badGoMod(goMod, err)
		}
		if err := f.AddReplace(r.Old.Path, r.Old.Version, filepath.Join(w.repo.root, rel), ""); err != nil {
			return badGoMod(goMod, err)
		}
		changed = true
	}
	if !changed {
		return nil
	}
	if data, err = f.Format(); err != nil {
		return badGoMod(goMod, err)
	}
	if err := os.WriteFile(goMod, data, 0o600); err != nil {
		return fileError(err, "write a temporary go.mod")
	}
	return nil
}
