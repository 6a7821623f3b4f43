package hook

import (
	"bytes"
	"errors"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// step is one step of an action or of a workflow's job.
type step struct {
	ID, If, Uses, Run, Shell string
	Env, With                map[string]string
	WorkingDirectory         string `yaml:"working-directory"`
}

// documents decodes every document of a YAML file at the root of the repository.
func documents[T any](t *testing.T, name string) []T {
	t.Helper()
	data, err := os.ReadFile("../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	for dec := yaml.NewDecoder(bytes.NewReader(data)); ; {
		var doc T
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, doc)
	}
}

var (
	pinned  = regexp.MustCompile(`^[\w-]+/[\w./-]+@[0-9a-f]{40}$`)
	inputOf = regexp.MustCompile(`\binputs\.([\w-]+)`)
)

// checkSteps holds what is true of every step that is run with a token near it:
// expressions reach a script through its environment alone, and actions of
// others are pinned by commit.
func checkSteps(t *testing.T, name string, steps []step) {
	t.Helper()
	for i, s := range steps {
		if strings.Contains(s.Run, "${{") {
			t.Errorf("%s: step %d interpolates into a script: %s", name, i, s.Run)
		}
		if s.Uses != "" && !pinned.MatchString(s.Uses) && !strings.HasPrefix(s.Uses, "cachevet/cachevet@v") {
			t.Errorf("%s: step %d uses %s, which is not pinned", name, i, s.Uses)
		}
		if (s.Uses == "") == (s.Run == "") {
			t.Errorf("%s: step %d has to either use or run something", name, i)
		}
	}
}

func TestAction(t *testing.T) {
	a := documents[struct {
		Inputs  map[string]struct{ Description, Default string }
		Outputs map[string]struct{ Description, Value string }
		Runs    struct {
			Using string
			Steps []step
		}
	}](t, "action.yml")[0]
	checkSteps(t, "action.yml", a.Runs.Steps)
	if a.Runs.Using != "composite" {
		t.Errorf("runs with %s", a.Runs.Using)
	}
	data, err := os.ReadFile("../../action.yml")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, m := range inputOf.FindAllStringSubmatch(string(data), -1) {
		used[m[1]] = true
		if a.Inputs[m[1]].Description == "" {
			t.Errorf("input %s is used and not described", m[1])
		}
	}
	for name := range a.Inputs {
		if !used[name] {
			t.Errorf("input %s does nothing", name)
		}
	}
	for i, s := range a.Runs.Steps {
		if s.Run == "" {
			continue
		}
		if s.Shell != "bash" {
			t.Errorf("step %d has shell %q", i, s.Shell)
		}
		if script, ok := strings.CutPrefix(strings.Trim(s.Run, `"`), "$ACTION_PATH/"); ok {
			if st, err := os.Stat("../../" + script); err != nil || st.Mode()&0o111 == 0 {
				t.Errorf("step %d: %s cannot be executed (%v)", i, script, err)
			}
		}
	}
	for name, o := range a.Outputs {
		if o.Value != "${{ steps.run.outputs."+name+" }}" {
			t.Errorf("output %s is %s", name, o.Value)
		}
	}
	if last := a.Runs.Steps[len(a.Runs.Steps)-1]; last.If != "always()" || !strings.HasPrefix(last.Run, "exit ") {
		t.Errorf("the last step does not set the exit status: %+v", last)
	}
}

func TestWorkflowTemplates(t *testing.T) {
	for _, name := range []string{"templates/github.yml", "templates/github-comment.yml", ".github/workflows/gate.yml"} {
		w := documents[struct {
			Permissions map[string]string
			Jobs        map[string]struct {
				Permissions map[string]string
				Steps       []step
			}
		}](t, name)[0]
		if w.Permissions == nil || len(w.Permissions) > 0 {
			t.Errorf("%s: permissions for all jobs: %v", name, w.Permissions)
		}
		for _, job := range w.Jobs {
			checkSteps(t, name, job.Steps)
			for _, s := range job.Steps {
				if job.Permissions["pull-requests"] == "write" && strings.Contains(s.Uses, "checkout") {
					t.Errorf("%s: a job that may write checks out code", name)
				}
			}
		}
	}
}

func TestGitLabTemplate(t *testing.T) {
	docs := documents[map[string]any](t, "templates/gitlab-ci.yml")
	if len(docs) != 2 || docs[0]["spec"] == nil {
		t.Fatalf("%d documents, want a spec and the job", len(docs))
	}
	job := documents[map[string]struct {
		Script    []string
		Variables map[string]string
	}](t, "templates/gitlab-ci.yml")[1]["cachevet"]
	for _, line := range job.Script {
		if strings.Contains(line, "$[[") {
			t.Errorf("an input is interpolated into a script: %s", line)
		}
		if strings.Contains(line, "@latest") {
			t.Errorf("no version: %s", line)
		}
	}
	if job.Variables["GIT_DEPTH"] != "0" {
		t.Error("a shallow clone cannot tell where the branch began")
	}
}

func TestGoreleaser(t *testing.T) {
	g := documents[struct {
		Version  int
		Before   struct{ Hooks []string }
		Builds   []struct{ Env, Ldflags []string }
		Archives []struct {
			Formats      []string
			NameTemplate string `yaml:"name_template"`
			Files        []struct{ Src string }
		}
		Checksum struct {
			NameTemplate string `yaml:"name_template"`
		}
	}](t, ".goreleaser.yaml")[0]
	if g.Version != 2 || len(g.Builds) != 1 || len(g.Archives) != 1 {
		t.Fatalf("%+v", g)
	}
	if strings.Join(g.Builds[0].Env, " ") != "CGO_ENABLED=0" {
		t.Errorf("built with %v", g.Builds[0].Env)
	}
	// What the hooks make is in the archives.
	hooks := strings.Join(g.Before.Hooks, "\n")
	for made, by := range map[string]string{"completions/*": "completion bash >completions/", "manpages/*": "go run . man manpages"} {
		packed := slices.ContainsFunc(g.Archives[0].Files, func(f struct{ Src string }) bool { return f.Src == made })
		if !packed || !strings.Contains(hooks, by) {
			t.Errorf("%s: packed %v, and the hooks are\n%s", made, packed, hooks)
		}
	}
	// install.sh downloads what the release is told to make.
	install, err := os.ReadFile("../../action/install.sh")
	if err != nil {
		t.Fatal(err)
	}
	if g.Checksum.NameTemplate != "checksums.txt" || !strings.Contains(string(install), "$url/checksums.txt") {
		t.Errorf("checksums are called %s", g.Checksum.NameTemplate)
	}
	if g.Archives[0].NameTemplate != "{{ .ProjectName }}_{{ .Version }}_{{ .Os }}_{{ .Arch }}" || !strings.Contains(string(install), "file=cachevet_${version#v}_${os}_$arch.$suffix") {
		t.Errorf("archives are called %s", g.Archives[0].NameTemplate)
	}
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if regexp.MustCompile(`(?m)^\s*replace\b`).Match(mod) {
		t.Error("go install refuses a released go.mod with replace directives")
	}
	if !strings.Contains(strings.Join(g.Builds[0].Ldflags, " "), "-X github.com/cachevet/cachevet/cmd.buildVersion=") {
		t.Errorf("the version is not set: %v", g.Builds[0].Ldflags)
	}
	if version, err := os.ReadFile("../../cmd/version.go"); err != nil || !strings.Contains(string(version), "var buildVersion string") {
		t.Errorf("cmd has no buildVersion to set (%v)", err)
	}
}
