package cmd

import (
	"io"
	"os"
	"path/filepath"
)

// inDir makes the name of a file relative to the folder that cachevet runs in;
// "-", standard input, stays what it is.
func (a *app) inDir(name string) string {
	if name == "-" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(a.host.Dir, name)
}

// open opens a file that inDir named. Its error is for the user.
func (a *app) open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(a.host.In), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, usage("%v", err)
	}
	return f, nil
}
