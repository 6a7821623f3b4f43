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

// read returns the bytes of a file, which the caller may change.
func (r *reader) read(name string) ([]byte, error) {
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
	if info.Size() > r.maxBytes {
		return nil, &refusal{fmt.Sprintf("%s has %d bytes, more than the limit of %d", base, info.Size(), r.maxBytes)}
	}
	src := make([]byte, info.Size())
	n, err := io.ReadFull(f, src)
	if err == io.ErrUnexpectedEOF { // it shrank under our hands
		err = nil
	}
	return src[:n], err
}

// full parses a whole file. It returns what it could make of a broken one.
func (r *reader) full(name string) (*ast.File, error) {
	src, err := r.read(name)
	if err != nil {
		return nil, fmt.Errorf("read source: %w", err)
	}
	return parser.ParseFile(r.fset, name, src, parser.ParseComments|parser.SkipObjectResolution|parser.AllErrors)
}

// header parses a file without comments and function bodies.
func (r *reader) header(name string) (*ast.File, error) {
	src, err := r.read(name)
	if err != nil {
		return nil, fmt.Errorf("read source: %w", err)
	}
	if blank(src) {
		if f, err := parser.ParseFile(r.fset, name, src, parser.SkipObjectResolution); err == nil {
			return f, nil
		}
	}
	// What does not lex is left to the parser, which recovers from errors.
	if src, err = r.read(name); err != nil {
		return nil, fmt.Errorf("read source: %w", err)
	}
	return parser.ParseFile(r.fset, name, src, parser.SkipObjectResolution)
}
