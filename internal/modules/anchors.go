package modules

import (
	"context"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/cachevet/cachevet/internal/finding"
)

// goModFile is a go.mod of the changed side and its path in the repository.
type goModFile struct {
	file string
	*modfile.File
}

// anchors finds the line of a go.mod that each changed module hangs on.
func (w *work) anchors(ctx context.Context, u unitPlan, unit *Unit) (map[string]finding.Place, error) {
	if unit.New == nil {
		return nil, nil
	}
	dirs := u.uses
	if !u.work {
		dirs = []string{u.dir}
	}
	var files []goModFile
	for _, dir := range dirs {
		name := filepath.Join(w.newTree, filepath.FromSlash(dir), "go.mod")
		data, err := os.ReadFile(name)
		if err != nil {
			continue // a use without a go.mod; go list has complained already
		}
		f, err := parseModFile(name, data)
		if err != nil {
			return nil, badGoMod(path.Join(dir, "go.mod"), err)
		}
		if f.Module == nil {
			continue
		}
		files = append(files, goModFile{path.Join(dir, "go.mod"), f})
	}
	out := map[string]finding.Place{}
	for i := range unit.Changes {
		c := &unit.Changes[i]
		c.Excluded = c.Kind != Replaced && excluded(files, c.Path, c.From)
		if p, ok := directAnchor(files, c.Path); ok {
			out[c.Path] = p
			continue
		}
		if p, ok := unit.graph(ctx).anchor(files, c.Path); ok {
			out[c.Path] = p
		}
	}
	return out, nil
}

// excluded reports whether a go.mod excludes a version of a module.
func excluded(files []goModFile, mod, version string) bool {
	return slices.ContainsFunc(files, func(f goModFile) bool {
		return slices.ContainsFunc(f.Exclude, func(x *modfile.Exclude) bool { return x.Mod.Path == mod && x.Mod.Version == version })
	})
}

// directAnchor finds the line that replaces or requires a module, or else the
// one that excludes versions of it.
func directAnchor(files []goModFile, mod string) (finding.Place, bool) {
	for _, f := range files {
		for _, r := range f.Replace {
			if r.Old.Path == mod {
				return f.at(r.Syntax), true
			}
		}
		for _, r := range f.Require {
			if r.Mod.Path == mod {
				return f.at(r.Syntax), true
			}
		}
		for _, x := range f.Exclude {
			if x.Mod.Path == mod {
				return f.at(x.Syntax), true
			}
		}
	}
	return finding.Place{}, false
}

func (f goModFile) at(line *modfile.Line) finding.Place {
	return finding.Place{Module: f.Module.Mod.Path, File: f.file, Line: line.Start.Line}
}

// modGraph is the module graph: which module path requires which.
type modGraph struct{ requires map[string][]string }

// BroughtBy lists the changed modules that a go.mod requires itself and from
// which requirements lead to mod, those with the fewest steps first.
func (u *Unit) BroughtBy(ctx context.Context, mod string) []string {
	if u.New == nil {
		return nil
	}
	steps := map[string]int{}
	var out []string
	for _, c := range u.Changes {
		if !c.Direct || c.Kind == Removed {
			continue
		}
		if n := u.graph(ctx).steps(c.Path, mod); n > 0 {
			steps[c.Path] = n
			out = append(out, c.Path)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return steps[a] - steps[b] })
	return out
}

// graph is the module graph of the new side, read once.
func (u *Unit) graph(ctx context.Context) *modGraph {
	if u.modGraph == nil {
		u.modGraph = readGraph(ctx, u.New)
	}
	return u.modGraph
}

// readGraph reads go mod graph. What it is asked for is a convenience: without an
// answer, modules that no go.mod names hang on the go line.
func readGraph(ctx context.Context, s *Side) *modGraph {
	g := &modGraph{requires: map[string][]string{}}
	args := []string{"mod", "graph"}
	for _, flag := range s.BuildFlags {
		if strings.HasPrefix(flag, "-modfile=") {
			args = append(args, flag)
		}
	}
	out, err := goTool{dir: s.Dir, env: s.Env}.run(ctx, args...)
	if err != nil {
		return g
	}
	for line := range strings.Lines(string(out)) {
		from, to, _ := strings.Cut(strings.TrimSpace(line), " ")
		from, _, _ = strings.Cut(from, "@")
		to, _, _ = strings.Cut(to, "@")
		g.requires[from] = append(g.requires[from], to)
	}
	return g
}

// anchor finds the requirement that brings mod by the fewest steps, or else the
// go line.
func (g *modGraph) anchor(files []goModFile, mod string) (finding.Place, bool) {
	best, place := 0, finding.Place{}
	for _, f := range files {
		for _, r := range f.Require {
			if n := g.steps(r.Mod.Path, mod); n > 0 && (best == 0 || n < best) {
				best, place = n, f.at(r.Syntax)
			}
		}
	}
	if best > 0 {
		return place, true
	}
	if len(files) == 0 {
		return finding.Place{}, false
	}
	if f := files[0]; f.Go != nil {
		return f.at(f.Go.Syntax), true
	}
	return files[0].at(files[0].Module.Syntax), true
}

// steps counts the requirements on the shortest way from one module to another,
// 0 where there is none.
func (g *modGraph) steps(from, to string) int {
	seen, level := map[string]bool{from: true}, []string{from}
	for n := 1; len(level) > 0; n++ {
		var next []string
		for _, m := range level {
			for _, r := range g.requires[m] {
				if r == to {
					return n
				}
				if !seen[r] {
					seen[r] = true
					next = append(next, r)
				}
			}
		}
		level = next
	}
	return 0
}
