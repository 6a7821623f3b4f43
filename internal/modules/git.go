package modules

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// gitTool runs git in one folder. Nothing that a repository configures is
// executed: no hooks, monitors, external diffs, filters or pagers.
type gitTool struct {
	dir string
	env []string
}

// gitFailure is a git command that ended with an error.
type gitFailure struct {
	args   []string
	code   int
	stderr string
	err    error
}

func (f *gitFailure) Error() string {
	return "git " + escape(strings.Join(f.args, " ")) + ": " + condense(strings.TrimPrefix(f.stderr, "fatal: "))
}

func (f *gitFailure) Unwrap() error { return f.err }

// command prepares git with args.
func (g gitTool) command(ctx context.Context, args ...string) (*exec.Cmd, error) {
	bin, err := lookTool(g.env, "git")
	if err != nil {
		return nil, &Error{Kind: NoRepo, What: "there is no git command in PATH", Do: "install git"}
	}
	safe := []string{"--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.quotePath=false"}
	cmd := exec.CommandContext(ctx, bin, append(safe, args...)...)
	cmd.Dir = g.dir
	cmd.Env = append(g.env[:len(g.env):len(g.env)], "PWD="+g.dir, "LC_ALL=C", "GIT_TERMINAL_PROMPT=0")
	cmd.WaitDelay = 2 * time.Second
	return cmd, nil
}

// run executes git and returns its standard output. A command that fails gives a
// *gitFailure.
func (g gitTool) run(ctx context.Context, args ...string) (string, error) {
	return g.feed(ctx, "", args...)
}

// feed is run with something on standard input.
func (g gitTool) feed(ctx context.Context, in string, args ...string) (string, error) {
	cmd, err := g.command(ctx, args...)
	if err != nil {
		return "", err
	}
	if in != "" {
		cmd.Stdin = strings.NewReader(in)
	}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	if ctx.Err() != nil {
		return "", stopped(ctx.Err(), "git "+args[0])
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return stdout.String(), &gitFailure{args: args, code: exit.ExitCode(), stderr: stderr.String(), err: err}
	}
	if err != nil {
		return "", &Error{Kind: Unreadable, Where: escape(g.dir), What: "cannot run git there: " + escape(err.Error()), err: err}
	}
	return stdout.String(), nil
}

// line is run for a command that prints one line.
func (g gitTool) line(ctx context.Context, args ...string) (string, error) {
	out, err := g.run(ctx, args...)
	return strings.TrimRight(out, "\n"), err
}

// repo is a git work tree.
type repo struct {
	gitTool
	// root is the top folder, gitDir where its HEAD and index are.
	root, gitDir string
	shallow      bool
}

// openRepo finds the repository that holds dir.
func openRepo(ctx context.Context, dir string, env []string) (*repo, error) {
	g := gitTool{dir: dir, env: env}
	out, err := g.run(ctx, "rev-parse", "--is-bare-repository", "--is-shallow-repository", "--absolute-git-dir", "--show-toplevel")
	lines := strings.Split(strings.TrimRight(out, "\n"), "\n")
	if len(lines) > 0 && lines[0] == "true" {
		return nil, &Error{Kind: NoRepo, Where: escape(dir), What: "a bare repository has no files to compare", Do: "run it in a clone or work tree"}
	}
	var f *gitFailure
	if errors.As(err, &f) {
		return nil, notRepo(dir, f)
	}
	if err != nil {
		return nil, err
	}
	if len(lines) != 4 {
		return nil, &Error{Kind: NoRepo, Where: escape(dir), What: "git does not say where the repository is", Do: "run it in a work tree"}
	}
	r := &repo{gitTool: gitTool{dir: filepath.FromSlash(lines[3]), env: env}, root: filepath.FromSlash(lines[3]), gitDir: filepath.FromSlash(lines[2])}
	r.shallow = lines[1] == "true"
	return r, nil
}

func notRepo(dir string, f *gitFailure) error {
	e := &Error{Kind: NoRepo, Where: escape(dir), What: "not in a git repository", Do: "run it in one, or use `cachevet check` for a single module", err: f}
	if strings.Contains(f.stderr, "dubious ownership") {
		e.What = "git refuses a repository that belongs to somebody else"
		e.Do = "git config --global --add safe.directory " + escape(dir)
	}
	return e
}

// show returns the contents of a file in a commit or, for an empty commit, in
// the index. ok is false where there is no such file.
func (r *repo) show(ctx context.Context, commit, path string) (data []byte, ok bool, err error) {
	out, err := r.run(ctx, "cat-file", "blob", commit+":"+path)
	var f *gitFailure
	if errors.As(err, &f) && (strings.Contains(f.stderr, "does not exist") || strings.Contains(f.stderr, "exists on disk, but not in") || strings.Contains(f.stderr, "is in the index, but not") || strings.Contains(f.stderr, "Not a valid object name")) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, &Error{Kind: NoBase, Where: escape(path), What: "git cannot read it at the base", Do: "git fetch --refetch", err: err}
	}
	return []byte(out), true, nil
}
