package modules

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/cachevet/cachevet/internal/finding"
)

// describe adds what the module's own go.mod says against its use.
func (o *overlay) describe(m *finding.Module) error {
	f, err := o.ownGoMod(*m)
	if f == nil || err != nil {
		return err
	}
	m.Deprecated, m.Retracted = ownWords(f, m.Version)
	return nil
}

// ownWords returns what a go.mod says against the use of its module, and of one
// version of it.
func ownWords(f *modfile.File, version string) (deprecated, retracted string) {
	if f.Module != nil {
		deprecated = escape(f.Module.Deprecated)
	}
	for _, r := range f.Retract {
		if semver.Compare(r.Low, version) > 0 || semver.Compare(version, r.High) > 0 {
			continue
		}
		if retracted = escape(strings.TrimSpace(r.Rationale)); retracted == "" {
			retracted = "retracted without a reason"
		}
	}
	return deprecated, retracted
}

// ownGoMod reads the go.mod of a module as the module cache has it, nil where it
// is not there (a replaced module).
func (o *overlay) ownGoMod(m finding.Module) (*modfile.File, error) {
	path, err := module.EscapePath(m.Path)
	if err != nil {
		return nil, nil //nolint:nilerr // a replaced module may have any path
	}
	version, err := module.EscapeVersion(m.Version)
	if err != nil {
		return nil, nil //nolint:nilerr // as above
	}
	file := filepath.Join(o.env.GOMODCACHE, "cache", "download", filepath.FromSlash(path), "@v", version+".mod")
	data, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fileError(err, "read a go.mod of the module cache")
	}
	f, err := modfile.ParseLax(file, data, nil)
	if err != nil {
		return nil, badGoMod(m.Path+"@"+m.Version, err)
	}
	return f, nil
}
