package modules

import (
	"context"
	"encoding/json"
	"errors"
	"go/version"
	"os"
	"regexp"
	"slices"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

// tooNew finds the module that a go command says is written for a later Go.
var tooNew = regexp.MustCompile(`([^\s@]+)@([^\s:]+) requires go >= ?([0-9][0-9A-Za-z.]*)`)

// maxOlder bounds how many releases of one dependency are looked at.
const maxOlder = 12

// settleOlder puts the newest release that this go command can read in the place of
// a dependency that needs a later Go: modules from before go.mod existed say no
// version of what they import, and the newest of today is more than they ask for.
// It reports false where the go command complains of something else, or where there
// is none.
func (o *overlay) settleOlder(ctx context.Context, said string) (bool, error) {
	m := tooNew.FindStringSubmatch(said)
	if m == nil || o.wanted(m[1]) {
		return false, nil
	}
	older, err := o.older(ctx, m[1], m[2])
	if err != nil || older == "" {
		return false, err
	}
	mod, err := o.parse()
	if err != nil {
		return false, err
	}
	if err := mod.AddReplace(m[1], m[2], m[1], older); err != nil {
		return false, badGoMod(o.modFile(), err)
	}
	o.notes = append(o.notes, escape(m[1]+"@"+m[2]+" needs Go "+m[3]+": "+older+" is read in its place"))
	return true, o.save(mod)
}

// older is the newest release of a module before a version whose go.mod this go
// command understands, "" where none is found.
func (o *overlay) older(ctx context.Context, path, before string) (string, error) {
	all, err := o.tool.versions(ctx, path, "-mod=mod")
	var f *failure
	if errors.As(err, &f) {
		return "", nil // the first error says more
	}
	if err != nil {
		return "", err
	}
	for _, v := range candidates(all, before) {
		if ok, err := o.understood(ctx, path, v); ok || err != nil {
			return v, err
		}
	}
	return "", nil
}

// candidates are the newest release of each minor version before a version, newest
// first.
func candidates(all []string, before string) []string {
	all = slices.DeleteFunc(slices.Clone(all), func(v string) bool {
		return semver.Prerelease(v) != "" || semver.Compare(v, before) >= 0
	})
	semver.Sort(all)
	slices.Reverse(all)
	all = slices.CompactFunc(all, func(a, b string) bool { return semver.MajorMinor(a) == semver.MajorMinor(b) })
	return all[:min(len(all), maxOlder)]
}

// understood: the module's go.mod asks for no later Go than the one that runs.
func (o *overlay) understood(ctx context.Context, path, v string) (bool, error) {
	args := append([]string{"list", "-mod=mod"}, o.tool.flags...)
	out, err := o.tool.run(ctx, append(args, "-m", "-json", "--", path+"@"+v)...)
	var f *failure
	if errors.As(err, &f) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var m struct{ GoMod string }
	if err := json.Unmarshal(out, &m); err != nil || m.GoMod == "" {
		return false, err
	}
	data, err := os.ReadFile(m.GoMod)
	if err != nil {
		return false, fileError(err, "read a go.mod of the module cache")
	}
	parsed, err := modfile.ParseLax(m.GoMod, data, nil)
	if err != nil {
		return false, nil // go get will say so of the one that it takes
	}
	return parsed.Go == nil || version.Compare("go"+parsed.Go.Version, o.env.GOVERSION) <= 0, nil
}
