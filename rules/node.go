package rules

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// parseYAML reads one document whose top is a mapping with at least one key.
// Anchors are refused: a rule must be readable where it stands, and a foreign
// file must not grow while it is expanded.
func parseYAML(data []byte) (*yaml.Node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) == 0 {
		return nil, errors.New("line 1: the file is empty")
	}
	top := doc.Content[0]
	if top.Kind != yaml.MappingNode || len(top.Content) == 0 {
		return nil, fmt.Errorf("line %d: want a mapping that starts with client, framework or hazard", top.Line)
	}
	if n := findAlias(top); n != nil {
		return nil, fmt.Errorf("line %d: anchors and aliases are not allowed here", n.Line)
	}
	return top, nil
}

func findAlias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return n
	}
	for _, c := range n.Content {
		if a := findAlias(c); a != nil {
			return a
		}
	}
	return nil
}

var atLine = regexp.MustCompile(`line (\d+): `)

// yamlLine takes the line out of an error of the YAML library, which gives it
// in words only; 1 where it gives none.
func yamlLine(err error) int {
	if m := atLine.FindStringSubmatch(err.Error()); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			return n
		}
	}
	return 1
}

func yamlText(err error) string {
	s := strings.TrimPrefix(err.Error(), "yaml: ")
	s = strings.TrimPrefix(s, "unmarshal errors:\n")
	return strings.TrimSpace(strings.ReplaceAll(atLine.ReplaceAllString(s, ""), "\n", ";"))
}

// field returns the value of a key of a mapping, or nil.
func field(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// items returns the mappings in the list under a key.
func items(mapping *yaml.Node, key string) []*yaml.Node {
	list := field(mapping, key)
	if list == nil || list.Kind != yaml.SequenceNode {
		return nil
	}
	return list.Content
}

// expandRows replaces every row whose key holds braces, "Cache.{Get,Set}", by
// one row for each alternative.
func expandRows(rows []*yaml.Node, key string, list *yaml.Node) {
	if list == nil {
		return
	}
	var out []*yaml.Node
	for _, row := range rows {
		value := field(row, key)
		if row.Kind != yaml.MappingNode || value == nil || value.Kind != yaml.ScalarNode {
			out = append(out, row)
			continue
		}
		for _, s := range braces(value.Value) {
			out = append(out, withValue(row, value, s))
		}
	}
	list.Content = out
}

// withValue copies a mapping with old's text replaced.
func withValue(row, old *yaml.Node, text string) *yaml.Node {
	copied := *row
	copied.Content = nil
	for _, n := range row.Content {
		if n == old {
			changed := *old
			changed.Value = text
			n = &changed
		}
		copied.Content = append(copied.Content, n)
	}
	return &copied
}

// maxRows bounds what one row's braces may stand for: each pair multiplies.
const maxRows = 1000

// braces expands the first {a,b} of s, then the rest. What would be more than
// maxRows stays as it is, and fails as a name.
func braces(s string) []string {
	rows := 1
	for _, part := range strings.Split(s, "{") {
		if rows *= 1 + strings.Count(part, ","); rows > maxRows {
			return []string{s}
		}
	}
	return alternatives(s)
}

func alternatives(s string) []string {
	before, rest, open := strings.Cut(s, "{")
	inner, after, closed := strings.Cut(rest, "}")
	if !open || !closed {
		return []string{s}
	}
	var out []string
	for _, tail := range alternatives(after) {
		for _, word := range strings.Split(inner, ",") {
			out = append(out, before+strings.TrimSpace(word)+tail)
		}
	}
	return out
}

// checkKeys reports every key below n that the type of v has no field for.
func checkKeys(n *yaml.Node, v any, report func(line int, text string)) {
	checkNode(n, reflect.TypeOf(v), report)
}

func checkNode(n *yaml.Node, t reflect.Type, report func(line int, text string)) {
	switch t.Kind() {
	case reflect.Pointer:
		checkNode(n, t.Elem(), report)
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode {
			return // the decoder says what is wrong
		}
		for _, c := range n.Content {
			if c.Tag == "!!null" {
				report(c.Line, "a list item is empty")
				continue
			}
			checkNode(c, t.Elem(), report)
		}
	case reflect.Struct:
		checkStruct(n, t, report)
	}
}

func checkStruct(n *yaml.Node, t reflect.Type, report func(line int, text string)) {
	if n.Kind != yaml.MappingNode {
		return
	}
	fields := yamlFields(t)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		ft, known := fields[key.Value]
		if !known {
			report(key.Line, unknownKey(key.Value, value))
			continue
		}
		if value.Tag == "!!null" {
			report(key.Line, fmt.Sprintf("key %q has no value", key.Value))
			continue
		}
		checkNode(value, ft, report)
	}
}

func unknownKey(key string, value *yaml.Node) string {
	text := fmt.Sprintf("unknown key %q", key)
	if value.Tag == "!!null" && strings.Contains(key, " ") {
		text += "; quote the text before it, a comma ends a value inside {}"
	}
	return text
}

func yamlFields(t reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		if tag := f.Tag.Get("yaml"); tag != "" && tag != "-" {
			fields[tag] = f.Type
		}
	}
	return fields
}
