package report

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"io"

	"github.com/cachevet/cachevet/internal/finding"
)

func init() { register("json", renderJSON) }

//go:embed schema.json
var schema []byte

// Schema returns the JSON Schema (2020-12) of the JSON format.
func Schema() []byte { return bytes.Clone(schema) }

func renderJSON(w io.Writer, r *finding.Report, _ Options) error {
	return writeJSON(w, r)
}

// writeJSON writes v indented, with everything escaped that a terminal, a
// browser or a CI log could act on. The values stay the same.
func writeJSON(w io.Writer, v any) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, escapeJSON(buf.String()))
	return err
}

// complete returns a copy of r in which no slice and no map is nil. Findings are
// copied one by one, so that r itself is left alone.
func complete(r *finding.Report) *finding.Report {
	c := *r
	if c.Schema == "" {
		c.Schema = finding.SchemaName
	}
	c.Reasons = notNil(c.Reasons)
	c.Modules = notNil(c.Modules)
	c.Findings = completeFindings(c.Findings)
	c.Fixed = completeFindings(c.Fixed)
	c.Signals = completeSignals(c.Signals)
	c.Waivers.Used = notNil(c.Waivers.Used)
	c.Waivers.Unused = notNil(c.Waivers.Unused)
	c.Waivers.Expired = notNil(c.Waivers.Expired)
	c.Coverage.Skipped = notNil(c.Coverage.Skipped)
	return &c
}

func completeFindings(in []finding.Finding) []finding.Finding {
	out := make([]finding.Finding, len(in))
	for i, f := range in {
		f.Path = notNil(f.Path)
		f.Also = notNil(f.Also)
		f.Signals = notNil(f.Signals)
		out[i] = f
	}
	return out
}

func completeSignals(in map[string]finding.ModuleSignals) map[string]finding.ModuleSignals {
	out := make(map[string]finding.ModuleSignals, len(in))
	for path, m := range in {
		m.Signals = notNil(m.Signals)
		out[path] = m
	}
	return out
}

func notNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
