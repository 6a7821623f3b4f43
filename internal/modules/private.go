package modules

import (
	"context"

	"golang.org/x/mod/module"
)

// Private returns a test for module paths that the user keeps from public
// services: GOPRIVATE, and what must not go through a proxy. Where the setting
// cannot be read, every path is private.
func Private(ctx context.Context, dir string, env []string) func(path string) bool {
	g := goTool{dir: dir, env: guarded(env, false)}
	e, err := g.environment(ctx)
	if err != nil {
		return func(string) bool { return true }
	}
	patterns := e.GOPRIVATE
	if np := getenv(env, "GONOPROXY"); np != "" && np != "none" {
		patterns += "," + np
	}
	return func(path string) bool { return module.MatchPrefixPatterns(patterns, path) }
}
