package modules

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Nothing that a repository or a scanned module can name is executed: no hook,
// file system monitor, diff driver, filter, tool, generator or cgo directive.
func TestNothingIsExecuted(t *testing.T) {
	w := newWorld(t)
	canary := filepath.Join(t.TempDir(), "canary")
	trap := filepath.Join(t.TempDir(), "trap")
	if err := os.WriteFile(trap, []byte("#!/bin/sh\necho \"$0 $*\" >> "+canary+"\ncat\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	w.files(lines("require example.com/client v1.0.0") + `
-- a.go --
package app

//go:generate ` + trap + `

// #cgo CFLAGS: -fplugin=` + trap + `
import "C"

import _ "example.com/client"
-- .gitattributes --
* filter=trap diff=trap
`)
	w.git("", "init", "-q")
	w.commit("")
	for key, value := range map[string]string{
		"core.fsmonitor": trap, "core.pager": trap, "diff.external": trap, "diff.trap.command": trap, "diff.trap.textconv": trap,
		"filter.trap.clean": trap, "filter.trap.smudge": trap, "core.hooksPath": filepath.Dir(trap),
	} {
		w.git("", "config", key, value)
	}
	for _, hook := range []string{"post-index-change", "reference-transaction", "post-checkout", "pre-commit"} {
		if err := os.Symlink(trap, filepath.Join(filepath.Dir(trap), hook)); err != nil {
			t.Fatal(err)
		}
	}
	w.files(lines("require example.com/client v1.2.0"))
	for _, req := range []CompareRequest{{}, {Code: true}, {Staged: true, Code: true}} {
		c, err := w.compare("", req)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Units) != 1 {
			t.Errorf("%d units", len(c.Units))
		}
	}
	if _, err := w.resolve("", "example.com/lib@v1.0.0"); err != nil {
		t.Fatal(err)
	}
	if ran, err := os.ReadFile(canary); err == nil {
		t.Errorf("executed: %s", ran)
	}
	// The traps do spring where git is used without care.
	w.git("", "add", "-A")
	if ran, err := os.ReadFile(canary); err != nil || !strings.Contains(string(ran), "trap") {
		t.Errorf("the traps do not work: %q, %v", ran, err)
	}
}
