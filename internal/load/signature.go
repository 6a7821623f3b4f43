package load

import (
	"crypto/sha256"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// sign hashes all that a listing saw in folders that can change.
func (l *listing) sign() [32]byte {
	sums := make([][32]byte, len(l.open)+len(l.walked))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, dir := range l.open {
		group.Go(func() error {
			sums[i] = signFolder(dir)
			return nil
		})
	}
	for i, root := range l.walked {
		group.Go(func() error {
			sums[len(l.open)+i] = signTree(root)
			return nil
		})
	}
	_ = group.Wait() // no function fails: what cannot be read is hashed as that
	h := sha256.New()
	for _, s := range sums {
		h.Write(s[:])
	}
	return [32]byte(h.Sum(nil))
}

// signFolder hashes the names of a folder's files and, of Go files, what selects
// them and what they import.
func signFolder(dir string) [32]byte {
	h := &hasher{}
	for _, name := range sourceNames(dir, h) {
		h.texts(name)
		if strings.HasSuffix(name, ".go") {
			h.texts(prelude(filepath.Join(dir, name)))
		}
	}
	return h.sum()
}

// sourceNames lists the files of a folder that the go command may look at.
func sourceNames(dir string, h *hasher) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		h.texts("unreadable: " + reason(err))
		return nil
	}
	var names []string
	for _, e := range entries {
		if name := e.Name(); name == "go.mod" || sourceExt[filepath.Ext(name)] {
			names = append(names, name)
		}
	}
	return names
}

// reason leaves out the path.
func reason(err error) string {
	if os.IsNotExist(err) {
		return "none"
	}
	return err.Error()
}

// sourceExt are the endings of files that take part in a package.
var sourceExt = map[string]bool{
	".go": true, ".c": true, ".cc": true, ".cpp": true, ".cxx": true, ".m": true, ".h": true, ".hh": true, ".hpp": true, ".hxx": true,
	".f": true, ".F": true, ".for": true, ".f90": true, ".s": true, ".S": true, ".sx": true, ".swig": true, ".swigcxx": true, ".syso": true,
}

// prelude returns a file up to its last import, which holds its build constraints.
func prelude(name string) string {
	src, err := os.ReadFile(name)
	if err != nil {
		return "unreadable: " + reason(err)
	}
	return string(src[:importsEnd(src)])
}

// importsEnd finds the end of the last import, or of what does not lex.
func importsEnd(src []byte) int {
	l := lexer{src: src}
	depth, end := 0, 0
	for l.next() {
		l.clause = false // nothing is to be erased
		word := string(src[l.start:l.pos])
		if depth == 0 && l.fresh && word != "package" && word != "import" && word != ";" {
			return end
		}
		switch l.tok {
		case '(':
			depth++
		case ')':
			depth--
		}
		end = l.pos
	}
	if !l.ok {
		return len(src)
	}
	return end
}

// signTree hashes where in a tree there are source files, as patterns with dots
// find them.
func signTree(root string) [32]byte {
	h := &hasher{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			h.texts(path, "unreadable: "+reason(err))
			return nil
		}
		if !d.IsDir() {
			if name := d.Name(); name == "go.mod" || strings.HasSuffix(name, ".go") {
				h.texts(path)
			}
			return nil
		}
		if path != root && passedOver(d.Name()) {
			return filepath.SkipDir
		}
		return nil
	})
	if err != nil {
		h.texts("unreadable: " + err.Error())
	}
	return h.sum()
}

// passedOver tells the folders that no pattern with dots goes into.
func passedOver(name string) bool {
	return name[0] == '.' || name[0] == '_' || name == "testdata" || name == "vendor"
}

// newest is when anything that was signed changed last.
func (l *listing) newest() time.Time {
	var at time.Time
	note := func(info fs.FileInfo, err error) {
		if err == nil && info.ModTime().After(at) {
			at = info.ModTime()
		}
	}
	for _, dir := range l.open {
		note(os.Stat(dir))
		for _, name := range sourceNames(dir, &hasher{}) {
			note(os.Stat(filepath.Join(dir, name)))
		}
	}
	for _, root := range l.walked {
		// An unreadable part was signed as one.
		_ = filepath.WalkDir(root, func(_ string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				note(d.Info())
			}
			return nil
		})
	}
	return at
}
