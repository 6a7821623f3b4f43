package modules

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"golang.org/x/mod/semver"
)

// Later lists the releases of a module after a version, oldest first, as the
// module proxy knows them: without pre-releases and retracted versions. dir is
// the user's folder. Proxies need not tell; failures are of type *Error.
func Later(ctx context.Context, dir string, env []string, path, version string) ([]string, error) {
	g := goTool{dir: dir, env: append(guarded(env, false), "GOWORK=off")}
	all, err := g.versions(ctx, path, "-mod=readonly")
	if err != nil {
		return nil, classify(err, query{path: path})
	}
	return releasesAfter(all, version), nil
}

// versions lists what the module proxy knows of a module, without what is retracted.
func (g goTool) versions(ctx context.Context, path, mod string) ([]string, error) {
	args := append([]string{"list", mod}, g.flags...)
	out, err := g.run(ctx, append(args, "-m", "-versions", "-json", "--", path)...)
	if err != nil {
		return nil, err
	}
	var m struct{ Versions []string }
	if err := json.Unmarshal(out, &m); err != nil {
		return nil, fmt.Errorf("read the versions of %s: %w", escape(path), err)
	}
	return m.Versions, nil
}

func releasesAfter(all []string, version string) []string {
	later := slices.DeleteFunc(slices.Clone(all), func(v string) bool {
		return semver.Prerelease(v) != "" || semver.Compare(v, version) <= 0
	})
	semver.Sort(later)
	return later
}

// IsDowngrade reports whether a change goes to an earlier version, so that the
// way back is the way forward.
func IsDowngrade(from, to string) bool {
	return IsVersion(from) && IsVersion(to) && semver.Compare(from, to) > 0
}
