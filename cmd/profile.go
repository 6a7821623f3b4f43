package cmd

import (
	"os"
	"path/filepath"

	"github.com/cachevet/cachevet/internal/profile"
)

// profile reads --profile, or the default.pgo of the folder, which the compiler
// reads too. nil where there is neither.
func (a *app) profile() (func(string) float64, error) {
	name := a.flags.profile
	if name == "" {
		name = filepath.Join(a.host.Dir, "default.pgo")
		if _, err := os.Stat(name); err != nil {
			return nil, nil
		}
	} else if !filepath.IsAbs(name) {
		name = filepath.Join(a.host.Dir, name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, usage("%v", err)
	}
	defer f.Close()
	shares, err := profile.Read(f)
	if err != nil {
		return nil, usage("%s: %v", name, err)
	}
	return func(fn string) float64 { return shares[fn] }, nil
}
