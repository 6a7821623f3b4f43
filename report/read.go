package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

// maxRead is the size in bytes of the largest saved report that Read accepts.
const maxRead = 64 << 20

// Read reads a report that was saved as JSON. It accepts exactly what this
// version writes: an unknown key, an unknown word, another schema, text after
// the report or more than 64 MiB is an error that says where it is.
func Read(rd io.Reader) (*finding.Report, error) {
	data, err := io.ReadAll(io.LimitReader(rd, maxRead+1))
	if err != nil {
		return nil, fmt.Errorf("read report: %w", err)
	}
	if len(data) > maxRead {
		return nil, fmt.Errorf("read report: larger than %d MiB", maxRead>>20)
	}
	if err := checkSchemaName(data); err != nil {
		return nil, err
	}
	var r finding.Report
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return nil, fmt.Errorf("read report: %s", explain(data, err))
	}
	if err := checkWords(&r); err != nil {
		return nil, fmt.Errorf("read report: %w", err)
	}
	return complete(&r), nil
}

// checkSchemaName looks at the schema first, so that a file of another version
// is not blamed for its unknown keys. It also sees that nothing follows.
func checkSchemaName(data []byte) error {
	var head struct {
		Schema *string `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return fmt.Errorf("read report: %s", explain(data, err))
	}
	if head.Schema == nil {
		return errors.New(`read report: not a cachevet report: it has no "schema"`)
	}
	if *head.Schema != finding.SchemaName {
		return fmt.Errorf("read report: its schema is %q, this version reads %q", title(*head.Schema), finding.SchemaName)
	}
	return nil
}

// explain turns an error of encoding/json into one sentence with a line number.
func explain(data []byte, err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return "the file is empty"
	case errors.As(err, &syntax):
		return fmt.Sprintf("line %d: not valid JSON: %s", lineOf(data, syntax.Offset), clean(syntax.Error()))
	case errors.As(err, &kind):
		field := strings.ReplaceAll(kind.Field, "Place.", "")
		return fmt.Sprintf("line %d: %s does not take the %s that stands there", lineOf(data, kind.Offset),
			cmp.Or(clean(field), "a report"), clean(kind.Value))
	}
	// The only other error is an unknown key, which comes without a position.
	text := strings.TrimPrefix(err.Error(), "json: ")
	if _, key, ok := strings.Cut(text, "unknown field "); ok {
		if i := bytes.Index(data, []byte(key)); i >= 0 {
			return fmt.Sprintf("line %d: %s", lineOf(data, int64(i)), clean(text))
		}
	}
	return clean(text)
}

func lineOf(data []byte, offset int64) int {
	offset = min(max(offset, 0), int64(len(data)))
	return 1 + bytes.Count(data[:offset], []byte("\n"))
}

// vocabulary lists the words that each enumerated field of the contract may
// hold; schema.json lists the same.
var vocabulary = map[string][]string{
	"mode":             {"check", "gate", "scan"},
	"verdict":          {"pass", "warn", "fail", "incomplete"},
	"level":            {"note", "warn", "fail"},
	"also.level":       {"", "note", "warn", "fail"},
	"signal.level":     {"note", "warn"},
	"status":           {"new", "existing", "waived"},
	"heat":             {"request", "periodic", "startup", "announced", "cold"},
	"via":              {"", "static", "interface", "closure", "callback"},
	"confidence":       {"certain", "likely", "possible"},
	"effect":           {"raises", "neutral", "fixed"},
	"source":           {"issue", "pull-request", "readme", "doc-comment", "go.mod", "repository"},
	"fix_basis":        {"", "ancestry", "date"},
	"coverage.signals": {"complete", "partial", "off"},
}

// word is one enumerated value and where it stands in the report.
type word struct{ where, field, value string }

func checkWords(r *finding.Report) error {
	words := []word{
		{"mode", "mode", r.Mode},
		{"verdict", "verdict", string(r.Verdict)},
		{"coverage.signals", "coverage.signals", r.Coverage.Signals},
	}
	words = append(words, findingWords("findings", r.Findings)...)
	words = append(words, findingWords("fixed", r.Fixed)...)
	for _, path := range sortedKeys(r.Signals) {
		for i, s := range r.Signals[path].Signals {
			where := fmt.Sprintf("signals.%s.signals[%d]", path, i)
			words = append(words, word{where + ".level", "signal.level", string(s.Level)},
				word{where + ".source", "source", s.Source}, word{where + ".fix_basis", "fix_basis", s.FixBasis})
		}
	}
	for _, w := range words {
		if !slices.Contains(vocabulary[w.field], w.value) {
			return fmt.Errorf("%s is %q, not one of %s", name(w.where), title(w.value), strings.Join(vocabulary[w.field], ", "))
		}
	}
	return nil
}

func findingWords(list string, fs []finding.Finding) []word {
	var words []word
	for i, f := range fs {
		where := fmt.Sprintf("%s[%d].", list, i)
		words = append(words,
			word{where + "level", "level", string(f.Level)},
			word{where + "status", "status", string(f.Status)},
			word{where + "confidence", "confidence", string(f.Confidence)},
			word{where + "entry.heat", "heat", string(f.Entry.Heat)})
		for j, frame := range f.Path {
			words = append(words, word{fmt.Sprintf("%spath[%d].via", where, j), "via", frame.Via})
		}
		for j, also := range f.Also {
			words = append(words, word{fmt.Sprintf("%salso[%d].level", where, j), "also.level", string(also.Level)},
				word{fmt.Sprintf("%salso[%d].heat", where, j), "heat", string(also.Heat)})
		}
		for j, s := range f.Signals {
			words = append(words, word{fmt.Sprintf("%ssignals[%d].effect", where, j), "effect", s.Effect})
		}
	}
	return words
}
