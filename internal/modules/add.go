package modules

import (
	"context"
	"errors"
	"regexp"
	"strings"
)

// answer is the module that holds what a query asks for.
type answer struct {
	query  query
	module string
	note   string
}

// add adds the module that holds q to the overlay's go.mod, the way go get does:
// the longest prefix of the path that is a module at that version.
func (o *overlay) add(ctx context.Context, q query) (answer, error) {
	if within(q.path, o.mainModule) {
		return answer{}, &Error{Kind: BadName, Where: q.String(), What: "is the module you are in", Do: "use `cachevet scan` for it"}
	}
	err := o.get(ctx, q.target())
	if err == nil {
		return o.holder(q, "")
	}
	if mod, version, ok := lacksPackage(err); ok && mod != q.path {
		return o.addFolder(ctx, q, mod, version, err)
	}
	if q.version == "" {
		return o.withoutVersion(q, err)
	}
	return answer{}, o.explain(ctx, classify(err, q))
}

// get runs go get in the overlay.
func (o *overlay) get(ctx context.Context, targets ...string) error {
	args := append([]string{"get"}, o.go_.flags...)
	_, err := o.go_.run(ctx, append(append(args, "--"), targets...)...)
	return err
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

var lacksPackageText = regexp.MustCompile(`module (\S+)@\S+ found(?: \(([^,)\s]+)[^)]*\))?, but does not contain package`)
var foundAt = regexp.MustCompile(`module \S+@(\S+) found`)

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
	if version = m[2]; version == "" {
		version = foundAt.FindStringSubmatch(f.stderr)[1]
	}
	return m[1], version, true
}

// addFolder handles path/... where path itself is no package but a folder above
// packages of the module.
func (o *overlay) addFolder(ctx context.Context, q query, mod, version string, cause error) (answer, error) {
	if !q.below {
		return answer{}, classify(cause, q)
	}
	if err := o.get(ctx, mod+"@"+version); err != nil {
		return answer{}, o.explain(ctx, classify(err, q))
	}
	return answer{query: q, module: mod}, nil
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
		what := strings.TrimSuffix("its newest version cannot be found out ("+condense(stderrOf(cause)), " ") + ")"
		return answer{}, &Error{Kind: NeedVersion, Where: q.String(), What: what, Do: "name a version: " + q.String() + "@VERSION", err: cause}
	}
	return answer{}, why
}

// explain tells a missing version from a missing module, where a proxy answers
// both alike.
func (o *overlay) explain(ctx context.Context, err error) error {
	var e *Error
	if !errors.As(err, &e) || e.Kind != NoModule {
		return err
	}
	path, _, _ := strings.Cut(e.Where, "@")
	out, listErr := o.go_.run(ctx, "list", "-mod=mod", "-m", "-versions", "--", strings.TrimSuffix(path, "/..."))
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
