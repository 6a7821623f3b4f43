package main

import (
	"bytes"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/cachevet/cachevet/report"
)

// matchSchema is the command schema of the scripts: the named JSON reports match
// the published schema.
func matchSchema(ts *testscript.TestScript, neg bool, args []string) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema()))
	ts.Check(err)
	c := jsonschema.NewCompiler()
	ts.Check(c.AddResource("schema.json", doc))
	s, err := c.Compile("schema.json")
	ts.Check(err)
	for _, file := range args {
		text := ts.ReadFile(file)
		got, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		ts.Check(err)
		if err := s.Validate(got); (err != nil) != neg {
			ts.Fatalf("%s: %v", file, err)
		}
	}
}
