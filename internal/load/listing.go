package load

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// listing is a graph with what it hangs on besides its key.
type listing struct {
	graph *Graph
	// open are the folders whose contents can change, walked the roots below which
	// a pattern looks for packages, fixed what must still be there.
	open, walked, fixed []string
	// signature hashes what open and walked hold.
	signature [32]byte
}

// listing gathers what a graph hangs on. ok is false where it cannot be told.
func (m *memo) listing(g *Graph) (*listing, bool) {
	f := &governing{main: m.target.GOMOD}
	f.collect(m.target.work)
	l := &listing{graph: g}
	c := &coverage{
		std:   filepath.Join(m.target.GOROOT, "src") + string(filepath.Separator),
		cache: m.target.modCache + string(filepath.Separator),
		open:  map[string]bool{}, fixed: map[string]bool{}, loose: map[string]*Module{},
	}
	for _, p := range g.Packages {
		if !c.add(p) {
			return nil, false
		}
	}
	for _, p := range g.Packages {
		c.shadow(p)
	}
	if m.cfg.Scratch {
		if len(c.open) > 0 {
			return nil, false
		}
	} else if slices.ContainsFunc(m.cfg.Patterns, func(p string) bool { return strings.Contains(p, "...") }) {
		l.walked = f.roots
	}
	l.open, l.fixed = slices.Sorted(maps.Keys(c.open)), slices.Sorted(maps.Keys(c.fixed))
	return l, true
}

// coverage sorts folders into those that can change and those that cannot.
type coverage struct {
	std, cache string
	open       map[string]bool
	fixed      map[string]bool
	loose      map[string]*Module // modules in folders that can change, by path
}

// add reports whether what a package's place in the graph follows from is known.
func (c *coverage) add(p *Package) bool {
	if p.Standard {
		return true
	}
	m := p.Module
	if p.Dir == "" || m == nil {
		return false // something that is not there, and may be the next time
	}
	root := m.Dir
	if root == "" && m.Replace != nil {
		root = m.Replace.Dir
	}
	if strings.HasPrefix(p.Dir, c.cache) && root != "" {
		c.fixed[root] = true
		return true
	}
	if len(p.Problems) > 0 {
		return false
	}
	if root != "" && within(p.Dir, root) {
		c.loose[m.Path] = &Module{Path: m.Path, Dir: root}
		c.between(root, p.Dir)
		return true
	}
	c.open[p.Dir] = true // vendored
	return root == ""
}

// between adds a folder and those above it up to root: a go.mod in any of them
// would make another module of it.
func (c *coverage) between(root, dir string) {
	for ; within(dir, root) && !c.open[dir]; dir = filepath.Dir(dir) {
		c.open[dir] = true
	}
}

// shadow watches the folders of other modules where a package of the same path
// would be ambiguous.
func (c *coverage) shadow(p *Package) {
	if p.Standard || p.Module == nil {
		return
	}
	for path := p.Path; path != "." && path != "/"; path = parentPath(path) {
		if m := c.loose[path]; m != nil && path != p.Module.Path {
			c.between(m.Dir, filepath.Join(m.Dir, filepath.FromSlash(strings.TrimPrefix(p.Path, path))))
		}
	}
}

func parentPath(path string) string {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return "."
	}
	return path[:i]
}

func within(dir, root string) bool {
	return dir == root || strings.HasPrefix(dir, root+string(filepath.Separator))
}

// exist reports whether all of some folders are there.
func exist(dirs []string) bool {
	for _, d := range dirs {
		if _, err := os.Stat(d); err != nil {
			return false
		}
	}
	return true
}
