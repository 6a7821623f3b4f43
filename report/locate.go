package report

import (
	"path"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

// atlas finds the places of a report in the user's repository and on the web.
type atlas struct {
	versions map[string]string
	own      map[string]bool
	anchors  map[string]finding.Place
	// dir is the directory of the user's go.mod in the repository.
	dir  string
	repo string
}

// newAtlas reads the geography of r. A module known to have no
// version is the user's.
func newAtlas(r *finding.Report, repo string) atlas {
	a := atlas{versions: versions(r), own: map[string]bool{}, anchors: r.Anchors, repo: webURL(strings.TrimSuffix(repo, "/"))}
	for module, version := range a.versions {
		a.own[module] = version == ""
	}
	for i, module := range sortedKeys(r.Anchors) {
		dir := path.Dir(inside(r.Anchors[module].File))
		if i > 0 && dir != a.dir {
			dir = "."
		}
		a.dir = dir
	}
	if a.dir == "." {
		a.dir = ""
	}
	return a
}

// inside makes a slash path that cannot leave the directory it is relative to.
func inside(file string) string {
	return strings.TrimPrefix(path.Clean("/"+file), "/")
}

// inRepo is a file of the user's own module, relative to the repository.
func (a atlas) inRepo(p finding.Place) finding.Place {
	p.File = path.Join(a.dir, inside(p.File))
	return p
}

// require returns the go.mod line that brings a finding's module in.
func (a atlas) require(f finding.Finding) (finding.Place, bool) {
	p, ok := a.anchors[f.Module]
	p.File = inside(p.File)
	return p, ok && p.File != ""
}

// callSite returns where the user's own code makes the call that leads to a
// finding: the last own frame of the path, relative to the repository.
func (a atlas) callSite(f finding.Finding) (finding.Frame, bool) {
	for i := len(f.Path) - 1; i >= 0; i-- {
		if a.own[f.Path[i].Module] && f.Path[i].File != "" {
			frame := f.Path[i]
			frame.Place = a.inRepo(frame.Place)
			return frame, true
		}
	}
	return finding.Frame{}, false
}

// best returns the place in the repository to show a finding at: the changed
// require line, else the user's own call site.
func (a atlas) best(f finding.Finding) (finding.Place, bool) {
	if p, ok := a.require(f); ok {
		return p, true
	}
	frame, ok := a.callSite(f)
	return frame.Place, ok
}

// inCache is a dependency's file relative to the module cache, as Go lays it
// out: upper-case letters are written as an exclamation mark and the lower case.
func (a atlas) inCache(p finding.Place) string {
	var b strings.Builder
	for _, r := range inside(p.Module) {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('!')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	if v := a.versions[p.Module]; v != "" {
		b.WriteString("@" + strings.ReplaceAll(v, "/", "_"))
	}
	return path.Join(b.String(), inside(p.File))
}

// ownerOf returns the vetted module that holds a package.
func (a atlas) ownerOf(pkg string) (module string, ok bool) {
	for m := range a.versions {
		if (pkg == m || strings.HasPrefix(pkg, m+"/")) && len(m) > len(module) {
			module, ok = m, true
		}
	}
	return module, ok
}
