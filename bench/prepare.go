package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// A bench knows the tools and the folders of one measurement.
type bench struct {
	dir                             string // absolute
	cachevet, capslock, govulncheck string
	capabilities, advisories        string
	notes                           io.Writer
	keep                            []string // targets; all where empty
	steps                           []string // beginnings of steps; all where empty
	env                             []string
}

// prepare builds the tools. It is run in the folder of this module.
func prepare(ctx context.Context, dir, cachevet string, notes io.Writer) (*bench, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", dir, err)
	}
	bin := filepath.Join(abs, "bin")
	b := &bench{
		dir: abs, notes: notes, env: os.Environ(),
		cachevet: cachevet, capslock: filepath.Join(bin, "capslock"), govulncheck: filepath.Join(bin, "govulncheck"),
	}
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return nil, fmt.Errorf("make a folder for tools: %w", err)
	}
	if err := b.goCommand(ctx, ".", "build", "-o", bin+string(filepath.Separator), "github.com/google/capslock/cmd/capslock", "golang.org/x/vuln/cmd/govulncheck"); err != nil {
		return nil, err
	}
	if b.cachevet == "" {
		b.cachevet = filepath.Join(bin, "cachevet")
		if err := b.goCommand(ctx, "..", "build", "-o", b.cachevet, "."); err != nil {
			return nil, err
		}
	}
	if b.cachevet, err = filepath.Abs(b.cachevet); err != nil {
		return nil, fmt.Errorf("find cachevet: %w", err)
	}
	if b.capabilities, err = filepath.Abs("cache.cm"); err != nil {
		return nil, fmt.Errorf("find the capability map: %w", err)
	}
	b.advisories, err = filepath.Abs("advisories")
	return b, err
}

func (b *bench) goCommand(ctx context.Context, dir string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Stderr = dir, b.notes
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go %s: %w", args[0], err)
	}
	return nil
}

func (b *bench) copyOf(t target) string { return filepath.Join(b.dir, "src", t.Name) }

// fetch puts a writable copy of a target in place, its dependencies in the
// module cache, and the files of both in the page cache.
func (b *bench) fetch(ctx context.Context, t target) error {
	from, err := b.download(ctx, t)
	if err != nil {
		return err
	}
	to := b.copyOf(t)
	if err := os.RemoveAll(to); err != nil {
		return fmt.Errorf("clear %s: %w", to, err)
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return fmt.Errorf("copy %s: %w", t.id(), err)
	}
	if err := writable(to); err != nil {
		return fmt.Errorf("copy %s: %w", t.id(), err)
	}
	return b.goCommand(ctx, to, "list", "-deps", t.Pattern)
}

func (b *bench) download(ctx context.Context, t target) (string, error) {
	empty := filepath.Join(b.dir, "empty")
	if err := os.MkdirAll(empty, 0o755); err != nil {
		return "", fmt.Errorf("make an empty folder: %w", err)
	}
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", t.id())
	cmd.Dir, cmd.Env = empty, append(slices.Clone(b.env), "GONOSUMDB="+t.Module, "GOWORK=off")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, b.notes
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("download %s: %w: %s", t.id(), err, out.String())
	}
	var m struct{ Dir, Sum string }
	if err := json.Unmarshal(out.Bytes(), &m); err != nil {
		return "", fmt.Errorf("download %s: %w", t.id(), err)
	}
	if m.Sum != t.Sum {
		return "", fmt.Errorf("download %s: its hash is %s, not %s", t.id(), m.Sum, t.Sum)
	}
	return m.Dir, nil
}

// writable undoes the module cache's protection.
func writable(dir string) error {
	return filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return os.Chmod(path, info.Mode().Perm()|0o200)
	})
}
