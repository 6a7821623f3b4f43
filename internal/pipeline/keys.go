package pipeline

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/store"
	"github.com/cachevet/cachevet/internal/summary"
)

// keys gives each wanted package the hash of its summary's recipe: the schema,
// the toolchain and build configuration, the package's own source, and what its
// imports show to their users. A module's version stands for its source, since it
// never changes; what can change, the user's own code and replaced folders, is
// hashed. What changes inside a function leaves the keys of its users alone.
func (e *Engine) keys(g *load.Graph, want map[*load.Package]bool) map[*load.Package][32]byte {
	if e.Store == nil {
		return nil
	}
	t := g.Target
	target := store.NewRecipe("target", summary.Schema).Text("tool", e.Tool).
		Texts("build", []string{t.GOOS, t.GOARCH, t.GoVersion, t.GOFLAGS, t.CGO, t.GOEXPERIMENT}).Sum()
	own := e.sources(g)
	keys := make(map[*load.Package][32]byte, len(want))
	shown := make(map[*load.Package][32]byte, len(g.Packages))
	for _, p := range g.Packages { // dependencies first
		if p.Standard {
			continue
		}
		full, surface := recipes(p, target, shown, own[p])
		shown[p] = surface
		if want[p] {
			keys[p] = full
		}
	}
	return keys
}

// source is the hash of what a package's files say, and of what users see of it.
type source struct{ full, surface [32]byte }

// sources hashes the packages whose files can change.
func (e *Engine) sources(g *load.Graph) map[*load.Package]source {
	var mu sync.Mutex
	out := map[*load.Package]source{}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, p := range g.Packages {
		if p.Standard || p.Module != nil && fixed(p.Module) {
			continue
		}
		group.Go(func() error {
			s := read(p)
			mu.Lock()
			defer mu.Unlock()
			out[p] = s
			return nil
		})
	}
	_ = group.Wait() // no function fails: what cannot be read is hashed as that
	return out
}

func read(p *load.Package) source {
	r, s := store.NewRecipe("source", summary.Schema), store.NewRecipe("surface", summary.Schema)
	for _, f := range append(scripts(p), p.Files...) {
		data, err := os.ReadFile(f)
		if err != nil {
			data = []byte("unreadable: " + err.Error())
		}
		r.Bytes("file", data)
		if seen := load.Surface(bytes.Clone(data)); seen != nil {
			data = seen
		}
		s.Bytes("file", data)
	}
	r.Texts("names", base(p.Files))
	s.Texts("names", base(p.Files))
	return source{r.Sum(), s.Sum()}
}

// recipes hashes a package for its summary and for the summaries of its users.
func recipes(p *load.Package, target [32]byte, shown map[*load.Package][32]byte, own source) (full, surface [32]byte) {
	r := store.NewRecipe("summary", summary.Schema).Key("target", target).Text("path", p.Path)
	imports := hashImports(p, shown)
	if m := p.Module; m != nil && fixed(m) {
		r.Texts("module", []string{m.Path, m.Version, version(m), m.GoVersion})
		if m.Replace != nil {
			r.Text("replace", m.Replace.Path)
		}
		full = r.Texts("files", base(p.Files)).Key("imports", imports).Sum()
		return full, full
	}
	s := store.NewRecipe("surface", summary.Schema).Key("target", target).Text("path", p.Path)
	return r.Key("source", own.full).Key("imports", imports).Sum(), s.Key("source", own.surface).Key("imports", imports).Sum()
}

func hashImports(p *load.Package, shown map[*load.Package][32]byte) [32]byte {
	r := store.NewRecipe("imports", summary.Schema)
	paths := slices.Sorted(maps.Keys(p.Imports))
	for _, path := range paths {
		r.Text("import", path)
		if k, ok := shown[p.Imports[path]]; ok {
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
	for _, pattern := range []string{"*", filepath.Join("*", "*"), filepath.Join("*", "*", "*")} {
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
