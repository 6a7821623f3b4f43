package pipeline

import (
	"cmp"
	"context"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/modules"
)

// wayOut looks for what undoes a part of a change, or leads on from it.
type wayOut struct {
	e    *Engine
	req  AdviceRequest
	part part
	knot knot
}

// back finds the command after which every module of the knot is where it was,
// by trying it on a copy of go.mod: the requirement that brought them set back,
// several of them, or each of the modules. Where none of these does it, or none
// could be tried, the go.mod of the base is the way back, if there is one. What brought a module
// that no one asked for is noted.
func (w wayOut) back(ctx context.Context) {
	changes := w.changes()
	command, first, tried := "", "", map[string]bool{}
	for _, way := range w.waysBack(ctx, changes) {
		line := w.command(way)
		if !tried[line] && w.restores(ctx, way, changes) {
			command = line
			break
		}
		first, tried[line] = cmp.Or(first, line), true
	}
	if command == "" {
		command = cmp.Or(w.checkout(ctx), first)
	}
	for _, m := range w.knot.modules {
		m.Rollback = command
	}
	w.bringers(ctx)
}

// changes are those of the knot's modules.
func (w wayOut) changes() []modules.Change {
	var out []modules.Change
	for _, m := range w.knot.modules {
		for _, c := range w.part.unit.Changes {
			if c.Path == m.Path {
				out = append(out, c)
			}
		}
	}
	return out
}

// waysBack lists what may undo some changes, the smallest first.
func (w wayOut) waysBack(ctx context.Context, changes []modules.Change) []modules.Way {
	var single []modules.Way
	for _, c := range w.sources(ctx, changes) {
		if way, ok := c.Undo(); ok {
			single = append(single, way)
		}
	}
	var own []modules.Way
	for _, c := range changes {
		if way, ok := c.Undo(); ok {
			own = append(own, way)
		}
	}
	out := slices.Clone(single)
	for _, several := range [][]modules.Way{single, own} {
		if all, ok := modules.Join(several...); ok {
			out = append(out, all)
		}
	}
	return out
}

// sources are the changes of requirements that some changes come from: those
// that a go.mod makes itself, and those that bring the others.
func (w wayOut) sources(ctx context.Context, changes []modules.Change) []modules.Change {
	var out []modules.Change
	add := func(path string) {
		for _, c := range w.part.unit.Changes {
			if c.Path == path && !slices.ContainsFunc(out, func(have modules.Change) bool { return have.Path == path }) {
				out = append(out, c)
			}
		}
	}
	for _, c := range changes {
		if c.Direct {
			add(c.Path)
		}
	}
	for _, c := range changes {
		if c.Direct {
			continue
		}
		for _, by := range w.part.unit.BroughtBy(ctx, c.Path) {
			add(by)
		}
	}
	return out
}

// restores tries a way back. In a workspace one go.mod is tried alone, which
// answers for all of them where it is the only one that changed.
func (w wayOut) restores(ctx context.Context, way modules.Way, changes []modules.Change) bool {
	if len(w.part.unit.Modules) > 1 && len(w.part.unit.Files) > 1 {
		return false
	}
	after, err := modules.After(ctx, w.dir(), w.req.Env, w.req.Offline, way)
	return err == nil && !slices.ContainsFunc(changes, func(c modules.Change) bool { return after[c.Path] != c.From })
}

// checkout is the command that takes back the changed go.mod files as a whole;
// "" where the base has none of them.
func (w wayOut) checkout(ctx context.Context) string {
	change := w.req.Change.cmp
	var files []string
	for _, file := range w.part.unit.Files {
		if _, ok, err := change.ReadBase(ctx, file); ok && err == nil {
			files = append(files, modules.ShellWord(":/"+file))
		}
	}
	if files == nil {
		return ""
	}
	return "git checkout " + change.Commit[:min(12, len(change.Commit))] + " -- " + strings.Join(files, " ")
}

// command is a way as the user types it. A vendor folder has to follow go.mod.
func (w wayOut) command(way modules.Way) string {
	line := way.Command(w.sub())
	if vendor := modules.VendorCommand(w.dir(), w.sub()); vendor != "" {
		line += " && " + vendor
	}
	return line
}

// folder is that of the go.mod that the knot hangs on, relative to the root of
// the repository.
func (w wayOut) folder() string {
	for _, m := range w.knot.modules {
		if at, ok := w.part.unit.Anchors[m.Path]; ok {
			return path.Dir(at.File)
		}
	}
	return w.part.unit.Dir
}

// dir is where the knot's go.mod is, among the files that are vetted; sub is the
// same as a user types it.
func (w wayOut) dir() string {
	return filepath.Join(w.req.Change.cmp.Tree, filepath.FromSlash(w.folder()))
}

func (w wayOut) sub() string {
	return relative(w.req.From, filepath.Join(w.req.Change.cmp.Root, filepath.FromSlash(w.folder())))
}

// relative is how a folder is written in another one.
func relative(from, to string) string {
	for _, dir := range []*string{&from, &to} {
		if real, err := filepath.EvalSymlinks(*dir); err == nil {
			*dir = real
		}
	}
	rel, err := filepath.Rel(from, to)
	if err != nil {
		return to
	}
	return rel
}

// bringers notes on each transitive module of the knot what brought it.
func (w wayOut) bringers(ctx context.Context) {
	for _, m := range w.knot.modules {
		if by := w.part.unit.BroughtBy(ctx, m.Path); !m.Direct && len(by) > 0 {
			m.Note = "brought by " + at(w.part.unit, by[0])
		}
	}
}

// at is a changed module with its version.
func at(u *modules.Unit, path string) string {
	for _, c := range u.Changes {
		if c.Path == path && modules.IsVersion(c.To) {
			return path + "@" + c.To
		}
	}
	return path
}
