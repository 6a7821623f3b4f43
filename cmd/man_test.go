package cmd

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Every command that help shows has a page, with all its flags, and the main page
// names every verb.
func TestManPages(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "man")
	var out, stderr bytes.Buffer
	if code := Execute(Host{Out: &out, Err: &stderr, Dir: t.TempDir()}, []string{"man", dir}); code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr.String())
	}
	page := func(name string) string { return strings.ReplaceAll(read(t, filepath.Join(dir, name+".1")), `\-`, "-") }
	root := (&app{}).root()
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	overview := page("cachevet")
	var look func(c *cobra.Command)
	look = func(c *cobra.Command) {
		text := page(manName(c))
		for _, flags := range []*pflag.FlagSet{c.NonInheritedFlags(), c.InheritedFlags()} {
			flags.VisitAll(func(f *pflag.Flag) {
				if !strings.Contains(text, `\fB--`+f.Name+`\fR`) {
					t.Errorf("%s does not tell of --%s", manName(c), f.Name)
				}
			})
		}
		for _, sub := range c.Commands() {
			if sub.Hidden || sub.Name() == "help" {
				continue
			}
			if c == root && !strings.Contains(overview, "\n.B cachevet-"+sub.Name()+"\n") {
				t.Errorf("the main page does not name %s", sub.Name())
			}
			look(sub)
		}
	}
	look(root)
	if !strings.Contains(overview, "\n.B cachevet-gate\n") {
		t.Errorf("no verbs were looked at:\n%s", overview)
	}
	lint(t, dir)
}

// lint has mandoc read the pages, where it is installed.
func lint(t *testing.T, dir string) {
	mandoc, err := exec.LookPath("mandoc")
	if err != nil {
		t.Log("not linted: there is no mandoc")
		return
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.1"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	out, err := exec.Command(mandoc, append([]string{"-T", "lint", "-W", "error"}, files...)...).CombinedOutput()
	if err != nil {
		t.Errorf("mandoc: %v\n%s", err, out)
	}
}

func TestRoff(t *testing.T) {
	if got, want := roff(".so /etc/passwd\n'x \\n-"), "\\&.so /etc/passwd\n\\&'x \\en\\-"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
