package gate

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ParsePolicy reads a policy file. name is for messages. Every error, of which
// there may be several, tells file and line: an unknown key, a word that is not
// allowed, a waiver without owner, reason or expiry.
func ParsePolicy(name string, data []byte) (*Policy, error) {
	p := parser{name: name}
	root, err := p.document(data)
	if err != nil {
		return nil, err
	}
	policy := &Policy{}
	if root == nil {
		return policy, nil
	}
	p.keys(root, reflect.TypeFor[Policy](), "", "a policy")
	if err := root.Decode(policy); err != nil {
		p.typeErrors(err)
	}
	if p.errs == nil {
		p.validate(root, policy)
	}
	return policy, errors.Join(p.errs...)
}

// parser collects what is wrong with one policy file.
type parser struct {
	name string
	errs []error
}

func (p *parser) errorf(line int, format string, args ...any) {
	p.errs = append(p.errs, fmt.Errorf("%s:%d: %s", p.name, line, fmt.Sprintf(format, args...)))
}

// document returns the mapping at the root of the file, nil for an empty file.
func (p *parser) document(data []byte) (*yaml.Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc, more yaml.Node
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		p.typeErrors(err)
		return nil, errors.Join(p.errs...)
	}
	if err := dec.Decode(&more); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: holds more than one document", p.name)
	}
	root := doc.Content[0]
	if root.Kind == yaml.ScalarNode && root.Tag == "!!null" {
		return nil, nil
	}
	if root.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:%d: a policy is a mapping of settings", p.name, root.Line)
	}
	return root, nil
}

// keys checks that every key of a mapping is a field of t, at any depth, and that
// each value is of the kind that its field wants: the YAML library would make a
// word of a number, and 1 of 1.5. key names n.
func (p *parser) keys(n *yaml.Node, t reflect.Type, in, key string) {
	if n.Kind == yaml.AliasNode {
		p.errorf(n.Line, "aliases are not allowed")
		return
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case n.Kind == yaml.ScalarNode:
		p.scalar(n, t.Kind(), key)
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		for _, item := range n.Content {
			if item.Kind == yaml.ScalarNode && item.Tag == "!!null" {
				p.errorf(item.Line, "an empty item in %s", key)
				continue
			}
			p.keys(item, t.Elem(), in, "an item of "+key)
		}
	case n.Kind == yaml.MappingNode && t.Kind() == reflect.Struct:
		fields := fieldsOf(t)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			f, ok := fields[key.Value]
			if !ok {
				p.errorf(key.Line, "unknown key %q%s%s", key.Value, in, suggest(key.Value, fields))
				continue
			}
			p.keys(n.Content[i+1], f.Type, " in "+key.Value, key.Value)
		}
	}
}

// scalar checks a single value. A list or a section may be left empty, a setting
// may not. To YAML a date is a time, and the version of a server a number.
func (p *parser) scalar(n *yaml.Node, kind reflect.Kind, key string) {
	want, tags := "", ""
	switch kind {
	case reflect.String:
		want, tags = "a word, in quotes if it looks like something else", "!!str !!timestamp"
		if key == "redis" {
			tags += " !!int !!float"
		}
	case reflect.Bool:
		want, tags = "true or false", "!!bool"
	case reflect.Int, reflect.Int64:
		want, tags = "a whole number", "!!int"
	case reflect.Slice:
		want, tags = "a list", "!!null"
	case reflect.Struct:
		want, tags = "a mapping of settings", "!!null"
	}
	if !slices.Contains(strings.Fields(tags), n.ShortTag()) {
		p.errorf(n.Line, "%s is %q; it needs %s", key, n.Value, want)
	}
}

// fieldsOf maps the keys of a settings struct to its fields. finding.Waiver has
// JSON tags only; its keys are the lower-case names of its fields.
func fieldsOf(t reflect.Type) map[string]reflect.StructField {
	out := map[string]reflect.StructField{}
	for f := range t.Fields() {
		name := f.Tag.Get("yaml")
		if name == "" {
			name = strings.ToLower(f.Name)
		}
		out[name] = f
	}
	return out
}

// suggest names the key that a misspelt one may stand for.
func suggest(key string, fields map[string]reflect.StructField) string {
	plain := func(s string) string { return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(s)) }
	var known []string
	for name := range fields {
		if plain(name) == plain(key) {
			return fmt.Sprintf("; it is spelled %q", name)
		}
		known = append(known, name)
	}
	slices.Sort(known)
	return "; known are " + strings.Join(known, ", ")
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)`)

// typeErrors takes over the errors of the YAML library with their lines.
func (p *parser) typeErrors(err error) {
	texts := []string{err.Error()}
	var te *yaml.TypeError
	if errors.As(err, &te) {
		texts = te.Errors
	}
	for _, text := range texts {
		line, rest := 1, strings.TrimPrefix(text, "yaml: ")
		if m := yamlLine.FindStringSubmatch(text); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil {
				line, rest = n, m[2]
			}
		}
		p.errorf(line, "%s", strings.NewReplacer("gate.", "", "finding.", "", "!!", "").Replace(rest))
	}
}
