package modules

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// goTool runs the go command in one folder with one environment.
type goTool struct {
	dir string
	env []string
	// flags are the build flags that choose the go.mod, given to every command
	// that takes them.
	flags []string
}

// failure is a go command that ended with an error.
type failure struct {
	args   []string
	stderr string
	err    error
}

func (f *failure) Error() string {
	return fmt.Sprintf("go %s: %v: %s", escape(strings.Join(f.args, " ")), f.err, condense(f.stderr))
}

func (f *failure) Unwrap() error { return f.err }

// run executes go with args and returns its standard output. It returns a
// *failure where the command ran and failed, and an *Error otherwise.
func (g goTool) run(ctx context.Context, args ...string) ([]byte, error) {
	bin, err := lookGo(g.env)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, bin, args...)
	cmd.Dir, cmd.Env = g.dir, append(g.env[:len(g.env):len(g.env)], "PWD="+g.dir)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	// A git that the go command started may hold the pipes open after it died.
	cmd.WaitDelay = 2 * time.Second
	err = cmd.Run()
	if ctx.Err() != nil {
		return nil, stopped(ctx.Err(), "go "+args[0])
	}
	if err != nil {
		if errors.As(err, new(*exec.ExitError)) {
			return stdout.Bytes(), &failure{args: args, stderr: stderr.String(), err: err}
		}
		return nil, &Error{Kind: Unreadable, Where: escape(g.dir), What: "cannot run the go command there: " + escape(err.Error()), err: err}
	}
	return stdout.Bytes(), nil
}

// lookGo finds the go command. GOROOT is not consulted: what the user's shell
// runs counts.
func lookGo(env []string) (string, error) {
	bin, err := lookTool(env, "go")
	if err != nil {
		return "", &Error{Kind: Toolchain, What: "there is no go command in PATH", Do: "install Go from https://go.dev/dl", err: err}
	}
	return bin, nil
}

// lookTool finds a program in the PATH of env, which need not be the PATH of
// this process. Relative folders of PATH do not count: they may be the scanned
// module's.
func lookTool(env []string, name string) (string, error) {
	for _, dir := range filepath.SplitList(getenv(env, "PATH")) {
		if !filepath.IsAbs(dir) {
			continue
		}
		if bin, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return bin, nil
		}
	}
	return "", fmt.Errorf("find %s: %w", name, exec.ErrNotFound)
}

// goEnv is what the go command says of itself and of a folder.
type goEnv struct {
	GOVERSION, GOMOD, GOWORK, GOMODCACHE, GOFLAGS, GOPROXY, GOPRIVATE, GOVCS string
}

func (g goTool) environment(ctx context.Context) (goEnv, error) {
	var e goEnv
	out, err := g.run(ctx, "env", "-json", "GOVERSION", "GOMOD", "GOWORK", "GOMODCACHE", "GOFLAGS", "GOPROXY", "GOPRIVATE", "GOVCS")
	if err != nil {
		return e, classify(err, query{})
	}
	if err := json.Unmarshal(out, &e); err != nil {
		return e, fmt.Errorf("read go env: %w", err)
	}
	return e, nil
}

// inModule reports whether the folder belongs to a module.
func (e goEnv) inModule() bool {
	return e.GOMOD != "" && filepath.Base(e.GOMOD) == "go.mod"
}

// language is the version for a go directive, such as 1.26, of a toolchain such
// as go1.26.3. A development version gets none.
func (e goEnv) language() string {
	v := strings.TrimPrefix(e.GOVERSION, "go")
	parts := strings.SplitN(v, ".", 3)
	if v == e.GOVERSION || len(parts) < 2 {
		return ""
	}
	minor := strings.FieldsFunc(parts[1], func(r rune) bool { return r < '0' || r > '9' })
	if len(minor) == 0 {
		return ""
	}
	return parts[0] + "." + minor[0]
}

// getenv returns the last value of key in env.
func getenv(env []string, key string) string {
	value := ""
	for _, kv := range env {
		if k, v, ok := strings.Cut(kv, "="); ok && k == key {
			value = v
		}
	}
	return value
}

// guarded returns env with the settings that keep the go command from running
// anything else: no other toolchain, no packages driver, only git fetches.
// Settings of GOFLAGS, GOPROXY, GOPRIVATE and their kin stay the user's.
//
// GIT_DIR and its kin, which git sets for a hook, name the user's repository and
// would mislead the git that fetches a module.
func guarded(env []string, offline bool) []string {
	out := slices.DeleteFunc(slices.Clone(env), func(kv string) bool {
		key, _, _ := strings.Cut(kv, "=")
		return slices.Contains([]string{"GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"}, key)
	})
	out = append(out, "GOTOOLCHAIN=local", "GOPACKAGESDRIVER=off", "GO111MODULE=on")
	if getenv(env, "GOVCS") == "" {
		out = append(out, "GOVCS=public:git,private:all")
	}
	if offline {
		out = append(out, "GOPROXY=off", "GONOPROXY=none", "GOSUMDB=off")
	}
	return out
}
