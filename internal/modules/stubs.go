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
// imports q: c@v3: parsing go.mod: ..."), or alone.
var culprit = regexp.MustCompile(`(?:^|\n|^go: |\ngo: |\srequires\s+|\simports\s+\S+: )([^\s@]+)@([^\s:]+): (?s:(.*))`)

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
		if settled, olderErr := o.settleOlder(ctx, err); olderErr != nil {
			return olderErr
		} else if settled {
			continue
		}
		m := culprit.FindStringSubmatch(f.stderr)
		if m == nil || !beyondHelp(m[3]) {
			return err
		}
		if o.wanted(m[1]) {
			return err
		}
		if err := o.stub(m[1], m[2], m[3]); err != nil {
			return err
		}
	}
	return do()
}

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
