package modules

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/modfile"
)

// Facts is what is known of one version of a module.
type Facts struct {
	Path, Version string
	// Time is when the version was made, zero where unknown.
	Time time.Time
	// Dir holds its files, empty where they are not downloaded.
	Dir string
	// GoMod is its go.mod file in the module cache.
	GoMod string
	// Deprecated and Retracted quote the newest go.mod that could be had.
	Deprecated string
	Retracted  string
	// Newer is a later version, if one is known.
	Newer string
	// Origin is where it was fetched from, zero where the proxy does not say.
	Origin Origin
	// Partial tells why newer versions could not be asked; what they say of this
	// one is then missing.
	Partial string
}

// Origin is a place in a version control system.
type Origin struct {
	VCS, URL, Subdir, Ref, Hash string
}

// Describe asks what is known of a module's version: by the network where it may
// be used (retractions and deprecations are written in later versions), otherwise
// from the module cache alone. dir, env and flags are those of a Resolved or
// Side. Failures are of type *Error.
func Describe(ctx context.Context, dir string, env, flags []string, path, version string) (Facts, error) {
	g := goTool{dir: dir, env: env}
	args := append([]string{"list"}, flags...)
	out, err := g.run(ctx, append(args, "-m", "-u", "-retracted", "-json", "--", path+"@"+version)...)
	if err == nil {
		return decodeFacts(out)
	}
	partial := classify(err, query{path: path, version: version})
	var e *Error
	if !errors.As(partial, &e) || e.Kind == Cancelled {
		return Facts{}, partial
	}
	out, err = g.run(ctx, "mod", "download", "-json", "--", path+"@"+version)
	if err != nil {
		return Facts{}, partial
	}
	f, err := downloadedFacts(out)
	f.Partial = e.What
	return f, err
}

// decodeFacts reads the output of go list -m -u -retracted.
func decodeFacts(out []byte) (Facts, error) {
	var m struct {
		Path, Version, Dir, GoMod string
		Time                      *time.Time
		Deprecated                string
		Retracted                 []string
		Update                    *Mod
		Origin                    Origin
	}
	if err := json.Unmarshal(out, &m); err != nil {
		return Facts{}, fmt.Errorf("read the output of go list -m: %w", err)
	}
	f := Facts{Path: m.Path, Version: m.Version, Dir: m.Dir, GoMod: m.GoMod, Deprecated: escape(m.Deprecated), Retracted: escape(strings.Join(m.Retracted, "; ")), Origin: m.Origin}
	if m.Time != nil {
		f.Time = *m.Time
	}
	if m.Update != nil {
		f.Newer = escape(m.Update.Version)
	}
	return f, f.addOwnWords()
}

// addOwnWords adds what the version's own go.mod says, where a newer one says
// nothing.
func (f *Facts) addOwnWords() error {
	if f.GoMod == "" {
		return nil
	}
	data, err := os.ReadFile(f.GoMod)
	if err != nil {
		return fileError(err, "read the module cache")
	}
	mod, err := modfile.ParseLax(f.GoMod, data, nil)
	if err != nil {
		return badGoMod(f.Path+"@"+f.Version, err)
	}
	deprecated, retracted := ownWords(mod, f.Version)
	f.Deprecated, f.Retracted = cmp.Or(f.Deprecated, deprecated), cmp.Or(f.Retracted, retracted)
	return nil
}

// downloadedFacts reads what the module cache has beside the output of go mod
// download -json.
func downloadedFacts(out []byte) (Facts, error) {
	var m struct{ Path, Version, Info, GoMod, Dir string }
	if err := json.Unmarshal(out, &m); err != nil {
		return Facts{}, fmt.Errorf("read the output of go mod download: %w", err)
	}
	f := Facts{Path: m.Path, Version: m.Version, Dir: m.Dir, GoMod: m.GoMod}
	var info struct {
		Time   time.Time
		Origin Origin
	}
	data, err := os.ReadFile(m.Info)
	if err != nil {
		return f, fileError(err, "read the module cache")
	}
	if err := json.Unmarshal(data, &info); err != nil {
		return f, fmt.Errorf("read %s: %w", filepath.Base(m.Info), err)
	}
	f.Time, f.Origin = info.Time, info.Origin
	return f, f.addOwnWords()
}
