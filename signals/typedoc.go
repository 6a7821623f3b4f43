package signals

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

// toInterface finds the interface that a doc comment refers to instead of
// saying something itself.
var toInterface = regexp.MustCompile(`\b(?:[Ss]ee|[Ii]mplement\w*|[Ss]atisf\w+)\b[^.\n]*?\b([A-Z]\w*)`)

// referred returns the words of the interface of the same package that a short
// doc comment refers to; otherwise doc itself.
func referred(tree fs.FS, d documented, doc string) (string, error) {
	m := toInterface.FindStringSubmatch(doc)
	if m == nil || len(doc) > 200 {
		return doc, nil
	}
	names, err := fs.Glob(tree, path.Join(path.Dir(d.file), "*.go"))
	if err != nil {
		return doc, err
	}
	for _, name := range names {
		file, err := parseFile(tree, token.NewFileSet(), name)
		if err != nil && file == nil {
			return doc, err
		}
		if words := methodDoc(file, m[1], d.name); words != "" {
			return words, nil
		}
	}
	return doc, nil
}

// methodDoc is what a file says of a method of an interface.
func methodDoc(file *ast.File, iface, method string) (doc string) {
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || spec.Name.Name != iface {
			return true
		}
		if t, ok := spec.Type.(*ast.InterfaceType); ok {
			for _, m := range t.Methods.List {
				if len(m.Names) > 0 && m.Names[0].Name == method {
					doc = m.Doc.Text()
				}
			}
		}
		return false
	})
	return doc
}

// The bounds of the look at a module's types: files, bytes of one, signals.
const (
	maxTypeFiles = 400
	maxTypeFile  = 256 << 10
	maxTypeDocs  = 3
)

// speaksOfSafety is in every comment that could say that a type is not safe
// for use by several goroutines; a look for it is cheaper than parsing.
var speaksOfSafety = regexp.MustCompile(`(?i)//.*(?:thread|goroutine|concurren).*saf|//.*saf.*(?:concurren|parallel)`)

// typeDocs reads what the doc comments of exported types and packages admit of
// concurrent use. Only these count: what a helper inside does is locked outside.
func (l *Lexicon) typeDocs(tree fs.FS) ([]finding.Signal, error) {
	var out []finding.Signal
	var errs []error
	files := 0
	err := fs.WalkDir(tree, ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir():
			if name != "." && (skipped(path.Base(name)) || path.Base(name) == "internal" || strings.Count(name, "/") > 3) {
				return fs.SkipDir
			}
			return nil
		case !e.Type().IsRegular() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		if files++; files > maxTypeFiles || len(out) >= maxTypeDocs {
			return fs.SkipAll
		}
		data, err := readHead(tree, name, maxTypeFile)
		if err != nil {
			errs = append(errs, err)
			return nil
		}
		if speaksOfSafety.Match(bytes.TrimSpace(data)) {
			found, err := l.typeDocsOf(tree, name)
			out, errs = append(out, found...), append(errs, err)
		}
		return nil
	})
	if err := errors.Join(append(errs, err)...); err != nil {
		return out, fmt.Errorf("read doc comments of types: %w", err)
	}
	return out[:min(len(out), maxTypeDocs)], nil
}

func (l *Lexicon) typeDocsOf(tree fs.FS, name string) ([]finding.Signal, error) {
	lines := token.NewFileSet()
	file, err := parseFile(tree, lines, name)
	if file == nil || file.Name.Name == "main" {
		return nil, err
	}
	var out []finding.Signal
	judge := func(symbol string, doc *ast.CommentGroup) {
		if s, ok := l.DocComment(symbol, doc.Text(), nil); ok && s.Class == classLock {
			s.URL = fmt.Sprintf("%s#L%d", name, lines.Position(doc.Pos()).Line)
			out = append(out, s)
		}
	}
	if file.Doc != nil {
		judge(file.Name.Name, file.Doc)
	}
	for _, d := range file.Decls {
		gen, ok := d.(*ast.GenDecl)
		if !ok || gen.Tok != token.TYPE {
			continue
		}
		for _, spec := range gen.Specs {
			t, ok := spec.(*ast.TypeSpec)
			if !ok || !t.Name.IsExported() {
				continue
			}
			doc := t.Doc
			if doc == nil && len(gen.Specs) == 1 {
				doc = gen.Doc
			}
			if doc != nil {
				judge(t.Name.Name, doc)
			}
		}
	}
	return out, nil
}

const classLock = "lock-bug"
