package rules

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"

	"go.yaml.in/yaml/v3"
)

//go:embed clients roots hazards commands.json
var builtin embed.FS

// Builtin returns a fresh catalogue of everything that comes with the tool.
// An error means that the tool itself was built from broken rule files.
func Builtin() (*Catalogue, error) {
	c := &Catalogue{}
	data, err := builtin.ReadFile("commands.json")
	if err != nil {
		return nil, fmt.Errorf("read the command table: %w", err)
	}
	if c.Commands, err = parseCommands(data); err != nil {
		return nil, fmt.Errorf("read the command table: %w", err)
	}
	if err := Load(builtin, c); err != nil {
		return nil, err
	}
	return c, nil
}

// Load adds every .yaml and .yml file of fsys, at any depth, to into. What a
// file describes follows from its first key: client, framework or hazard. On
// error, which names file and line of everything that is wrong, into is as
// before. Load must not run at the same time as any other use of into.
func Load(fsys fs.FS, into *Catalogue) error {
	l := loader{into: into}
	sum := sha256.New()
	sum.Write([]byte(into.Digest))
	files, err := ruleFiles(fsys)
	if err != nil {
		return fmt.Errorf("list rule files: %w", err)
	}
	for _, name := range files {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("read rule file: %w", err)
		}
		fmt.Fprintf(sum, "%q %d\n", name, len(data))
		sum.Write(data)
		l.file(name, data)
	}
	l.validate()
	if len(l.problems) > 0 {
		return l.err()
	}
	into.Clients = append(into.Clients, l.found.Clients...)
	into.Frameworks = append(into.Frameworks, l.found.Frameworks...)
	into.Hazards = append(into.Hazards, l.found.Hazards...)
	into.Digest = hex.EncodeToString(sum.Sum(nil))
	into.forget()
	return nil
}

func ruleFiles(fsys fs.FS) ([]string, error) {
	var files []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ext := path.Ext(name); !d.IsDir() && (ext == ".yaml" || ext == ".yml") {
			files = append(files, name)
		}
		return nil
	})
	return files, err
}

// loader gathers what the files say and all that is wrong with them, so that
// an author sees every mistake at once.
type loader struct {
	into     *Catalogue
	found    Catalogue
	problems []problem
}

type problem struct {
	file string
	line int
	text string
}

func (l *loader) report(file string, line int, format string, args ...any) {
	l.problems = append(l.problems, problem{file, line, fmt.Sprintf(format, args...)})
}

func (l *loader) err() error {
	sort.SliceStable(l.problems, func(i, j int) bool {
		a, b := l.problems[i], l.problems[j]
		if a.file != b.file {
			return a.file < b.file
		}
		return a.line < b.line
	})
	var errs []error
	for _, p := range slices.Compact(l.problems) {
		errs = append(errs, fmt.Errorf("%s:%d: %s", p.file, p.line, p.text))
	}
	return errors.Join(errs...)
}

func (l *loader) file(name string, data []byte) {
	doc, err := parseYAML(data)
	if err != nil {
		l.report(name, yamlLine(err), "%s", yamlText(err))
		return
	}
	switch kind := doc.Content[0].Value; kind {
	case "client":
		var c Client
		if l.decode(name, doc, &c) {
			c.File, c.Line = name, doc.Line
			for i, n := range items(doc, "ops") {
				c.Ops[i].Line = n.Line
			}
			l.found.Clients = append(l.found.Clients, c)
		}
	case "framework":
		var f Framework
		if l.decode(name, doc, &f) {
			f.File, f.Line = name, doc.Line
			for i, n := range items(doc, "roots") {
				f.Roots[i].Line = n.Line
				f.Roots[i].nameVerb()
			}
			l.found.Frameworks = append(l.found.Frameworks, f)
		}
	case "hazard":
		var h Hazard
		if l.decode(name, doc, &h) {
			h.File, h.Line = name, doc.Line
			l.found.Hazards = append(l.found.Hazards, h)
		}
	default:
		l.report(name, doc.Line, "first key is %q, want client, framework or hazard", kind)
	}
}

// decode fills v, whose fields must be all the keys that doc uses.
func (l *loader) decode(file string, doc *yaml.Node, v any) bool {
	before := len(l.problems)
	expandRows(items(doc, "ops"), "func", field(doc, "ops"))
	expandRows(items(doc, "roots"), "call", field(doc, "roots"))
	checkKeys(doc, v, func(line int, text string) { l.report(file, line, "%s", text) })
	if len(l.problems) > before {
		return false
	}
	if err := doc.Decode(v); err != nil {
		l.report(file, yamlLine(err), "%s", yamlText(err))
		return false
	}
	return true
}
