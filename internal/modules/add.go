package modules

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// answer is the module that holds what a query asks for.
type answer struct {
	query  query
	module string
	note   string
}

// add adds the module that holds q to the overlay's go.mod: the longest prefix
// of the path that is a module at that version. What the module cache answers
// needs no go get, which asks the network even then (for retractions).
func (o *overlay) add(ctx context.Context, q query) (answer, error) {
	if within(q.path, o.mainModule) {
		return answer{}, &Error{Kind: BadName, Where: q.String(), What: "is the module you are in", Do: "use `cachevet scan` for it"}
	}
	if mod := o.cached(q); mod != "" {
		return answer{query: q, module: mod}, o.require(mod, q.version)
	}
	err := o.get(ctx, q.target())
	if err == nil {
		return o.holder(q, "")
	}
	if mod, version, ok := lacksPackage(err); ok && mod != q.path {
		return o.addFolder(ctx, q, mod, version, err)
	}
	if a, ok, prefixErr := o.addPrefix(ctx, q); ok || prefixErr != nil {
		return a, prefixErr
	}
	if q.version == "" {
		return o.withoutVersion(q, err)
	}
	return answer{}, o.explain(ctx, classify(err, q), q)
}

// cached finds the module of an exact version in the module cache: the longest
// prefix of the path that is there with a folder for the rest of the path.
func (o *overlay) cached(q query) string {
	if !exact(q.version) {
		return ""
	}
	version, err := module.EscapeVersion(q.version)
	if err != nil {
		return ""
	}
	for mod := q.path; mod != "." && mod != "/"; mod = parent(mod) {
		escaped, err := module.EscapePath(mod)
		if err != nil || module.Check(mod, q.version) != nil {
			continue
		}
		files := filepath.Join(o.env.GOMODCACHE, filepath.FromSlash(escaped)+"@"+version)
		info := filepath.Join(o.env.GOMODCACHE, "cache", "download", filepath.FromSlash(escaped), "@v", version+".info")
		if !exists(files) || !exists(info) {
			continue
		}
		rest := strings.TrimPrefix(strings.TrimPrefix(q.path, mod), "/")
		if rest == "" || exists(filepath.Join(files, filepath.FromSlash(rest))) && (q.below || hasGoFiles(filepath.Join(files, filepath.FromSlash(rest)))) {
			return mod
		}
		return ""
	}
	return ""
}

// exact reports whether a version needs no looking up.
func exact(version string) bool {
	return version != "" && semver.Canonical(version) == strings.TrimSuffix(version, "+incompatible")
}

func parent(path string) string {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return "."
	}
	return path[:i]
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func hasGoFiles(dir string) bool {
	found, err := filepath.Glob(filepath.Join(escapeGlob(dir), "*.go"))
	return err == nil && len(found) > 0
}

func escapeGlob(s string) string {
	return strings.NewReplacer(`*`, `\*`, `?`, `\?`, `[`, `\[`, `\`, `\\`).Replace(s)
}

// require writes a requirement into the overlay's go.mod.
func (o *overlay) require(path, version string) error {
	f, err := o.parse()
	if err != nil {
		return err
	}
	if err := f.AddRequire(path, version); err != nil {
		return badGoMod(o.modFile(), err)
	}
	return o.save(f)
}

// get runs go get in the overlay. Dependencies that cannot be had are left out.
func (o *overlay) get(ctx context.Context, targets ...string) error {
	return o.withStubs(ctx, func() error {
		args := append([]string{"get"}, o.tool.flags...)
		_, err := o.tool.run(ctx, append(append(args, "--"), targets...)...)
		return err
	})
}

// holder finds the required module whose path is the longest prefix of q's.
func (o *overlay) holder(q query, note string) (answer, error) {
	mods, err := o.requirements()
	if err != nil {
		return answer{}, err
	}
	a := answer{query: q, note: note}
	for _, m := range mods {
		if within(q.path, m.Path) && len(m.Path) > len(a.module) {
			a.module = m.Path
		}
	}
	return a, nil
}

var lacksPackageText = regexp.MustCompile(`module (\S+)@(\S+) found(?: \(([^,)\s]+)[^)]*\))?, but does not contain package`)

// lacksPackage reports which module go get found where it has no package of the
// path that was asked for.
func lacksPackage(err error) (mod, version string, ok bool) {
	var f *failure
	if !errors.As(err, &f) {
		return "", "", false
	}
	m := lacksPackageText.FindStringSubmatch(f.stderr)
	if m == nil {
		return "", "", false
	}
	if m[3] != "" {
		return m[1], m[3], true
	}
	return m[1], m[2], true
}

// addFolder handles path/... where path itself is no package but a folder above
// packages of the module.
func (o *overlay) addFolder(ctx context.Context, q query, mod, version string, cause error) (answer, error) {
	if !q.below {
		return answer{}, classify(cause, q)
	}
	if err := o.get(ctx, mod+"@"+version); err != nil {
		return answer{}, o.explain(ctx, classify(err, q), q)
	}
	return answer{query: q, module: mod}, nil
}

// addPrefix handles a module that can be had though go get refuses, because of
// what its packages import. It is required without loading any of them, which is
// left to go list -e. ok is false where no prefix of the path is a module.
func (o *overlay) addPrefix(ctx context.Context, q query) (a answer, ok bool, err error) {
	_, version, _ := strings.Cut(q.target(), "@")
	args := append([]string{"list", "-mod=mod"}, append(o.tool.flags, "-m", "-e", "-json", "--")...)
	for mod := q.path; mod != "."; mod = parent(mod) {
		args = append(args, mod+"@"+version)
	}
	out, err := o.tool.run(ctx, args...)
	var f *failure
	if errors.As(err, &f) {
		return answer{}, false, nil // go get's own words say more
	}
	if err != nil {
		return answer{}, false, err
	}
	mods, err := decodeMods(out)
	if err != nil {
		return answer{}, false, err
	}
	a.query = q
	for _, m := range mods {
		if m.Error == nil && len(m.Path) > len(a.module) {
			a.module, version = m.Path, m.Version
		}
	}
	if a.module == "" {
		return answer{}, false, nil
	}
	return a, true, o.require(a.module, version)
}

// withoutVersion handles a query whose newest version cannot be found out:
// inside a module that has it already, that version is vetted.
func (o *overlay) withoutVersion(q query, cause error) (answer, error) {
	why := classify(cause, q)
	var e *Error
	if !errors.As(why, &e) || e.Kind == Cancelled || e.Kind == BadName || e.Kind == Toolchain {
		return answer{}, why
	}
	if a, err := o.holder(q, "the newest version is unknown, vetted as your build list has it"); err == nil && a.module != "" {
		return a, nil
	}
	if e.Kind == Refused || e.Kind == NoModule || e.Kind == Offline {
		return answer{}, &Error{
			Kind: NeedVersion, Where: q.String(), err: cause,
			What: "its newest version cannot be found out (" + condense(stderrOf(cause)) + ")",
			Do:   "name a version: " + q.String() + "@VERSION",
		}
	}
	return answer{}, why
}

// explain tells a missing version from a missing module, where a proxy answers
// both alike.
func (o *overlay) explain(ctx context.Context, err error, q query) error {
	var e *Error
	if !errors.As(err, &e) || e.Kind != NoModule && e.Kind != Refused {
		return err
	}
	out, listErr := o.tool.run(ctx, append([]string{"list", "-mod=mod"}, append(o.tool.flags, "-m", "-versions", "--", q.path)...)...)
	if versions := strings.Fields(string(out)); listErr == nil && len(versions) > 1 {
		e.Kind, e.What = NoVersion, "there is no such version"
		e.Do = "the newest is " + escape(versions[len(versions)-1])
	}
	return e
}

func stderrOf(err error) string {
	var f *failure
	if errors.As(err, &f) {
		return f.stderr
	}
	return err.Error()
}
