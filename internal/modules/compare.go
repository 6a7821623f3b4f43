package modules

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

// CompareRequest asks what a change to a repository does to its build lists.
type CompareRequest struct {
	// Dir is the absolute path of a folder in the repository. Modules at it and
	// below it are compared, and the one that it is in.
	Dir string
	// Env is the user's environment.
	Env []string
	// Ref is what to compare with: the commit where HEAD left it counts. Empty:
	// HEAD where Staged, otherwise the branch that origin calls its head.
	Ref string
	// Staged compares the index rather than the work tree.
	Staged bool
	// Code compares also where no go.mod changed.
	Code    bool
	Offline bool
	// Progress, if set, is told what is being done.
	Progress func(string)
}

// Comparison is what changed. Without Units nothing did.
type Comparison struct {
	// Root is the top folder of the repository, Tree the files that are vetted: the
	// same, or the index in a temporary folder.
	Root, Tree string
	// Commit is the base, empty before the initial commit; BaseName is how to
	// speak of it.
	Commit, BaseName string
	Units            []Unit
	Notes            []string
	repo             *repo
}

// Unit is a main module, or a workspace of several, that is compared.
type Unit struct {
	// Dir is relative to the root of the repository, "." for the root.
	Dir string
	// Modules are the paths of the main modules.
	Modules []string
	// Old is nil where the unit is new, New where it was removed.
	Old, New *Side
	Changes  []Change
	// Anchors is where the go.mod files require each changed module, directly or
	// by what brings it; files are relative to the root of the repository.
	Anchors map[string]finding.Place
	// Files are its go.mod and go.work files that differ, relative to the root.
	Files    []string
	modGraph *modGraph
}

// Side is one version of a unit, ready to be loaded.
type Side struct {
	Dir        string
	Env        []string
	BuildFlags []string
	Patterns   []string
	Mods       []Mod
}

// Compare finds the main modules whose go.mod or go.work differs from the base
// and resolves both their build lists. Where nothing differs it runs git alone
// and returns within milliseconds. The returned function removes temporary files;
// it is never nil and must be called, also after an error.
func Compare(ctx context.Context, req CompareRequest) (*Comparison, func(), error) {
	nothing := func() {}
	r, err := openRepo(ctx, req.Dir, req.Env)
	if err != nil {
		return nil, nothing, err
	}
	b, err := r.findBase(ctx, req.Ref, req.Staged)
	if err != nil {
		return nil, nothing, err
	}
	c := &Comparison{Root: r.root, Commit: b.commit, BaseName: b.name, repo: r}
	changed, err := r.changedFiles(ctx, b, req.Staged)
	if err != nil {
		return nil, nothing, err
	}
	if changed, err = c.inScope(req.Dir, changed); err != nil {
		return nil, nothing, err
	}
	if len(changed) == 0 && !req.Code {
		return c, nothing, nil
	}
	w, err := newWork(ctx, req, r, b)
	if err != nil {
		return nil, nothing, err
	}
	return c, w.close, w.compare(ctx, c, changed)
}

// ReadBase returns a file of the base, such as the policy, by its path relative
// to the root. ok is false where the base has none.
func (c *Comparison) ReadBase(ctx context.Context, file string) (data []byte, ok bool, err error) {
	if c.Commit == "" {
		return nil, false, nil
	}
	return c.repo.show(ctx, c.Commit, file)
}

// inScope keeps the changed files at or below dir and those of the module and
// the workspace that dir is in, and notes the others.
func (c *Comparison) inScope(dir string, changed []string) ([]string, error) {
	rel, err := relTo(c.Root, dir)
	if err != nil {
		return nil, err
	}
	var in, out []string
	for _, file := range changed {
		if covers(rel, path.Dir(file)) || c.holds(path.Dir(file), path.Base(file), rel) {
			in = append(in, file)
		} else {
			out = append(out, escape(file))
		}
	}
	if out != nil {
		c.Notes = append(c.Notes, "changed too, but outside of "+escape(rel)+" and not vetted: "+strings.Join(out, ", "))
	}
	return in, nil
}

// holds reports whether the nearest file of that name at or above rel is the one
// in dir.
func (c *Comparison) holds(dir, name, rel string) bool {
	if !covers(dir, rel) {
		return false
	}
	for d := rel; d != dir; d = path.Dir(d) {
		if exists(filepath.Join(c.Root, filepath.FromSlash(d), name)) {
			return false
		}
	}
	return true
}

// covers reports whether the slash-separated folder dir is, or holds, sub.
func covers(dir, sub string) bool {
	return dir == "." || sub == dir || strings.HasPrefix(sub, dir+"/")
}

// relTo returns dir relative to root with slashes, links resolved.
func relTo(root, dir string) (string, error) {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return "", fileError(err, "read the folder")
	}
	if realRoot, err := filepath.EvalSymlinks(root); err == nil {
		root = realRoot
	}
	rel, err := filepath.Rel(root, real)
	if err != nil || !filepath.IsLocal(rel) {
		return "", &Error{Kind: NoRepo, Where: escape(dir), What: "is outside of the repository's files", Do: "run it in the work tree"}
	}
	return filepath.ToSlash(rel), nil
}

// work is a comparison under way: both trees and what has to be removed.
type work struct {
	repo     *repo
	req      CompareRequest
	base     base
	goTool   goTool
	env      goEnv
	dir      string
	oldTree  string // "" where there is no base
	newTree  string
	overlays []*overlay
	notes    []string
}

func newWork(ctx context.Context, req CompareRequest, r *repo, b base) (*work, error) {
	w := &work{repo: r, req: req, base: b, goTool: goTool{dir: r.root, env: guarded(req.Env, req.Offline)}}
	var err error
	if w.env, err = w.goTool.environment(ctx); err != nil {
		return nil, err
	}
	if w.dir, err = os.MkdirTemp(getenv(req.Env, "TMPDIR"), "cachevet-"); err != nil {
		return nil, fileError(err, "make a temporary folder")
	}
	if err := w.trees(ctx); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// trees makes the base, and the index where that is vetted, into folders.
func (w *work) trees(ctx context.Context) error {
	w.newTree = w.repo.root
	if w.base.commit != "" {
		w.oldTree = filepath.Join(w.dir, "base")
		if err := w.tree(ctx, w.base.commit, w.oldTree); err != nil {
			return err
		}
	}
	if w.req.Staged {
		w.newTree = filepath.Join(w.dir, "index")
		return w.tree(ctx, "", w.newTree)
	}
	return nil
}

func (w *work) tree(ctx context.Context, commit, dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return fileError(err, "make a temporary folder")
	}
	return w.repo.extract(ctx, commit, dir)
}

func (w *work) close() {
	for _, o := range w.overlays {
		o.close()
	}
	_ = os.RemoveAll(w.dir) // what cannot be removed stays among the temporary files
}

// compare resolves both sides of every unit.
func (w *work) compare(ctx context.Context, c *Comparison, changed []string) error {
	rel, err := relTo(c.Root, w.req.Dir)
	if err != nil {
		return err
	}
	c.Tree = w.newTree
	units, err := w.units(changed, rel)
	if err != nil {
		return err
	}
	for _, u := range units {
		if w.req.Progress != nil {
			w.req.Progress("compare build lists of " + escape(path.Join(u.dir, "go.mod")))
		}
		unit, err := w.unit(ctx, u)
		if err != nil {
			return err
		}
		for _, file := range changed {
			if dir := path.Dir(file); dir == u.dir || slices.Contains(u.uses, dir) {
				unit.Files = append(unit.Files, file)
			}
		}
		c.Units = append(c.Units, *unit)
	}
	slices.Sort(w.notes)
	c.Notes = append(c.Notes, slices.Compact(w.notes)...)
	return nil
}

// unit resolves one unit and compares its sides.
func (w *work) unit(ctx context.Context, u unitPlan) (*Unit, error) {
	out := &Unit{Dir: u.dir}
	var err error
	if out.Old, err = w.side(ctx, w.oldTree, u); err != nil {
		return nil, fmt.Errorf("at %s: %w", w.base.name, err)
	}
	if out.New, err = w.side(ctx, w.newTree, u); err != nil {
		return nil, err
	}
	var before, after []Mod
	if out.Old != nil {
		before = out.Old.Mods
	}
	if out.New != nil {
		after = out.New.Mods
		for _, m := range after {
			if m.Main {
				out.Modules = append(out.Modules, m.Path)
			}
		}
	}
	out.Changes = Diff(before, after)
	out.Anchors, err = w.anchors(ctx, u, out)
	return out, err
}
