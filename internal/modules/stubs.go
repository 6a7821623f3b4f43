package modules

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// maxStubs bounds how many dependencies may be missing before the request as a
// whole counts as unanswerable.
const maxStubs = 40

// culprit finds the module that an error of the go command is about, at the end
// of a chain of requirements ("a@v1 requires b@v2 requires c@v3: reading ...",
// with a line break after "requires" or not), as what an import leads to ("p
// imports q: c@v3: parsing go.mod: ..."), or alone. A folder that a go.mod puts in
// its place may be missing too ("c@v3 (replaced by ./c): reading ...").
var culprit = regexp.MustCompile(`(?:^|\n|^go: |\ngo: |\srequires[;\s]+|\simports\s+\S+: )([^\s@]+)@([^\s:]+)(?: \(replaced by [^)\n]*\))?: (?s:(.*))`)

// withStubs runs do again and again while it fails for the sake of a dependency
// that cannot be had, each time with one more of them replaced by an empty
// module, or by an older release of itself. So a retired dependency costs only the
// packages that import it.
func (o *overlay) withStubs(ctx context.Context, do func() error) error {
	for range maxStubs {
		err := do()
		var f *failure
		if !errors.As(err, &f) {
			return err
		}
		if out, stubErr := o.leaveOut(ctx, f.stderr); stubErr != nil {
			return stubErr
		} else if !out {
			return err
		}
	}
	return do()
}

// leaveOut replaces the dependency that the go command complains of, if it is one
// that cannot be had or needs a later Go, and that nobody asked for.
func (o *overlay) leaveOut(ctx context.Context, said string) (bool, error) {
	if settled, err := o.settleOlder(ctx, said); settled || err != nil {
		return settled, err
	}
	m := culprit.FindStringSubmatch(said)
	if m == nil || !beyondHelp(m[3]) || o.wanted(m[1]) {
		return false, nil
	}
	return true, o.stub(m[1], m[2], m[3])
}

// LeaveOut does the same for what the go command says of a package that was to be
// loaded: imports are looked for only then, and with them the whole module graph.
// False where that is not about a dependency which cannot be had, or of too many.
func (r *Resolved) LeaveOut(ctx context.Context, said string) (bool, error) {
	n := len(r.overlay.notes)
	if n > maxStubs {
		return false, nil
	}
	out, err := r.overlay.leaveOut(ctx, said)
	r.Notes = append(r.Notes, r.overlay.notes[n:]...)
	return out, err
}

// Own makes a folder for the go command in which the user's own module can be loaded
// without what cannot be had (LeaveOut). The function is as Resolve's.
func Own(ctx context.Context, req Request) (*Resolved, func(), error) {
	g := goTool{dir: req.Dir, env: guarded(req.Env, req.Offline)}
	env, err := g.environment(ctx)
	if err != nil {
		return nil, func() {}, err
	}
	o, err := newOverlay(g, env)
	if err != nil {
		return nil, func() {}, err
	}
	return o.resolved(), o.close, nil
}

// noFolder is what the go command says where a go.mod puts a folder in a module's
// place that is not there.
var noFolder = regexp.MustCompile(`(?:^|\s)[^\s@]+@[^\s:]+ \(replaced by [./][^)\n]*\): reading `)

// Lacks reports whether what the go command says is about a dependency that cannot
// be had at all.
func Lacks(said string) bool {
	m := culprit.FindStringSubmatch(said)
	return m != nil && beyondHelp(m[3])
}

// LacksFolder reports whether what the go command says is about such a folder.
func LacksFolder(said string) bool { return noFolder.MatchString(said) }

// wanted reports whether a module holds something that was asked for, so that it
// cannot be left out.
func (o *overlay) wanted(mod string) bool {
	return slices.ContainsFunc(o.queries, func(q query) bool { return within(q.path, mod) })
}

// beyondHelp reports whether what the go command said of a dependency will not
// change by asking again.
func beyondHelp(text string) bool {
	var e *Error
	if !errors.As(classify(&failure{stderr: text, err: errors.New("exit status 1")}, query{}), &e) {
		return false
	}
	switch e.Kind {
	case NoModule, NoVersion, Refused, Offline, BadGoMod:
		return true
	}
	return false
}

// stub replaces a dependency by what the user has vendored of it, or by an empty
// module, and notes it.
func (o *overlay) stub(path, version, why string) error {
	f, err := o.parse()
	if err != nil {
		return err
	}
	dir := filepath.Join(o.dir, "missing", fmt.Sprint(len(f.Replace)))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fileError(err, "make a temporary folder")
	}
	vendored, err := o.copyVendored(path, dir)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module "+path+"\n"), 0o600); err != nil {
		return fileError(err, "write a temporary go.mod")
	}
	if err := f.AddReplace(path, version, dir, ""); err != nil {
		return badGoMod(o.modFile(), err)
	}
	what := "cannot be had (" + condense(why) + "); packages that import it are not fully analysed"
	if vendored {
		what = "is used as vendored (" + condense(why) + ")"
	}
	o.notes = append(o.notes, escape(path+"@"+version)+" "+what)
	return o.save(f)
}

// copyVendored copies the user's vendored Go files of a module to dir.
func (o *overlay) copyVendored(path, dir string) (bool, error) {
	if !o.inModule {
		return false, nil
	}
	from := filepath.Join(o.tool.dir, "vendor", filepath.FromSlash(path))
	if !exists(from) {
		return false, nil
	}
	err := filepath.WalkDir(from, func(file string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, file)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir():
			return os.MkdirAll(filepath.Join(dir, rel), 0o700)
		case !d.Type().IsRegular() || !strings.HasSuffix(file, ".go"):
			return nil
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, rel), data, 0o600)
	})
	if err != nil {
		return false, fileError(err, "copy a vendored module")
	}
	return true, nil
}
