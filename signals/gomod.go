package signals

import (
	"errors"
	"fmt"
	"io/fs"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"

	"github.com/cachevet/cachevet/internal/finding"
)

// goMod tells what the module's own go.mod declares of version: that the module
// is deprecated, or the version retracted. A tree without go.mod declares
// nothing.
func goMod(tree fs.FS, version string) ([]finding.Signal, error) {
	data, err := readHead(tree, "go.mod", maxDocument)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read go.mod: %w", err)
	}
	f, err := modfile.ParseLax("go.mod", data, nil)
	if err != nil {
		return nil, fmt.Errorf("read go.mod: %w", err)
	}
	var out []finding.Signal
	if f.Module != nil && f.Module.Deprecated != "" {
		out = append(out, deprecated(f.Module.Deprecated))
	}
	for _, r := range f.Retract {
		if semver.IsValid(version) && semver.Compare(r.Low, version) <= 0 && semver.Compare(version, r.High) <= 0 {
			out = append(out, retracted(r.Rationale))
		}
	}
	return out, nil
}

// The classes that are read by machines, not judged, and where they stand.
const (
	classRetracted = "retracted"
	classArchived  = "archived"
	sourceGoMod    = "go.mod"
)

// deprecated is the signal of a module whose newest go.mod says so, in why.
func deprecated(why string) finding.Signal {
	return finding.Signal{
		Class: "unmaintained", Source: sourceGoMod, URL: "go.mod", Level: finding.Warn, Score: machineRead,
		Title: "Deprecated", Phrase: quoteAll(why),
	}
}

// retracted is the signal of a vetted version that its authors took back.
func retracted(why string) finding.Signal {
	if why == "" {
		why = "retracted, no reason given"
	}
	return finding.Signal{
		Class: classRetracted, Source: sourceGoMod, URL: "go.mod", Level: finding.Warn, Score: machineRead,
		Title: "Retracted", Phrase: quoteAll(why),
	}
}

// machineRead is the score of a fact that needs no judging.
const machineRead = 10

// quoteAll cleans a foreign text and cuts it to the length of a phrase.
func quoteAll(s string) string {
	s = Clean(cut(s, maxBody))
	return quote(s, 0, len(s))
}
