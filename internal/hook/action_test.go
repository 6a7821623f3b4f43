package hook

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// runner is what an action's script finds on a runner, with programs of its own
// before those of the machine.
type runner struct {
	t   *testing.T
	bin string
	tmp string
	env []string
}

func newRunner(t *testing.T) *runner {
	t.Helper()
	for _, tool := range []string{"bash", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("no %s", tool)
		}
	}
	r := &runner{t: t, bin: t.TempDir(), tmp: t.TempDir()}
	r.env = []string{
		"PATH=" + r.bin + string(filepath.ListSeparator) + os.Getenv("PATH"), "HOME=" + t.TempDir(), "RUNNER_TEMP=" + r.tmp, "RUNNER_OS=Linux", "RUNNER_ARCH=X64",
		"GITHUB_OUTPUT=" + filepath.Join(r.tmp, "output"), "GITHUB_STEP_SUMMARY=" + filepath.Join(r.tmp, "summary"), "GITHUB_EVENT_PATH=" + filepath.Join(r.tmp, "event.json"),
		"GITHUB_REPOSITORY=example/app", "LOG=" + filepath.Join(r.tmp, "log"),
	}
	return r
}

// program puts a shell script into PATH.
func (r *runner) program(name, text string) string {
	r.t.Helper()
	path := filepath.Join(r.bin, name)
	if err := os.WriteFile(path, []byte("#!/bin/bash\n"+text), 0o755); err != nil {
		r.t.Fatal(err)
	}
	return path
}

// run executes a script of the action and returns its outputs and exit code.
func (r *runner) run(script string, env ...string) (outputs string, code int, text string) {
	r.t.Helper()
	path, err := filepath.Abs("../../action/" + script)
	if err != nil {
		r.t.Fatal(err)
	}
	_ = os.Remove(filepath.Join(r.tmp, "output"))
	cmd := exec.Command("bash", path)
	cmd.Dir, cmd.Env = r.tmp, append(r.env[:len(r.env):len(r.env)], env...)
	out, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		r.t.Fatal(err)
	}
	return r.read("output"), cmd.ProcessState.ExitCode(), string(out)
}

func (r *runner) read(name string) string {
	r.t.Helper()
	data, err := os.ReadFile(filepath.Join(r.tmp, name))
	if err != nil && !os.IsNotExist(err) {
		r.t.Fatal(err)
	}
	return string(data)
}

func TestActionBase(t *testing.T) {
	tests := []struct {
		name, event, payload, input, want string
		code                              int
	}{
		{"pull request", "pull_request", `{"pull_request":{"base":{"sha":"abc1"}}}`, "", "base=abc1\n", 0},
		{"merge queue", "merge_group", `{"merge_group":{"base_sha":"abc2"}}`, "", "base=abc2\n", 0},
		{"push", "push", `{"before":"abc3"}`, "", "base=abc3\n", 0},
		{"new branch", "push", `{"before":"0000000000","repository":{"default_branch":"trunk"}}`, "", "base=origin/trunk\n", 0},
		{"by hand", "workflow_dispatch", `{"repository":{"default_branch":"main"}}`, "", "base=origin/main\n", 0},
		{"input", "pull_request", `{}`, "v1.0.0", "base=v1.0.0\n", 0},
		{"option as input", "pull_request", `{}`, "--output=x", "", 2},
		{"two words", "pull_request", `{}`, "a\nverdict=pass", "", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRunner(t)
			if err := os.WriteFile(filepath.Join(r.tmp, "event.json"), []byte(tt.payload), 0o644); err != nil {
				t.Fatal(err)
			}
			out, code, text := r.run("base.sh", "GITHUB_EVENT_NAME="+tt.event, "INPUT_BASE_REF="+tt.input)
			if out != tt.want || code != tt.code {
				t.Errorf("output %q, code %d; want %q, %d\n%s", out, code, tt.want, tt.code, text)
			}
		})
	}
}

const fakeCachevet = `
for a; do
	echo "$a" >> "$LOG"
	case $a in
	--format=*)
		IFS=, read -ra formats <<< "${a#--format=}"
		for f in "${formats[@]}"; do
			case $f in
			json=*) [ "$REPORT" = none ] || printf '%s' "$REPORT" > "${f#*=}" ;;
			sarif=*) echo '{"version":"2.1.0","runs":[]}' > "${f#*=}" ;;
			markdown=*) echo '# found' > "${f#*=}" ;;
			esac
		done
	esac
done
exit $CODE
`

func TestActionRun(t *testing.T) {
	report := `{"schema":"cachevet/1","verdict":"fail","findings":[{"status":"new"},{"status":"existing"},{"status":"new"}],"coverage":{"skipped":[{"matters":true},{"matters":false}]}}`
	tests := []struct {
		name, report, code string
		want               []string
		not                string
		require            string
	}{
		{"fails", report, "1", []string{"exit-code=1\n", "verdict=fail\n", "new-count=2\n", "incomplete-count=1\n", "report-json-path=", "sarif-path=", "markdown-path="}, "", "true"},
		{"half a report", report[:40], "3", []string{"exit-code=3\n"}, "verdict=", "false"},
		{"empty report", "", "2", []string{"exit-code=2\n"}, "report-json-path=", ""},
		{"no report", "none", "2", []string{"exit-code=2\n"}, "report-json-path=", "--output=x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRunner(t)
			p := r.program("cachevet", fakeCachevet)
			out, code, text := r.run("run.sh", "CACHEVET="+p, "BASE=abc", "INPUT_FAIL_ON=warn", "INPUT_REQUIRE_SIGNALS="+tt.require, "INPUT_FORMATS=html=x.html", "REPORT="+tt.report, "CODE="+tt.code)
			if code != 0 {
				t.Fatalf("code %d\n%s", code, text)
			}
			for _, w := range tt.want {
				if !strings.Contains(out, w) {
					t.Errorf("no %q in %q", w, out)
				}
			}
			if tt.not != "" && strings.Contains(out, tt.not) {
				t.Errorf("%q in %q", tt.not, out)
			}
			log := r.read("log")
			for _, w := range []string{"gate\n--base=abc\n", ",html=x.html\n", "--fail-on=warn\n"} {
				if !strings.Contains(log, w) {
					t.Errorf("not called with %q: %s", w, log)
				}
			}
			if got := strings.Contains(log, "--require-signals\n"); got != (tt.require == "true") {
				t.Errorf("signals required: %v, with the input %q", got, tt.require)
			}
			if summary := r.read("summary"); summary != "# found\n" {
				t.Errorf("summary %q", summary)
			}
		})
	}
}

func TestActionInstall(t *testing.T) {
	archive := filepath.Join(t.TempDir(), "a.tar.gz")
	prepare := `d=$(mktemp -d); printf '#!/bin/sh\necho released\n' > "$d/cachevet"; chmod +x "$d/cachevet"; tar -czf "$ARCHIVE" -C "$d" cachevet`
	cmd := exec.Command("bash", "-c", prepare)
	cmd.Env = append(os.Environ(), "ARCHIVE="+archive)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	// A curl that serves the archive and the checksums that SUMS is evaluated to.
	curl := `url="${@: -1}"; file=${url##*/}
[ "$SERVE" = yes ] || exit 22
case $file in
checksums.txt) case $SUMS in
	good) echo "$(sha256sum "$ARCHIVE" | cut -d' ' -f1)  cachevet_1.2.3_linux_amd64.tar.gz" ;;
	bad) echo "$(echo x | sha256sum | cut -d' ' -f1)  cachevet_1.2.3_linux_amd64.tar.gz" ;;
	esac > "$file" ;;
*) cp "$ARCHIVE" "$file" ;;
esac
`
	goTool := `echo "go $*" >> "$LOG"
[ "$GOTOOLCHAIN" = auto ] || exit 1 # an older Go could not build it
out=$GOBIN/cachevet
while [ $# -gt 0 ]; do [ "$1" != -o ] || out=$2; shift; done
printf '#!/bin/sh\necho built\n' > "$out"; chmod +x "$out"
`
	tests := []struct {
		name string
		env  []string
		code int
		says string
	}{
		{"released", []string{"ACTION_REF=v1.2.3", "SERVE=yes", "SUMS=good"}, 0, "released"},
		{"tampered with", []string{"ACTION_REF=v1.2.3", "SERVE=yes", "SUMS=bad"}, 3, "is not what the release's checksums say"},
		{"not in the checksums", []string{"ACTION_REF=v1.2.3", "SERVE=yes", "SUMS=none"}, 3, "is not in the release's checksums"},
		{"attestation refused", []string{"ACTION_REF=v1.2.3", "SERVE=yes", "SUMS=good", "GH_TOKEN=x", "GH_CODE=1"}, 3, "no valid attestation"},
		{"attestation good", []string{"ACTION_REF=v1.2.3", "SERVE=yes", "SUMS=good", "GH_TOKEN=x", "GH_CODE=0"}, 0, "released"},
		{"no binary", []string{"INPUT_VERSION=v1.2.3", "SERVE=no"}, 0, "built"},
		{"at a commit", []string{"ACTION_REF=main"}, 0, "built"},
		{"no release", []string{"INPUT_VERSION=latest"}, 2, "is no release"},
		{"no word", []string{"INPUT_VERSION=v1.2.3; rm -rf /"}, 2, "is no release"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRunner(t)
			r.program("curl", curl)
			r.program("go", goTool)
			r.program("gh", "[ \"$3\" = --help ] && exit 0\nexit ${GH_CODE-0}\n")
			out, code, text := r.run("install.sh", append(tt.env, "ARCHIVE="+archive, "GOTOOLCHAIN=local", "ACTION_PATH="+r.tmp)...)
			if code != tt.code || !strings.Contains(text, tt.says) {
				t.Errorf("code %d, want %d; no %q in\n%s", code, tt.code, tt.says, text)
			}
			if (out != "") != (tt.code == 0) {
				t.Errorf("output %q", out)
			}
		})
	}
}

func TestActionComment(t *testing.T) {
	// A gh that knows one comment, if it is told to, and may not write, if so.
	gh := `echo "$*" >> "$LOG"
case "$*" in
*--jq*) echo "$EXISTING" ;;
*) exit ${DENIED-0} ;;
esac
`
	tests := []struct {
		name, mode, code, existing, denied string
		want                               string
	}{
		{"first", "always", "0", "", "0", "--method POST repos/example/app/issues/7/comments"},
		{"again", "always", "0", "42", "0", "--method PATCH repos/example/app/issues/comments/42"},
		{"nothing to say", "on-failure", "0", "", "0", ""},
		{"good again", "on-failure", "0", "42", "0", "--method PATCH repos/example/app/issues/comments/42"},
		{"failed", "on-failure", "1", "", "0", "--method POST"},
		{"not allowed", "always", "1", "", "1", "--method POST"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRunner(t)
			r.program("gh", gh)
			if err := os.WriteFile(filepath.Join(r.tmp, "report.md"), []byte("# found\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			_, code, text := r.run("comment.sh", "INPUT_COMMENT="+tt.mode, "EXIT_CODE="+tt.code, "EXISTING="+tt.existing, "DENIED="+tt.denied,
				"PULL_REQUEST=7", "MARKDOWN="+filepath.Join(r.tmp, "report.md"), `WORKING_DIRECTORY=a"--><b`)
			if code != 0 {
				t.Errorf("code %d\n%s", code, text)
			}
			log := r.read("log")
			if tt.want == "" && strings.Contains(log, "--method") || !strings.Contains(log, tt.want) {
				t.Errorf("want %q, called\n%s", tt.want, log)
			}
			if !strings.Contains(log, `startswith("<!-- cachevet a_--__b -->")`) {
				t.Errorf("marker in\n%s", log)
			}
			if denied := strings.Contains(text, "could not be written"); denied != (tt.denied == "1") {
				t.Errorf("says %q", text)
			}
		})
	}
}
