package modules

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/mod/semver"
)

// Mod is one module of a build list.
type Mod struct {
	Path     string
	Version  string
	Main     bool
	Indirect bool
	// Dir is where its files are, empty where they are not downloaded.
	Dir       string
	GoVersion string
	Replace   *Replacement
	// Error is set where the module cannot be had.
	Error *ModError
}

// ModError is what the go command says of a module that it cannot get.
type ModError struct{ Err string }

// Replacement is the module or folder that stands in for another.
type Replacement struct {
	Path    string
	Version string
}

// String is path@version, or the folder.
func (r Replacement) String() string {
	if r.Version == "" {
		return escape(r.Path)
	}
	return escape(r.Path + "@" + r.Version)
}

// effective is what is really built for m: its version, or what replaces it.
func (m Mod) effective() string {
	if m.Replace != nil {
		return m.Replace.Path + "@" + m.Replace.Version
	}
	return m.Version
}

// List runs go list -m -json all in dir. The main modules come first, the
// others are sorted by path.
func List(ctx context.Context, dir string, env, flags []string) ([]Mod, error) {
	args := append(append([]string{"list"}, flags...), "-m", "-e", "-json", "all")
	out, err := goTool{dir: dir, env: env}.run(ctx, args...)
	if err != nil {
		return nil, classify(err, query{})
	}
	return decodeMods(out)
}

func decodeMods(out []byte) ([]Mod, error) {
	var mods []Mod
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var m Mod
		err := dec.Decode(&m)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read the output of go list -m: %w", err)
		}
		mods = append(mods, m)
	}
	slices.SortStableFunc(mods, func(a, b Mod) int {
		if a.Main != b.Main {
			if a.Main {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Path, b.Path)
	})
	return mods, nil
}

// ChangeKind says how a module of a build list changed.
type ChangeKind string

// The kinds of changes.
const (
	Added      ChangeKind = "added"
	Removed    ChangeKind = "removed"
	Upgraded   ChangeKind = "upgraded"
	Downgraded ChangeKind = "downgraded"
	Replaced   ChangeKind = "replaced"
)

// Change is one difference of two build lists. From and To are versions after
// replacement: v1.2.3, or path@version or a folder where it is replaced; empty
// where the module is absent.
type Change struct {
	Path     string
	From, To string
	Kind     ChangeKind
	// Direct: the main module requires it for its own packages.
	Direct bool
	// Excluded: go.mod now excludes the version that it was at.
	Excluded bool
}

// Diff compares two build lists, main modules left out, sorted by path.
func Diff(old, new []Mod) []Change {
	before, after := byPath(old), byPath(new)
	var changes []Change
	for path, a := range after {
		b, had := before[path]
		if had && a.effective() == b.effective() {
			continue
		}
		changes = append(changes, change(b, a, had))
	}
	for path, b := range before {
		if _, has := after[path]; !has {
			changes = append(changes, Change{Path: path, From: display(b), Kind: Removed, Direct: !b.Indirect})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return strings.Compare(a.Path, b.Path) })
	return changes
}

func change(from, to Mod, had bool) Change {
	c := Change{Path: to.Path, To: display(to), Direct: !to.Indirect, Kind: Added}
	if !had {
		return c
	}
	c.From = display(from)
	switch {
	case from.Replace != nil || to.Replace != nil:
		c.Kind = Replaced
	case semver.Compare(from.Version, to.Version) > 0:
		c.Kind = Downgraded
	default:
		c.Kind = Upgraded
	}
	return c
}

func display(m Mod) string {
	if m.Replace != nil {
		return m.Replace.String()
	}
	return escape(m.Version)
}

func byPath(mods []Mod) map[string]Mod {
	out := map[string]Mod{}
	for _, m := range mods {
		if !m.Main {
			out[m.Path] = m
		}
	}
	return out
}
