package cmd

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

var (
	flagWord = regexp.MustCompile(`--([a-z][a-z-]*)`)
	envWord  = regexp.MustCompile(`CACHEVET_(?:CACHE|REMOTE)[A-Z_]*`)
)

// What runs cachevet in CI, and what the documentation says of it, uses flags
// and variables that there are.
func TestFlagsInCI(t *testing.T) {
	root := (&app{}).root()
	gate, _, err := root.Find([]string{"gate"})
	if err != nil {
		t.Fatal(err)
	}
	source := read(t, "cache.go")
	for _, file := range []string{"../action/run.sh", "../templates/gitlab-ci.yml", "../.pre-commit-hooks.yaml", "../docs/ci.md"} {
		text := read(t, file)
		for _, m := range flagWord.FindAllStringSubmatch(text, -1) {
			if !hasFlag(gate, m[1]) {
				t.Errorf("%s: gate has no flag --%s", file, m[1])
			}
		}
		for _, name := range envWord.FindAllString(text, -1) {
			if !strings.Contains(source, `"`+name+`"`) {
				t.Errorf("%s: nothing reads %s", file, name)
			}
		}
	}
}

func hasFlag(c *cobra.Command, name string) bool {
	return c.Flags().Lookup(name) != nil || c.InheritedFlags().Lookup(name) != nil
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
