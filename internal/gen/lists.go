package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strings"
	"text/template"
)

const module = "github.com/cachevet/cachevet"

var analyzerText = template.Must(template.New("analyzers").Parse(`// Package all lists the analyzers.
package all

import (
	"{{.Module}}/analyzers"
{{- range .Names}}
	"{{$.Module}}/analyzers/{{.}}"
{{- end}}
)

// Analyzers is every analyzer, by name.
var Analyzers = []*analyzers.Analyzer{
{{- range .Names}}
	{{.}}.Analyzer,
{{- end}}
}
`))

var providerText = template.Must(template.New("providers").Parse(`// Package all lists the kinds of hosts that cachevet can ask.
package all

import (
	"{{.Module}}/signals"
{{- range .Names}}
	"{{$.Module}}/signals/{{.}}"
{{- end}}
)

// Providers lists one provider for each folder of signals.
func Providers() []signals.Provider {
	return []signals.Provider{ {{- range $i, $n := .Names}}{{if $i}}, {{end}}{{$n}}.Provider(){{end -}} }
}
`))

func analyzerList(root string) (file, error) {
	return list(root, "analyzers", "Analyzer", analyzerText)
}

func providerList(root string) (file, error) { return list(root, "signals", "Provider", providerText) }

// list names the folders below parent whose package declares symbol.
func list(root, parent, symbol string, text *template.Template) (file, error) {
	f := file{path: path.Join(parent, "all", "all.go")}
	entries, err := os.ReadDir(filepath.Join(root, parent))
	if err != nil {
		return f, err
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		ok, err := declares(filepath.Join(root, parent, e.Name()), symbol)
		if err != nil {
			return f, err
		}
		if ok {
			names = append(names, e.Name())
		}
	}
	var buf bytes.Buffer
	if err := text.Execute(&buf, map[string]any{"Module": module, "Names": names}); err != nil {
		return f, err
	}
	f.data, err = format.Source(buf.Bytes())
	if err != nil {
		return f, fmt.Errorf("format %s: %w", f.path, err)
	}
	return f, nil
}

// declares reports whether the package in dir has a function or variable of that
// name at the top level.
func declares(dir, symbol string) (bool, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return false, err
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return false, err
		}
		for _, d := range f.Decls {
			if declared(d, symbol) {
				return true, nil
			}
		}
	}
	return false, nil
}

func declared(d ast.Decl, symbol string) bool {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return d.Recv == nil && d.Name.Name == symbol
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if v, ok := s.(*ast.ValueSpec); ok && len(v.Names) > 0 && v.Names[0].Name == symbol {
				return true
			}
		}
	}
	return false
}
