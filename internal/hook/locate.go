package hook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// locate finds the hook's place: the hooks folder of the repository, of its main
// work tree where there are several, or the one that core.hooksPath names.
func locate(ctx context.Context, req Request) (files, error) {
	root, err := git(ctx, req, req.Dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return files{}, fmt.Errorf("%s is not in a git work tree: run it in one (%w)", req.Dir, err)
	}
	if err := foreignHooksPath(ctx, req, root); err != nil {
		return files{}, err
	}
	hooks, err := git(ctx, req, root, "rev-parse", "--git-path", "hooks")
	if err != nil {
		return files{}, fmt.Errorf("find the hooks folder: %w", err)
	}
	if !filepath.IsAbs(hooks) {
		hooks = filepath.Join(root, hooks)
	}
	hook := filepath.Join(hooks, "pre-commit")
	return files{hook: hook, saved: hook + savedSuffix}, nil
}

// foreignHooksPath refuses a core.hooksPath that is not this repository's alone,
// or whose files another tool generates.
func foreignHooksPath(ctx context.Context, req Request, root string) error {
	out, err := git(ctx, req, root, "config", "--show-scope", "--get", "core.hooksPath")
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		return nil // not set
	}
	if err != nil {
		return fmt.Errorf("read core.hooksPath: %w", err)
	}
	scope, path, _ := strings.Cut(out, "\t")
	if scope != "local" && scope != "worktree" {
		return fmt.Errorf("core.hooksPath is %q in your %s git configuration, for every repository: add `cachevet hook run` to the pre-commit hook there yourself", path, scope)
	}
	if strings.HasSuffix(filepath.ToSlash(filepath.Clean(path)), ".husky/_") {
		return errors.New("husky generates the hooks of this repository: add `cachevet hook run` to .husky/pre-commit")
	}
	return nil
}

// git runs git, which executes no hook here, and returns the line it prints.
func git(ctx context.Context, req Request, dir string, args ...string) (string, error) {
	bin, err := lookGit(req.Env)
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, bin, args...)
	cmd.Dir, cmd.Env = dir, append(req.Env[:len(req.Env):len(req.Env)], "PWD="+dir, "LC_ALL=C")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		if text := strings.TrimSpace(stderr.String()); text != "" {
			return "", fmt.Errorf("%w: %q", err, text)
		}
		return "", err
	}
	return strings.TrimRight(string(out), "\r\n"), nil
}

// lookGit finds git in the PATH of env.
func lookGit(env []string) (string, error) {
	path := ""
	for _, kv := range env {
		if v, ok := strings.CutPrefix(kv, "PATH="); ok {
			path = v
		}
	}
	for _, dir := range filepath.SplitList(path) {
		if !filepath.IsAbs(dir) {
			continue
		}
		if bin, err := exec.LookPath(filepath.Join(dir, "git")); err == nil {
			return bin, nil
		}
	}
	return "", errors.New("there is no git command in PATH")
}
