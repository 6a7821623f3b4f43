package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const repository = "../.."

// TestFresh: what is generated is what was committed.
func TestFresh(t *testing.T) {
	files, err := generate(repository)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		have, err := os.ReadFile(filepath.Join(repository, filepath.FromSlash(f.path)))
		if err != nil {
			t.Errorf("%v; run: go generate .", err)
			continue
		}
		if diff := cmp.Diff(string(f.data), string(have)); diff != "" {
			t.Errorf("%s is stale; run: go generate .\n%s", f.path, diff)
		}
	}
}

// TestNew begins an analyzer in an empty repository; the list then names it, and
// neither it nor anything else is written over.
func TestNew(t *testing.T) {
	root := t.TempDir()
	put(t, root, "go.mod", "module "+module+"\n")
	put(t, root, "analyzers/old/old.go", "package old\n\nvar Analyzer = 1\n")
	put(t, root, "analyzers/old/testdata/x.go", "package x\n\nvar Analyzer = 1\n")
	put(t, root, "analyzers/tools/tools.go", "package tools\n\nfunc (t T) Analyzer() {}\n")
	put(t, root, "signals/host/host.go", "package host\n\nfunc Provider() int { return 1 }\n")
	var out bytes.Buffer
	if err := run(root, []string{"-new", "analyzers/fresh"}, &out); err != nil {
		t.Fatal(err)
	}
	list := read(t, root, "analyzers/all/all.go")
	for _, want := range []string{"\tfresh.Analyzer,\n\told.Analyzer,\n}", `"github.com/cachevet/cachevet/analyzers/fresh"`} {
		if !strings.Contains(list, want) {
			t.Errorf("no %q in\n%s", want, list)
		}
	}
	if strings.Contains(list, "tools") {
		t.Errorf("a folder without an analyzer is listed:\n%s", list)
	}
	if want := "{host.Provider()}"; !strings.Contains(read(t, root, "signals/all/all.go"), want) {
		t.Errorf("no %q in the list of providers", want)
	}
	for _, f := range []string{"fresh.go", "fresh_test.go", "testdata/fresh.go"} {
		if text := read(t, root, "analyzers/fresh/"+f); !strings.HasPrefix(text, "package fresh") && !strings.Contains(text, "\npackage fresh") {
			t.Errorf("%s is of another package:\n%s", f, text)
		}
	}
	if err := run(root, []string{"-new", "analyzers/fresh"}, &out); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("written over: %v", err)
	}
	out.Reset()
	if err := run(root, nil, &out); err != nil || out.Len() > 0 {
		t.Errorf("a second run wrote %q, %v", out.String(), err)
	}
}

func TestNewRefuses(t *testing.T) {
	root := t.TempDir()
	if err := run(root, nil, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "root of the repository") {
		t.Errorf("outside of the repository: %v", err)
	}
	put(t, root, "go.mod", "module "+module+"\n")
	for _, dir := range []string{"x", "analyzers", "analyzers/all", "analyzers/X", "analyzers/a-b", "../analyzers/x", "analyzers/x/y"} {
		if err := run(root, []string{"-new", dir}, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "write analyzers/NAME") {
			t.Errorf("%s: %v", dir, err)
		}
	}
}

func TestPlain(t *testing.T) {
	for text, want := range map[string]string{
		"two\n  lines":      "two lines",
		"a*b_c <d> | `e`":   `a\*b\_c &lt;d> \| \` + "`e\\`",
		`rdb.Set(ctx, "k")`: `rdb.Set(ctx, "k")`,
		"[x](y)":            `\[x](y)`,
	} {
		if got := plain(text); got != want {
			t.Errorf("plain(%q) = %q, want %q", text, got, want)
		}
	}
}

func put(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, root, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
