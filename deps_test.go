package main

import (
	"go/build"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The table of who may import whom, from the bottom of the pipeline to its top.
// Left: a package of this module, or a pattern. Right: what it may import of
// this module, and which foreign modules. The standard library is free. A new
// arrow in the drawing is a decision: make it here first.
const depsTable = `
internal/finding  :
internal/lua      : github.com/yuin/gopher-lua
internal/sqltext  : github.com/DataDog/go-sqllexer
internal/store    : github.com/klauspost/compress github.com/rogpeppe/go-internal
internal/store/remote : internal/store gocloud.dev github.com/aws/smithy-go github.com/Azure/azure-sdk-for-go golang.org/x/oauth2
internal/hook     :
internal/modules  : internal/finding golang.org/x/mod
internal/load     : golang.org/x/tools golang.org/x/sync golang.org/x/mod
internal/summary  : golang.org/x/tools
rules             : go.yaml.in/yaml/v3
rules/gencommands :
internal/link     : internal/finding internal/lua internal/sqltext internal/summary rules
internal/roots    : internal/finding internal/link internal/summary rules
analyzers         : internal/finding internal/link internal/lua internal/roots internal/sqltext internal/summary rules
analyzers/all     : analyzers analyzers/*
analyzers/deadline : analyzers analyzers/deletefirst internal/finding internal/link internal/summary rules
analyzers/*       : analyzers internal/finding internal/link internal/lua internal/roots internal/sqltext internal/summary rules
internal/analyzertest : analyzers analyzers/* internal/finding internal/link internal/load internal/roots internal/summary rules golang.org/x/tools
signals/fetch     :
signals/tone      :
signals/tone/gentone : signals/tone
signals           : signals/fetch signals/tone internal/finding go.yaml.in/yaml/v3 golang.org/x/mod
internal/trackertest : internal/finding signals signals/fetch
signals/github    : signals signals/fetch github.com/google/go-github/v62
signals/gitlab    : signals gitlab.com/gitlab-org/api/client-go
signals/gitea     : signals code.gitea.io/sdk/gitea
signals/all       : signals signals/*
signals/*         : signals signals/fetch
internal/gate     : internal/finding go.yaml.in/yaml/v3 golang.org/x/mod
report            : internal/finding github.com/fatih/color
internal/profile  : github.com/google/pprof
internal/gen      : rules
internal/pipeline : analyzers analyzers/all internal/* rules signals signals/all golang.org/x/sync
cmd               : internal/* internal/store/remote report rules signals signals/all signals/fetch github.com/spf13/cobra github.com/spf13/pflag golang.org/x/term
.                 : cmd
`

func TestImports(t *testing.T) {
	allowed := parseDeps(t)
	for _, dir := range goDirs(t) {
		rule, ok := ruleFor(allowed, dir)
		if !ok {
			t.Errorf("%s is not in the table: say there what it may import", dir)
			continue
		}
		pkg, err := build.ImportDir(dir, 0)
		if err != nil {
			t.Errorf("%s: %v", dir, err)
			continue
		}
		for _, imp := range pkg.Imports {
			if !mayImport(rule, imp) {
				t.Errorf("%s imports %s, which the table does not allow", dir, imp)
			}
		}
	}
}

type depRule struct {
	pkg string
	may []string
}

func parseDeps(t *testing.T) []depRule {
	var out []depRule
	for _, line := range strings.Split(strings.TrimSpace(depsTable), "\n") {
		pkg, may, ok := strings.Cut(line, ":")
		if !ok {
			t.Fatalf("no colon in %q", line)
		}
		out = append(out, depRule{strings.TrimSpace(pkg), strings.Fields(may)})
	}
	return out
}

// ruleFor prefers the exact name over a pattern.
func ruleFor(rules []depRule, dir string) (depRule, bool) {
	for _, r := range rules {
		if r.pkg == dir {
			return r, true
		}
	}
	for _, r := range rules {
		if ok, err := filepath.Match(r.pkg, dir); ok && err == nil {
			return r, true
		}
	}
	return depRule{}, false
}

const self = "github.com/cachevet/cachevet"

func mayImport(r depRule, imp string) bool {
	own, isOwn := strings.CutPrefix(imp, self+"/")
	first, _, _ := strings.Cut(imp, "/")
	if !isOwn && !strings.Contains(first, ".") {
		return true
	}
	for _, m := range r.may {
		if m == "*" {
			return true
		}
		if isOwn {
			if ok, err := filepath.Match(m, own); ok && err == nil {
				return true
			}
		} else if imp == m || strings.HasPrefix(imp, m+"/") {
			return true
		}
	}
	return false
}

// goDirs lists the folders with Go files of this module, slash-separated.
func goDirs(t *testing.T) []string {
	var dirs []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != "." && (name == "testdata" || strings.HasPrefix(name, ".") || hasGoMod(path)) {
			return filepath.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			dirs = append(dirs, filepath.ToSlash(filepath.Dir(path)))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// hasGoMod: a nested module has a table of its own.
func hasGoMod(dir string) bool {
	m, err := filepath.Glob(filepath.Join(dir, "go.mod"))
	return err == nil && len(m) > 0
}
