package pipeline

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/store"
	"github.com/cachevet/cachevet/internal/summary"
)

// keys gives each wanted package the hash of its summary's recipe: the schema,
// the toolchain and build configuration, the package's own source, and the keys
// of what it imports. A module's version stands for its source, since it never
// changes; what can change, the user's own code and replaced folders, is hashed.
func (e *Engine) keys(g *load.Graph, want map[*load.Package]bool) map[*load.Package][32]byte {
	if e.Store == nil {
		return nil
	}
	t := g.Target
	target := store.NewRecipe("target", summary.Schema).Text("tool", e.Tool).
		Texts("build", []string{t.GOOS, t.GOARCH, t.GoVersion, t.GOFLAGS, t.CGO, t.GOEXPERIMENT}).Sum()
	keys := make(map[*load.Package][32]byte, len(g.Packages))
	for _, p := range g.Packages { // dependencies first
		if !p.Standard {
			keys[p] = recipe(p, target, keys)
		}
	}
	for p := range keys {
		if !want[p] {
			delete(keys, p)
		}
	}
	return keys
}

func recipe(p *load.Package, target [32]byte, keys map[*load.Package][32]byte) [32]byte {
	r := store.NewRecipe("summary", summary.Schema).Key("target", target).Text("path", p.Path)
	if m := p.Module; m != nil && fixed(m) {
		r.Texts("module", []string{m.Path, m.Version, version(m), m.GoVersion})
		if m.Replace != nil {
			r.Text("replace", m.Replace.Path)
		}
		r.Texts("files", base(p.Files))
	} else {
		for _, f := range append(scripts(p), p.Files...) {
			data, err := os.ReadFile(f)
			if err != nil {
				data = []byte("unreadable: " + err.Error())
			}
			r.Bytes("file", data)
		}
		r.Texts("names", base(p.Files))
	}
	paths := make([]string, 0, len(p.Imports))
	for path := range p.Imports {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		imp := p.Imports[path]
		r.Text("import", path)
		if k, ok := keys[imp]; ok {
			r.Key("of", k)
		}
	}
	return r.Sum()
}

// scripts lists the files that a package may embed and that a summary holds.
func scripts(p *load.Package) []string {
	if p.Dir == "" {
		return nil
	}
	var out []string
	for _, pattern := range []string{"*", filepath.Join("*", "*")} {
		found, err := filepath.Glob(filepath.Join(p.Dir, pattern+summary.EmbedSuffix))
		if err == nil { // the pattern is good, but the folder's name may look like one
			out = append(out, found...)
		}
	}
	return out
}

// fixed reports whether a module's source cannot change under its version.
func fixed(m *load.Module) bool {
	if m.Main {
		return false
	}
	if m.Replace != nil {
		return m.Replace.Version != ""
	}
	return m.Version != ""
}

// base drops folders: the module cache may be anywhere.
func base(files []string) []string {
	out := make([]string, len(files))
	for i, f := range files {
		j := len(f) - 1
		for j >= 0 && f[j] != '/' && f[j] != os.PathSeparator {
			j--
		}
		out[i] = f[j+1:]
	}
	return out
}
