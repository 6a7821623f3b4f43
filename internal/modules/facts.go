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
	if f.Module != nil {
		m.Deprecated = escape(f.Module.Deprecated)
	}
	for _, r := range f.Retract {
		if semver.Compare(r.Low, m.Version) <= 0 && semver.Compare(m.Version, r.High) <= 0 {
			if m.Retracted = escape(strings.TrimSpace(r.Rationale)); m.Retracted == "" {
				m.Retracted = "retracted without a reason"
			}
		}
	}
	return nil
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
