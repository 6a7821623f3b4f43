package hook

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// The manifest for pre-commit.com at the root of the repository.
func TestPreCommitManifest(t *testing.T) {
	data, err := os.ReadFile("../../.pre-commit-hooks.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct {
		ID            string
		Name          string
		Description   string
		Entry         string
		Language      string
		Files         string
		Types         []string
		Stages        []string
		PassFilenames bool   `yaml:"pass_filenames"`
		RequireSerial bool   `yaml:"require_serial"`
		Minimum       string `yaml:"minimum_pre_commit_version"`
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&hooks); err != nil {
		t.Fatal(err)
	}
	languages := map[string]string{"cachevet": "golang", "cachevet-reach": "golang", "cachevet-system": "system"}
	if len(hooks) != len(languages) {
		t.Errorf("%d hooks, want %d", len(hooks), len(languages))
	}
	for _, h := range hooks {
		if h.Language != languages[h.ID] || !strings.HasPrefix(h.Entry, "cachevet ") || h.PassFilenames || !h.RequireSerial {
			t.Errorf("%+v", h)
		}
		if h.Files == "" {
			continue
		}
		files := regexp.MustCompile(h.Files)
		for name, want := range map[string]bool{"go.mod": true, "sub/go.mod": true, "go.work": true, "a/go.work": true, "cargo.mod": false, "go.mod.bak": false, "go.sum": false, "main.go": false} {
			if files.MatchString(name) != want {
				t.Errorf("%s: %s matches %v, want %v", h.ID, name, !want, want)
			}
		}
	}
}
