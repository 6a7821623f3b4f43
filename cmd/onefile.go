package cmd

import (
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cachevet/cachevet/rules"
)

// loadRules adds one rule file of the user's to the catalogue. The other files
// of its folder are no business of ours.
func loadRules(cat *rules.Catalogue, file string) error {
	if _, err := os.Stat(file); err != nil {
		return usage("read rules: %v", err)
	}
	if err := rules.Load(oneFile{os.DirFS(filepath.Dir(file)), filepath.Base(file)}, cat); err != nil {
		return usage("%v", err)
	}
	return nil
}

// oneFile shows one file of a folder and nothing else.
type oneFile struct {
	fs.FS
	name string
}

// ReadDir lists the one file.
func (o oneFile) ReadDir(dir string) ([]fs.DirEntry, error) {
	all, err := fs.ReadDir(o.FS, dir)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		if e.Name() == o.name {
			return []fs.DirEntry{e}, nil
		}
	}
	return nil, &fs.PathError{Op: "open", Path: o.name, Err: fs.ErrNotExist}
}
