package report

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cachevet/cachevet/internal/finding"
)

// WriteFile renders r into the file at path. A reader of path sees the old file
// or the whole new one: the report is written beside it, synced and renamed; an
// error leaves path as it was and nothing else behind. A path that is no
// regular file, such as /dev/stdout, is written to directly.
func WriteFile(path, format string, r *finding.Report, o Options) error {
	if formats[format] == nil {
		return Render(io.Discard, format, r, o)
	}
	write := func(w io.Writer) error { return Render(w, format, r, o) }
	if err := replace(path, write); err != nil {
		return fmt.Errorf("write report %s: %w", path, plain(err))
	}
	return nil
}

// replace picks the way to write to path.
func replace(path string, write func(io.Writer) error) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return writeBeside(path, write)
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("is a directory")
	case !info.Mode().IsRegular():
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return errors.Join(buffered(f, write), f.Close())
	}
	// A link stays a link: what it leads to is replaced.
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	return writeBeside(target, write)
}

// writeBeside writes a temporary file next to path and renames it over path.
func writeBeside(path string, write func(io.Writer) error) (err error) {
	temp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+rand.Text()[:8]+".tmp")
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	renamed := false
	defer func() {
		if !renamed {
			err = errors.Join(err, os.Remove(temp))
		}
	}()
	if err := buffered(f, write); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Sync(); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	err = os.Rename(temp, path)
	renamed = err == nil
	return err
}

func buffered(w io.Writer, write func(io.Writer) error) error {
	b := bufio.NewWriter(w)
	if err := write(b); err != nil {
		return err
	}
	return b.Flush()
}

// plain takes the temporary name out of an error: only the user's path and the
// reason matter.
func plain(err error) error {
	var pathErr *fs.PathError
	var linkErr *os.LinkError
	switch {
	case errors.As(err, &pathErr):
		return pathErr.Err
	case errors.As(err, &linkErr):
		return linkErr.Err
	}
	return err
}
