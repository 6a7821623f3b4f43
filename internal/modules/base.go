package modules

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// base is what a gate compares with.
type base struct {
	// commit is empty before the initial commit: everything is new.
	commit string
	// name is how messages speak of it.
	name string
	// merging is the commit that is being merged, if any: what it has is no news.
	merging string
}

// findBase resolves the commit to compare with. With a ref that is the point
// where HEAD left it. Without one it is HEAD for the index, otherwise where HEAD
// left the branch that others work on.
func (r *repo) findBase(ctx context.Context, ref string, staged bool) (base, error) {
	names := mainBranches
	switch {
	case ref != "":
		names = []string{ref}
	case staged:
		names = []string{"MERGE_HEAD"}
	}
	commits, err := r.commits(ctx, append([]string{"HEAD"}, names...))
	if err != nil {
		return base{}, err
	}
	head, commits := commits[0], commits[1:]
	switch {
	case ref != "":
		return r.fork(ctx, ref, commits[0], head)
	case head == "":
		return base{name: "nothing (the initial commit)"}, nil
	case staged:
		return base{commit: head, name: "HEAD", merging: commits[0]}, nil
	}
	for i, c := range commits {
		if c != "" {
			return r.fork(ctx, names[i], c, head)
		}
	}
	return r.alone(ctx, head)
}

// alone is the base of a clone that has no main branch. HEAD is it where there is
// no remote either; otherwise that would pass whatever the branch brings.
func (r *repo) alone(ctx context.Context, head string) (base, error) {
	remote, err := r.line(ctx, "remote")
	switch {
	case err != nil:
		return base{}, fmt.Errorf("look for remotes: %w", err)
	case remote == "" && !r.shallow:
		return base{commit: head, name: "HEAD"}, nil
	}
	first, _, _ := strings.Cut(remote, "\n")
	e := &Error{Kind: NoBase, What: "this clone does not tell which branch HEAD is to be merged into", Do: "name it with --base"}
	if r.shallow && first != "" {
		e.What = "this shallow clone has no main branch to compare with"
		e.Do = fmt.Sprintf("git fetch --unshallow %[1]s '+refs/heads/*:refs/remotes/%[1]s/*'", escape(first))
	}
	return base{}, e
}

// mainBranches are what a branch is compared with where nothing is said.
var mainBranches = []string{"refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main", "refs/heads/master"}

// commits resolves names to commits, in one process; "" for a name of none.
func (r *repo) commits(ctx context.Context, names []string) ([]string, error) {
	var in strings.Builder
	for _, name := range names {
		if strings.ContainsAny(name, "\r\n\x00") {
			name = "" // which is no name either
		}
		in.WriteString(name + "^{commit}\n")
	}
	out, err := r.feed(ctx, in.String(), "cat-file", "--batch-check=%(objecttype) %(objectname)")
	if err != nil {
		return nil, fmt.Errorf("look for the commits to compare: %w", err)
	}
	commits := make([]string, len(names))
	for i, line := range strings.Split(strings.TrimSuffix(out, "\n"), "\n") {
		if id, ok := strings.CutPrefix(line, "commit "); ok && i < len(commits) && !strings.Contains(id, " ") {
			commits[i] = id
		}
	}
	return commits, nil
}

// fork finds the commit where head left ref, whose commit is tip.
func (r *repo) fork(ctx context.Context, ref, tip, head string) (base, error) {
	name := strings.TrimPrefix(strings.TrimPrefix(ref, "refs/remotes/"), "refs/heads/")
	if tip == "" {
		return base{}, r.noRef(name)
	}
	if head == "" || head == tip {
		return base{commit: tip, name: name}, nil
	}
	fork, err := r.line(ctx, "merge-base", tip, head)
	var f *gitFailure
	switch {
	case errors.As(err, &f) && r.shallow:
		return base{}, &Error{Kind: NoBase, Where: escape(name), What: "this shallow clone does not reach back to where HEAD left it", Do: "git fetch --unshallow", err: err}
	case errors.As(err, &f):
		return base{}, &Error{Kind: NoBase, Where: escape(name), What: "it has no history in common with HEAD", Do: "name another with --base", err: err}
	case err != nil:
		return base{}, err
	}
	b := base{commit: fork, name: name}
	if fork != tip {
		b.name = fmt.Sprintf("%s, where HEAD left %s", fork[:min(12, len(fork))], name)
	}
	return b, nil
}

// noRef says which git command brings a ref that is not there.
func (r *repo) noRef(name string) error {
	e := &Error{Kind: NoBase, Where: escape(name), What: "there is no such commit here", Do: "name another with --base"}
	if branch, ok := strings.CutPrefix(name, "origin/"); ok {
		e.Do = fmt.Sprintf("git fetch origin %[1]s:refs/remotes/origin/%[1]s", escape(branch))
	}
	if r.shallow {
		e.What += " (a shallow clone)"
		if !strings.HasPrefix(name, "origin/") {
			e.Do = "git fetch --unshallow"
		} else {
			e.Do = strings.Replace(e.Do, "git fetch ", "git fetch --unshallow ", 1)
		}
	}
	return e
}

// changedFiles lists the go.mod and go.work files, relative to the root, that
// differ between the base and now: the index, or the work tree.
func (r *repo) changedFiles(ctx context.Context, b base, staged bool) ([]string, error) {
	tree := b.commit
	if tree == "" {
		var err error
		if tree, err = r.line(ctx, "hash-object", "-t", "tree", os.DevNull); err != nil {
			return nil, fmt.Errorf("name the empty tree: %w", err)
		}
	}
	args := []string{"diff-index", "--raw", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules"}
	if staged {
		args = append(args, "--cached")
	}
	out, err := r.run(ctx, append(args, tree, "--", ":(top,glob)**/go.mod", ":(top,glob)**/go.work")...)
	if err != nil {
		return nil, fmt.Errorf("compare with %s: %w", b.name, err)
	}
	fields := strings.Split(out, "\x00")
	var files []string
	for i := 0; i+1 < len(fields); i += 2 {
		file := fields[i+1]
		if outOfBuild(file) {
			continue
		}
		if strings.HasSuffix(fields[i], " U") {
			return nil, &Error{Kind: OwnGoMod, Where: escape(file), What: "it has merge conflicts", Do: "resolve them first"}
		}
		changed, err := r.differs(ctx, b, file, staged)
		if err != nil {
			return nil, err
		}
		if changed {
			files = append(files, file)
		}
	}
	return files, nil
}

// differs compares the contents of a file: git also lists files that were only
// touched. In a merge a file that equals the other side's brings nothing new.
func (r *repo) differs(ctx context.Context, b base, file string, staged bool) (bool, error) {
	now, err := r.readNow(ctx, file, staged)
	if err != nil {
		return false, err
	}
	for _, commit := range []string{b.commit, b.merging} {
		if commit == "" {
			continue
		}
		was, ok, err := r.show(ctx, commit, file)
		if err != nil {
			return false, err
		}
		if ok && now != nil && string(was) == string(now) || !ok && now == nil {
			return false, nil
		}
	}
	return true, nil
}

// readNow reads a file of the index or the work tree, nil where there is none.
func (r *repo) readNow(ctx context.Context, file string, staged bool) ([]byte, error) {
	if staged {
		data, ok, err := r.show(ctx, "", file)
		if !ok {
			return nil, err
		}
		return append([]byte{}, data...), err
	}
	data, err := os.ReadFile(filepath.Join(r.root, filepath.FromSlash(file)))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fileError(err, "read a go.mod")
	}
	return append([]byte{}, data...), nil
}

// outOfBuild reports whether the go command ignores a file because of a folder
// that it is in.
func outOfBuild(file string) bool {
	for dir := range strings.SplitSeq(path.Dir(file), "/") {
		if dir == "testdata" || dir == "vendor" || dir == "node_modules" || len(dir) > 1 && (dir[0] == '_' || dir[0] == '.') {
			return true
		}
	}
	return false
}
