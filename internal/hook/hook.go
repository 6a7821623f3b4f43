// Package hook puts cachevet into a repository's git pre-commit hook and takes
// it out again. A hook that was there stays, runs first, and comes back exactly
// as it was. It does not know what the hook decides: the script calls
// `cachevet gate --staged`.
//
// Limits: where another tool generates the hooks, or where core.hooksPath holds
// for every repository of the user, it refuses and says what to add by hand.
package hook

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Request says which repository is meant.
type Request struct {
	// Dir is the absolute path of a folder in the work tree.
	Dir string
	// Env is the user's environment.
	Env []string
	// Program is the absolute path of cachevet, used where PATH has none. May be
	// empty.
	Program string
}

// Done says what was done.
type Done string

// What can be done. Unchanged means that everything was as wanted already.
const (
	Installed Done = "installed"
	Chained   Done = "installed, the hook that was there runs first"
	Updated   Done = "updated"
	Unchanged Done = "unchanged"
	Removed   Done = "removed"
	Restored  Done = "removed, the hook that was there before is back"
)

// savedSuffix names the file that an existing hook is kept in, beside ours.
const savedSuffix = ".before-cachevet"

// files are the two files that matter.
type files struct{ hook, saved string }

// Install writes the hook and returns its path. Doing it twice changes nothing.
// It never leaves the repository without the hook that it had.
func Install(ctx context.Context, req Request) (string, Done, error) {
	f, err := locate(ctx, req)
	if err != nil {
		return "", "", err
	}
	want := script(req.Program)
	state, err := f.look()
	if err != nil {
		return "", "", err
	}
	switch state {
	case ours:
		have, err := os.ReadFile(f.hook)
		if err != nil {
			return "", "", fmt.Errorf("read the hook: %w", err)
		}
		if string(have) == want {
			return f.hook, Unchanged, nil
		}
		return f.hook, Updated, replace(f.hook, want)
	case foreign:
		if err := f.save(); err != nil {
			return "", "", err
		}
		if err := replace(f.hook, want); err != nil {
			return "", "", errors.Join(err, os.Remove(f.saved))
		}
		return f.hook, Chained, nil
	}
	if err := os.MkdirAll(filepath.Dir(f.hook), 0o755); err != nil {
		return "", "", fmt.Errorf("make the hooks folder: %w", err)
	}
	return f.hook, Installed, replace(f.hook, want)
}

// Uninstall takes the hook out and returns its path. Where none is installed it
// changes nothing.
func Uninstall(ctx context.Context, req Request) (string, Done, error) {
	f, err := locate(ctx, req)
	if err != nil {
		return "", "", err
	}
	state, err := f.look()
	if err != nil {
		return "", "", err
	}
	switch {
	case state != ours:
		return f.hook, Unchanged, nil
	case present(f.saved):
		if err := os.Rename(f.saved, f.hook); err != nil {
			return "", "", fmt.Errorf("put back the hook that was there: %w", err)
		}
		return f.hook, Restored, nil
	}
	if err := os.Remove(f.hook); err != nil {
		return "", "", fmt.Errorf("remove the hook: %w", err)
	}
	return f.hook, Removed, nil
}

// state is what is found in the hook's place.
type state int

const (
	absent state = iota
	ours
	foreign
)

// look tells what is there and refuses what Install and Uninstall could only
// guess about.
func (f files) look() (state, error) {
	st, err := os.Lstat(f.hook)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if present(f.saved) {
			return absent, fmt.Errorf("%s is there without %s: rename it to %[2]s or delete it", f.saved, filepath.Base(f.hook))
		}
		return absent, nil
	case err != nil:
		return absent, fmt.Errorf("look at the hook: %w", err)
	case st.IsDir():
		return absent, fmt.Errorf("%s is a folder: remove it, git cannot run it", f.hook)
	case st.Mode()&fs.ModeSymlink != 0:
		return f.unsaved()
	case !st.Mode().IsRegular():
		return absent, fmt.Errorf("%s is no file: remove it, git cannot run it", f.hook)
	}
	data, err := os.ReadFile(f.hook)
	if err != nil {
		return absent, fmt.Errorf("read the hook: %w", err)
	}
	switch judge(string(data)) {
	case unedited:
		return ours, nil
	case edited:
		return absent, fmt.Errorf("%s was written by cachevet and edited since: move your changes elsewhere and delete it", f.hook)
	}
	return f.unsaved()
}

// unsaved is the state of somebody else's hook, which must not have an older one
// kept beside it.
func (f files) unsaved() (state, error) {
	if present(f.saved) {
		return absent, fmt.Errorf("%s is not cachevet's, but %s is there too: delete the one that you do not need", f.hook, filepath.Base(f.saved))
	}
	return foreign, nil
}

func present(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// save keeps the hook under its other name, with its mode, or as the link that
// it is. Where the file system has no hard links it is moved.
func (f files) save() error {
	if os.Link(f.hook, f.saved) == nil {
		return nil
	}
	if err := os.Rename(f.hook, f.saved); err != nil {
		return fmt.Errorf("keep the hook that is there: %w", err)
	}
	return nil
}

// replace writes an executable file in one step.
func replace(path, text string) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".cachevet-*")
	if err != nil {
		return fmt.Errorf("write the hook: %w", err)
	}
	_, err = tmp.WriteString(text)
	err = errors.Join(err, tmp.Chmod(0o755), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write the hook: %w", errors.Join(err, os.Remove(tmp.Name())))
	}
	return nil
}
