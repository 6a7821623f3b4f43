package load

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
)

// reader reads and parses files, within limits: scanned code is not to be
// trusted with memory.
type reader struct {
	fset     *token.FileSet
	overlay  map[string][]byte
	maxBytes int64
}

// refusal is a reason not to read something that go list offers.
type refusal struct{ why string }

func (r *refusal) Error() string { return r.why }

// read returns the bytes of a file of at most limit bytes. The caller may
// change them.
func (r *reader) read(name string, limit int64) ([]byte, error) {
	if src, ok := r.overlay[name]; ok {
		return bytes.Clone(src), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // read only: nothing is lost by an error here
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	base := filepath.Base(name)
	if !info.Mode().IsRegular() {
		return nil, &refusal{fmt.Sprintf("%s is no regular file", base)}
	}
	if info.Size() > limit {
		return nil, tooLarge(base, info.Size(), limit)
	}
	src := make([]byte, info.Size())
	n, err := io.ReadFull(f, src)
	if err == io.ErrUnexpectedEOF { // it shrank under our hands
		err = nil
	}
	return src[:n], err
}

func tooLarge(base string, size, limit int64) error {
	return &refusal{fmt.Sprintf("%s has %d bytes, more than the limit of %d", base, size, limit)}
}

// full parses a whole file. It returns what it could make of a broken one.
func (r *reader) full(name string) (*ast.File, error) {
	src, err := r.read(name, r.maxBytes)
	if err != nil {
		return nil, fmt.Errorf("read source: %w", err)
	}
	return parser.ParseFile(r.fset, name, src, parser.ParseComments|parser.SkipObjectResolution|parser.AllErrors)
}

// header parses a file without comments, function bodies and the elements of
// values. What a limit has to bound is the syntax tree, so a file may be larger
// than the limit by what is not parsed: embedded data, mostly.
func (r *reader) header(name string) (*ast.File, error) {
	src, err := r.read(name, headerFactor*r.maxBytes)
	if err != nil {
		return nil, fmt.Errorf("read source: %w", err)
	}
	size := int64(len(src))
	if blank(src) {
		if left := size - int64(bytes.Count(src, []byte{' '})); left > r.maxBytes {
			return nil, fmt.Errorf("read source: %w", tooLarge(filepath.Base(name), left, r.maxBytes))
		}
		if f, err := parser.ParseFile(r.fset, name, src, parser.SkipObjectResolution); err == nil {
			return f, nil
		}
	}
	// What does not lex is left to the parser, which recovers from errors.
	if src, err = r.read(name, r.maxBytes); err != nil {
		return nil, fmt.Errorf("read source: %w", err)
	}
	return parser.ParseFile(r.fset, name, src, parser.SkipObjectResolution)
}

// headerFactor says how many times the limit a file may have that is blanked.
const headerFactor = 4
