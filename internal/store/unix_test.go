//go:build unix

package store

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func init() {
	roles["full-disk"] = fullDisk
	roles["unprivileged"] = unprivileged
}

// fullDisk puts a value that no longer fits: the limit on file sizes stands for
// the end of the disk, in the middle of a write.
func fullDisk() int {
	signal.Ignore(syscall.SIGXFSZ)
	var warned []string
	s, err := Open(os.Getenv("STORE_TEST_DIR"), Options{Now: time.Now, Warn: func(err error) { warned = append(warned, err.Error()) }})
	if err != nil {
		return fail(err)
	}
	limit := syscall.Rlimit{Cur: 8192, Max: 8192}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return fail(err)
	}
	noise := make([]byte, 100_000)
	r := rand.NewChaCha8(Key{})
	for i := range noise {
		noise[i] = byte(r.Uint64())
	}
	for i := range 3 {
		if err := s.Put(testKey(100+i), noise); err != nil {
			return fail(err)
		}
		if _, ok := s.Get(testKey(100 + i)); ok {
			return fail(errors.New("a value cut off was handed out"))
		}
	}
	return kept(s, warned)
}

// kept checks that the entry put beforehand is readable and one warning came.
func kept(s *Store, warned []string) int {
	if got, ok := s.Get(testKey(1)); !ok || !bytes.Equal(got, testValue(1, 3000)) {
		return fail(errors.New("what was there before cannot be read"))
	}
	if err := s.Close(); err != nil {
		return fail(err)
	}
	if len(warned) != 1 || !strings.Contains(warned[0], "not kept") {
		return fail(fmt.Errorf("warnings: %q", warned))
	}
	return 0
}

// unprivileged uses a folder that it may read, not write.
func unprivileged() int {
	if os.Geteuid() == 0 {
		if err := syscall.Setuid(65534); err != nil {
			return fail(err)
		}
	}
	var warned []string
	s, err := Open(os.Getenv("STORE_TEST_DIR"), Options{Now: time.Now, Warn: func(err error) { warned = append(warned, err.Error()) }})
	if err != nil {
		return fail(err)
	}
	for i := range 3 {
		if err := s.Put(testKey(200+i), []byte("new")); err != nil {
			return fail(err)
		}
	}
	return kept(s, warned)
}

func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	fillOne(t, dir)
	if out, err := child("full-disk", dir).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	fillOne(t, dir)
	chmodAll(t, dir, 0o555, 0o444)
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { chmodAll(t, dir, 0o755, 0o644) })
	if out, err := child("unprivileged", dir).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func fillOne(t *testing.T, dir string) {
	t.Helper()
	s := openTest(t, dir, Options{})
	if err := s.Put(testKey(1), testValue(1, 3000)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func chmodAll(t *testing.T, dir string, folder, file fs.FileMode) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return os.Chmod(path, folder)
		}
		return os.Chmod(path, file)
	})
	if err != nil {
		t.Fatal(err)
	}
}
