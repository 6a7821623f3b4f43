// Command gen writes what follows from the rest of the repository: the lists of
// analyzers and trackers, from their folders, and docs/rules.md, from the
// catalogue. With -new it begins an analyzer. Run it from the root:
//
//	go generate .
//	go run ./internal/gen -new analyzers/x
//
// It knows names and words only; whether an analyzer works is for its tests. Its
// own test fails while a file is not what gen would write.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	if err := run(".", os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(root string, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("gen", flag.ContinueOnError)
	flags.SetOutput(out)
	begin := flags.String("new", "", "begin the analyzer in this `folder`, such as analyzers/x")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		return fmt.Errorf("run it from the root of the repository: %w", err)
	}
	if *begin != "" {
		if err := scaffold(root, *begin, out); err != nil {
			return err
		}
	}
	files, err := generate(root)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := f.write(root, out); err != nil {
			return err
		}
	}
	return nil
}

// file is one file to be, by its slash-separated path from the root.
type file struct {
	path string
	data []byte
}

// generate makes every file without writing any.
func generate(root string) ([]file, error) {
	var out []file
	for _, next := range []func(string) (file, error){analyzerList, providerList, ruleDocs} {
		f, err := next(root)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// write replaces the file where it differs.
func (f file) write(root string, out io.Writer) error {
	path := filepath.Join(root, filepath.FromSlash(f.path))
	if old, err := os.ReadFile(path); err == nil && string(old) == string(f.data) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(path, f.data, 0o644); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, "wrote", f.path)
	return err
}
