package report

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/cachevet/cachevet/internal/finding"
)

// compiled returns the published schema.
func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

func TestJSONMatchesSchema(t *testing.T) {
	s := compiled(t)
	for caseName, r := range reports(t) {
		if err := validate(t, s, render(t, "json", r, Options{})); err != nil {
			t.Errorf("%s: %v", caseName, err)
		}
	}
	if err := validate(t, s, `{"schema":"cachevet/1"}`); err == nil {
		t.Error("the schema accepts a report with nothing in it")
	}
}

// TestJSONRoundTrip: the saved reports are canonical, so reading and rendering
// gives the same bytes.
func TestJSONRoundTrip(t *testing.T) {
	for caseName, r := range reports(t) {
		file := filepath.Join("testdata", caseName+".json")
		got := render(t, "json", r, Options{})
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file, diff)
		}
		again, err := Read(strings.NewReader(got))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, again); diff != "" {
			t.Errorf("%s read again (-want +got):\n%s", file, diff)
		}
	}
}

// schemaNode is the part of JSON Schema that ours is written in.
type schemaNode struct {
	Ref                  string                `json:"$ref"`
	Type                 string                `json:"type"`
	Properties           map[string]schemaNode `json:"properties"`
	Required             []string              `json:"required"`
	AdditionalProperties json.RawMessage       `json:"additionalProperties"`
	Items                *schemaNode           `json:"items"`
	Enum                 []string              `json:"enum"`
	Defs                 map[string]schemaNode `json:"$defs"`
}

func schemaTree(t *testing.T) schemaNode {
	t.Helper()
	var root schemaNode
	if err := json.Unmarshal(Schema(), &root); err != nil {
		t.Fatal(err)
	}
	return root
}

// TestSchemaMatchesStruct walks finding.Report and the schema side by side.
func TestSchemaMatchesStruct(t *testing.T) {
	root := schemaTree(t)
	compareType(t, root, root, reflect.TypeFor[finding.Report](), "report")
}

func compareType(t *testing.T, root, n schemaNode, typ reflect.Type, where string) {
	t.Helper()
	if ref, ok := strings.CutPrefix(n.Ref, "#/$defs/"); ok {
		n = root.Defs[ref]
	}
	switch typ.Kind() {
	case reflect.Pointer:
		compareType(t, root, n, typ.Elem(), where)
	case reflect.Slice:
		if n.Type != "array" || n.Items == nil {
			t.Fatalf("%s: a slice in Go, %q in the schema", where, n.Type)
		}
		compareType(t, root, *n.Items, typ.Elem(), where+"[]")
	case reflect.Map:
		var values schemaNode
		if err := json.Unmarshal(n.AdditionalProperties, &values); err != nil {
			t.Fatalf("%s: a map in Go: %v", where, err)
		}
		compareType(t, root, values, typ.Elem(), where+".*")
	case reflect.Struct:
		compareStruct(t, root, n, typ, where)
	default:
		if want := map[reflect.Kind]string{reflect.String: "string", reflect.Bool: "boolean",
			reflect.Int: "integer", reflect.Float64: "number"}[typ.Kind()]; n.Type != "" && n.Type != want {
			t.Errorf("%s: %s in Go, %q in the schema", where, typ.Kind(), n.Type)
		}
	}
}

func compareStruct(t *testing.T, root, n schemaNode, typ reflect.Type, where string) {
	t.Helper()
	if string(n.AdditionalProperties) != "false" {
		t.Errorf("%s: the schema accepts unknown keys", where)
	}
	var required []string
	fields := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(typ) {
		key, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || key == "-" {
			continue
		}
		fields[key] = f.Type
		if !strings.Contains(opts, "omitempty") {
			required = append(required, key)
		}
	}
	for key, field := range fields {
		prop, ok := n.Properties[key]
		if !ok {
			t.Errorf("%s.%s: in Go, not in the schema", where, key)
			continue
		}
		compareType(t, root, prop, field, where+"."+key)
	}
	for key := range n.Properties {
		if fields[key] == nil {
			t.Errorf("%s.%s: in the schema, not in Go", where, key)
		}
	}
	slices.Sort(required)
	want := slices.Sorted(slices.Values(n.Required))
	if diff := cmp.Diff(want, required); diff != "" {
		t.Errorf("%s: required in the schema (-), always written by Go (+):\n%s", where, diff)
	}
}

// TestVocabularyMatchesSchema: Read and the schema know the same words.
func TestVocabularyMatchesSchema(t *testing.T) {
	root := schemaTree(t)
	d := root.Defs
	for field, n := range map[string]schemaNode{
		"mode": root.Properties["mode"], "verdict": root.Properties["verdict"],
		"level": d["level"], "heat": d["heat"], "also.level": d["also"].Properties["level"],
		"status": d["finding"].Properties["status"], "confidence": d["finding"].Properties["confidence"],
		"via": d["frame"].Properties["via"], "effect": d["joined"].Properties["effect"],
		"signal.level": d["signal"].Properties["level"], "source": d["signal"].Properties["source"],
		"fix_basis": d["signal"].Properties["fix_basis"], "coverage.signals": d["coverage"].Properties["signals"],
	} {
		if diff := cmp.Diff(n.Enum, vocabulary[field]); diff != "" {
			t.Errorf("%s: schema (-), Read (+):\n%s", field, diff)
		}
	}
}
