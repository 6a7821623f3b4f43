package remote

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cachevet/cachevet/internal/store"
)

// folder is a directory, such as one on a network file system or one that CI
// restores. Files appear by rename, so that no reader sees half of one.
type folder struct{ dir string }

func openFolder(dir string) (Remote, error) {
	if !filepath.IsAbs(dir) {
		return nil, fmt.Errorf("shared store %q: the path of the folder must be absolute", dir)
	}
	return folder{dir}, nil
}

func (f folder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

func (f folder) Get(_ context.Context, name string) ([]byte, error) {
	file, err := os.Open(f.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", name, store.ErrMissing)
	}
	if err != nil {
		return nil, err
	}
	data, err := readAll(file)
	return data, errors.Join(err, file.Close())
}

func (f folder) Put(_ context.Context, name string, data []byte) error {
	path := f.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(data)
	// Colleagues read the file too; CreateTemp makes it private.
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

func (folder) Close() error { return nil }
