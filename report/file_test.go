package report

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/cachevet/cachevet/internal/finding"
)

// onlyFile fails unless dir holds one file with this text.
func onlyFile(t *testing.T, dir, want string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 {
		t.Fatalf("%d files left in the directory: %v", len(entries), entries)
	}
	got, err := os.ReadFile(filepath.Join(dir, entries[0].Name()))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("the file holds %q, want %q", got, want)
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.json")
	r := reports(t)["fail"]
	for range 2 { // new, then over the old one
		if err := WriteFile(path, "json", r, Options{}); err != nil {
			t.Fatal(err)
		}
		onlyFile(t, dir, render(t, "json", r, Options{}))
	}
}

// TestWriteFileThroughLink: a link stays, its target is replaced.
func TestWriteFileThroughLink(t *testing.T) {
	dir, target := t.TempDir(), filepath.Join(t.TempDir(), "real.txt")
	if err := os.WriteFile(target, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.txt")
	if err := os.Symlink(target, link); err != nil {
		t.Skipf("no symbolic links here: %v", err)
	}
	if err := WriteFile(link, "text", &finding.Report{}, Options{}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone (%v)", err)
	}
	onlyFile(t, filepath.Dir(target), render(t, "text", &finding.Report{}, Options{}))
}

func TestWriteFileErrors(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "none", "x.json"): "no such file or directory",
		filepath.Join(file, "x.json"):        "not a directory",
		dir:                                  "is a directory",
	} {
		err := WriteFile(path, "json", &finding.Report{}, Options{})
		if err == nil || err.Error() != "write report "+path+": "+want {
			t.Errorf("error %v, want write report %s: %s", err, path, want)
		}
	}
	if err := WriteFile(file, "nope", &finding.Report{}, Options{}); err == nil || !strings.HasPrefix(err.Error(), "unknown format") {
		t.Errorf("error %v, want unknown format", err)
	}
	onlyFile(t, dir, "old")
}

// TestReplaceFailsHalfway: a full disk in the middle leaves the old file alone.
func TestReplaceFailsHalfway(t *testing.T) {
	for _, old := range []string{"", "old"} {
		dir := t.TempDir()
		path := filepath.Join(dir, "out.json")
		if old != "" {
			if err := os.WriteFile(path, []byte(old), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		err := replace(path, func(w io.Writer) error {
			if _, err := io.WriteString(w, strings.Repeat("x", 1<<16)); err != nil {
				return err
			}
			return syscall.ENOSPC
		})
		if !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("error %v, want no space", err)
		}
		if old != "" {
			onlyFile(t, dir, old)
		} else if entries, _ := os.ReadDir(dir); len(entries) != 0 {
			t.Errorf("left behind: %v", entries)
		}
	}
}

// TestWriteFileDevice: a device is written to, never replaced.
func TestWriteFileDevice(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full here")
	}
	err := WriteFile("/dev/full", "text", reports(t)["fail"], Options{})
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("error %v, want no space", err)
	}
	if info, err := os.Stat("/dev/full"); err != nil || info.Mode().IsRegular() {
		t.Errorf("/dev/full was replaced (%v)", err)
	}
}
