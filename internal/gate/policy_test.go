package gate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/cachevet/cachevet/internal/finding"
)

const fullPolicy = `version: 1
fail-on: warn
levels:
  - {hazard: keys, heat: startup, module: "example.com/x/...@>=v1.2.0 <v2.0.0", status: existing, level: note}
environment: {redis: 7.2, cluster: true, shared: true, keys: 5000000}
signals: may-fail
require-signals: true
hot: ["(*example.com/app.Runner).Run"]
cold: [example.com/app/admin/...]
rules: [wrapper.yaml]
baseline: old.json
waivers:
  - {finding: abc, owner: o, reason: r, expires: 2027-01-31}
  - {hazard: flush, module: example.com/y, owner: o, reason: r, expires: "2027-02-01"}
`

func TestParsePolicy(t *testing.T) {
	got, err := ParsePolicy("p.yaml", []byte(fullPolicy))
	if err != nil {
		t.Fatal(err)
	}
	want := &Policy{
		Version: 1, FailOn: "warn",
		Levels:      []LevelRule{{Hazard: "keys", Heat: finding.Startup, Module: "example.com/x/...@>=v1.2.0 <v2.0.0", Status: finding.Existing, Level: finding.Note}},
		Environment: Environment{Redis: "7.2", Cluster: true, Shared: new(true), Keys: 5000000},
		Signals:     "may-fail", RequireSignals: true,
		Hot: []string{"(*example.com/app.Runner).Run"}, Cold: []string{"example.com/app/admin/..."},
		Rules: []string{"wrapper.yaml"}, Baseline: "old.json",
		Waivers: []finding.Waiver{
			{Finding: "abc", Owner: "o", Reason: "r", Expires: "2027-01-31"},
			{Hazard: "flush", Module: "example.com/y", Owner: "o", Reason: "r", Expires: "2027-02-01"},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParsePolicyErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"unknown key", "version: 1\nfailon: fail\n", `p.yaml:2: unknown key "failon"; it is spelled "fail-on"`},
		{"unknown key below", "levels:\n  - level: note\n    hazzard: keys\n", `p.yaml:3: unknown key "hazzard" in levels; known are hazard, heat, level, module, status`},
		{"unknown key of a waiver", "waivers:\n  - finding: a\n    until: x\n", `p.yaml:3: unknown key "until" in waivers`},
		{"unknown version", "version: 2\n", "p.yaml:1: version 2 is not known"},
		{"wrong word", "signals: loud\n", `p.yaml:1: signals is "loud"; it may be raise, may-fail, off`},
		{"empty word", "fail-on: ''\n", `p.yaml:1: fail-on is ""`},
		{"wrong type", "version: 1\nlevels: yes\n", "p.yaml:2: "},
		{"wrong heat", "levels:\n- heat: warm\n  level: note\n", `p.yaml:2: heat is "warm"`},
		{"rule without level", "levels:\n- heat: cold\n", "p.yaml:2: a rule of levels needs a level"},
		{"rule for everything", "levels:\n- level: note\n", "p.yaml:2: a rule of levels needs a hazard, heat, module or status"},
		{"module range", "levels:\n- module: example.com/x@latest\n  level: note\n", `p.yaml:2: module "example.com/x@latest": "latest" is no version`},
		{"redis version", "environment:\n  redis: new\n", `p.yaml:2: redis is "new"`},
		{"negative keys", "environment:\n  keys: -1\n", "p.yaml:2: keys is -1"},
		{"blank pattern", "hot:\n- a\n- ' '\n", "p.yaml:3: an empty word in hot"},
		{"no owner", "waivers:\n- finding: a\n  reason: r\n  expires: 2027-01-01\n", "p.yaml:2: a waiver needs owner"},
		{"no reason", "waivers:\n- finding: a\n  owner: r\n  reason: ' '\n  expires: 2027-01-01\n", "p.yaml:2: a waiver needs reason"},
		{"no expiry", "waivers:\n- finding: a\n  owner: r\n  reason: r\n", "p.yaml:2: a waiver needs expires"},
		{"no date", "waivers:\n- finding: a\n  owner: r\n  reason: r\n  expires: never\n", `p.yaml:5: expires is "never"`},
		{"waiver for nothing", "waivers:\n- owner: r\n  reason: r\n  expires: 2027-01-01\n  hazard: keys\n", "p.yaml:2: a waiver needs the id of a finding, or both"},
		{"waiver for both", "waivers:\n- owner: r\n  reason: r\n  expires: 2027-01-01\n  hazard: keys\n  finding: a\n", "not both"},
		{"not a mapping", "- a\n", "p.yaml:1: a policy is a mapping"},
		{"two documents", "version: 1\n---\nversion: 1\n", "more than one document"},
		{"not YAML", "version: [1\n", "p.yaml:"},
		{"twice", "fail-on: fail\nfail-on: never\n", "p.yaml:2: "},
		{"alias", "hot: &a [x]\ncold: *a\n", "p.yaml:2: aliases are not allowed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParsePolicy("p.yaml", []byte(tt.text))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestInitIsTheDefault(t *testing.T) {
	p, err := ParsePolicy(PolicyName, []byte(Init()))
	if err != nil {
		t.Fatal(err)
	}
	want := &Policy{Version: 1, FailOn: "fail", Signals: "raise", Levels: []LevelRule{}, Hot: []string{}, Cold: []string{}, Rules: []string{}, Waivers: []finding.Waiver{}}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Error(diff)
	}
}

// The examples that Init comments out must be right too.
func TestInitExamples(t *testing.T) {
	var lines []string
	for line := range strings.Lines(Init()) {
		switch {
		case strings.HasPrefix(line, "#  ") || strings.HasPrefix(line, "# environment:") || strings.HasPrefix(line, "# baseline:"):
			line = strings.TrimPrefix(strings.TrimPrefix(line, "#"), " ")
			if strings.HasPrefix(line, " -") || strings.HasPrefix(line, "   ") {
				line = " " + line
			}
		case strings.HasSuffix(line, ": []\n"):
			line = strings.TrimSuffix(line, " []\n") + "\n"
		}
		lines = append(lines, line)
	}
	text := strings.Join(lines, "")
	p, err := ParsePolicy("init.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if len(p.Levels) != 2 || len(p.Waivers) != 2 || p.Environment.Keys == 0 || len(p.Hot) == 0 || p.Baseline == "" {
		t.Errorf("%+v", p)
	}
	if err := validateSchema(t, text); err != nil {
		t.Error(err)
	}
}

func validateSchema(t *testing.T, text string) error {
	t.Helper()
	return policySchema(t)(text)
}

// policySchema compiles the schema into a judge of YAML texts.
func policySchema(t *testing.T) func(text string) error {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("policy.json", doc); err != nil {
		t.Fatal(err)
	}
	c.AssertFormat()
	s, err := c.Compile("policy.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(text string) error {
		t.Helper()
		var node yaml.Node
		if err := yaml.Unmarshal([]byte(text), &node); err != nil {
			t.Fatal(err)
		}
		retag(&node)
		var v any
		if err := node.Decode(&v); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		inst, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		return s.Validate(inst)
	}
}

// retag makes dates the strings that an editor sees.
func retag(n *yaml.Node) {
	if n.Tag == "!!timestamp" {
		n.Tag = "!!str"
	}
	for _, c := range n.Content {
		retag(c)
	}
}

func TestSchemaAgreesWithLoader(t *testing.T) {
	for _, text := range []string{fullPolicy, Init()} {
		if err := validateSchema(t, text); err != nil {
			t.Error(err)
		}
	}
	for _, text := range []string{"failon: fail\n", "signals: loud\n", "levels:\n- level: note\n", "waivers:\n- finding: a\n  reason: r\n  expires: 2027-01-01\n", "environment:\n  keys: -1\n"} {
		if err := validateSchema(t, text); err == nil {
			t.Errorf("the schema allows %q", text)
		}
		if _, err := ParsePolicy("p.yaml", []byte(text)); err == nil {
			t.Errorf("the loader allows %q", text)
		}
	}
}

func TestSchemaNamesEveryKey(t *testing.T) {
	var s struct {
		Properties map[string]struct {
			Properties map[string]any
			Items      struct{ Properties map[string]any }
		}
	}
	if err := json.Unmarshal(Schema(), &s); err != nil {
		t.Fatal(err)
	}
	sorted := func(keys []string) []string { slices.Sort(keys); return keys }
	for name, pair := range map[string][2][]string{
		"policy":      {slices.Collect(maps.Keys(fieldsOf(reflect.TypeFor[Policy]()))), slices.Collect(maps.Keys(s.Properties))},
		"levels":      {slices.Collect(maps.Keys(fieldsOf(reflect.TypeFor[LevelRule]()))), slices.Collect(maps.Keys(s.Properties["levels"].Items.Properties))},
		"environment": {slices.Collect(maps.Keys(fieldsOf(reflect.TypeFor[Environment]()))), slices.Collect(maps.Keys(s.Properties["environment"].Properties))},
		"waivers":     {slices.Collect(maps.Keys(fieldsOf(reflect.TypeFor[finding.Waiver]()))), slices.Collect(maps.Keys(s.Properties["waivers"].Items.Properties))},
	} {
		if diff := cmp.Diff(sorted(pair[0]), sorted(pair[1])); diff != "" {
			t.Error(name, diff)
		}
	}
}

func FuzzParsePolicy(f *testing.F) {
	f.Add([]byte(fullPolicy))
	f.Add([]byte(Init()))
	f.Add([]byte("levels: [{level: note, module: '('}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParsePolicy("p.yaml", data)
		if err != nil {
			return
		}
		// What the loader accepts must be usable.
		r := &finding.Report{Findings: []finding.Finding{{ID: "a", Hazard: "flush", Level: finding.Fail, Module: "example.com/x", Version: "v1.0.0"}}}
		Decide(r, p, nil, Options{})
	})
}

// TestSchemaAndLoaderAgree compares the two on every value of a set
// in the place of every setting: an editor must not praise what the program
// refuses, nor the other way round.
func TestSchemaAndLoaderAgree(t *testing.T) {
	values := []string{
		"", "null", "true", "1", "0", "-1", "2", "7.2", "-7.2", "1.5", "word", "''", "' '", "[]", "[a]", "['']", "[1]", "[[a]]", "{}", "{a: b}", "[{}]",
		"fail", "warn", "note", "never", "raise", "may-fail", "off", "new", "existing", "request", "cold", "'7.2'", "'7.2.1.0'", "2027-01-31", "2027-02-31", "'2027-01-31'", "'2027-1-3'",
		"example.com/x", "example.com/x@v1.0.0", "'example.com/x@>=v1.0.0 <v2.0.0'", "example.com/x@latest", "'example.com/x@'",
	}
	templates := []string{
		"version: %s", "fail-on: %s", "signals: %s", "require-signals: %s", "hot: %s", "cold: %s", "rules: %s", "baseline: %s", "levels: %s", "environment: %s", "waivers: %s", "other: %s", "fail_on: %s",
		"environment: {redis: %s}", "environment: {cluster: %s}", "environment: {shared: %s}", "environment: {keys: %s}", "environment: {other: %s}",
		"levels: [{level: %s, hazard: keys}]", "levels: [{level: note, hazard: %s}]", "levels: [{level: note, heat: %s}]", "levels: [{level: note, status: %s}]", "levels: [{level: note, module: %s}]", "levels: [{level: note, other: %s}]", "levels: [{level: %s}]",
		"waivers: [{finding: %s, owner: o, reason: r, expires: 2027-01-31}]", "waivers: [{finding: f, owner: %s, reason: r, expires: 2027-01-31}]", "waivers: [{finding: f, owner: o, reason: %s, expires: 2027-01-31}]",
		"waivers: [{finding: f, owner: o, reason: r, expires: %s}]", "waivers: [{hazard: keys, module: %s, owner: o, reason: r, expires: 2027-01-31}]", "waivers: [{hazard: %s, module: m, owner: o, reason: r, expires: 2027-01-31}]",
		"waivers: [{finding: f, module: %s, owner: o, reason: r, expires: 2027-01-31}]",
	}
	validate := policySchema(t)
	accepted := 0
	for _, template := range templates {
		for _, value := range values {
			text := fmt.Sprintf(template, value) + "\n"
			bySchema := validate(text)
			_, byLoader := ParsePolicy("p.yaml", []byte(text))
			if (bySchema == nil) != (byLoader == nil) {
				t.Errorf("%sthe schema says %v\nthe loader says %v", text, bySchema, byLoader)
			}
			if byLoader == nil {
				accepted++
			}
		}
	}
	if n := len(templates) * len(values); accepted < 100 || accepted > n/2 {
		t.Errorf("%d of %d documents are accepted: too few or too many to compare anything", accepted, n)
	}
}
