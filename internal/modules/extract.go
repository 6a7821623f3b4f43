package modules

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// maxBlob bounds a file that is taken from git. Larger Go files are generated
// data; without them their package is reported as not analysed.
const maxBlob = 32 << 20

// blob is one file of a commit or of the index.
type blob struct{ id, path string }

// extract writes what go list needs of a commit, or of the index where commit is
// empty, below dir. Blobs are written as they are: no filter runs, no link is
// made.
func (r *repo) extract(ctx context.Context, commit, dir string) error {
	var out string
	var err error
	if commit == "" {
		out, err = r.run(ctx, "ls-files", "-s", "-z", "--full-name", "--", ":(top)")
	} else {
		out, err = r.run(ctx, "ls-tree", "-r", "-z", "--full-tree", commit)
	}
	if err != nil {
		return fmt.Errorf("list the files of the repository: %w", err)
	}
	var blobs []blob
	for entry := range strings.SplitSeq(out, "\x00") {
		if b, ok := parseEntry(entry); ok && partOfBuild(b.path) {
			blobs = append(blobs, b)
		}
	}
	return r.writeBlobs(ctx, blobs, dir)
}

// parseEntry reads a line of ls-tree (mode type id) or ls-files (mode id stage).
// Only regular files count, not links and submodules.
func parseEntry(entry string) (blob, bool) {
	meta, file, ok := strings.Cut(entry, "\t")
	words := strings.Fields(meta)
	if !ok || len(words) != 3 || !strings.HasPrefix(words[0], "100") || !filepath.IsLocal(filepath.FromSlash(file)) {
		return blob{}, false
	}
	if words[1] == "blob" {
		return blob{id: words[2], path: file}, true
	}
	return blob{id: words[1], path: file}, words[2] == "0"
}

// partOfBuild reports whether go list looks at a file. Tests do not run in
// production and are left out.
func partOfBuild(file string) bool {
	switch path.Base(file) {
	case "go.mod", "go.sum", "go.work", "go.work.sum", "modules.txt":
		return true
	}
	if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
		return false
	}
	if vendored := strings.HasPrefix(file, "vendor/") || strings.Contains(file, "/vendor/"); vendored {
		return true
	}
	return !outOfBuild(file)
}

// writeBlobs copies blobs through one git cat-file.
func (r *repo) writeBlobs(ctx context.Context, blobs []blob, dir string) error {
	cmd, err := r.command(ctx, "cat-file", "--batch")
	if err != nil {
		return err
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return fmt.Errorf("run git cat-file: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("run git cat-file: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("run git cat-file: %w", err)
	}
	asked := make(chan error, 1)
	go func() {
		w := bufio.NewWriter(in)
		for _, b := range blobs {
			fmt.Fprintln(w, b.id) // an error sticks and comes back from Flush
		}
		err := w.Flush()
		if cerr := in.Close(); err == nil {
			err = cerr
		}
		asked <- err
	}()
	err = copyBlobs(bufio.NewReader(out), blobs, dir)
	if err != nil {
		_ = cmd.Cancel() // the error at hand says more
	}
	askErr, waitErr := <-asked, cmd.Wait()
	switch {
	case ctx.Err() != nil:
		return stopped(ctx.Err(), "git cat-file")
	case err != nil:
		return err
	case waitErr != nil:
		return fmt.Errorf("run git cat-file: %w", waitErr)
	case askErr != nil:
		return fmt.Errorf("run git cat-file: %w", askErr)
	}
	return nil
}

// copyBlobs reads the answers of git cat-file --batch, one for each blob.
func copyBlobs(in *bufio.Reader, blobs []blob, dir string) error {
	for _, b := range blobs {
		header, err := in.ReadString('\n')
		if err != nil {
			return fmt.Errorf("read git cat-file: %w", err)
		}
		words := strings.Fields(header)
		if len(words) != 3 || words[1] != "blob" {
			return &Error{Kind: NoBase, Where: escape(b.path), What: "its contents are not in this clone (" + escape(strings.TrimSpace(header)) + ")", Do: "git fetch --refetch"}
		}
		size, err := strconv.ParseInt(words[2], 10, 64)
		if err != nil {
			return fmt.Errorf("read git cat-file: %w", err)
		}
		if err := copyBlob(io.LimitReader(in, size), b, size, dir); err != nil {
			return err
		}
		if _, err := in.Discard(1); err != nil {
			return fmt.Errorf("read git cat-file: %w", err)
		}
	}
	return nil
}

// copyBlob writes one blob, or skips one that is too large.
func copyBlob(in io.Reader, b blob, size int64, dir string) error {
	if size > maxBlob {
		_, err := io.Copy(io.Discard, in)
		return err
	}
	name := filepath.Join(dir, filepath.FromSlash(b.path))
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fileError(err, "make a temporary folder")
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fileError(err, "write a temporary file")
	}
	if _, err = io.Copy(f, in); err == nil {
		err = f.Close()
	}
	if err != nil {
		return fileError(err, "write a temporary file")
	}
	return nil
}
