// Package report renders a finished report in every format that people and
// machines read: one file per format, each registered by a one-line init. The
// JSON is the contract (schema.json); every other format is a view of it.
//
// It does not know how findings are made, judged or waived, and it asks nothing
// of the environment: colour, width, links and rule texts come in as Options.
// All text in a report may stem from scanned code or a foreign tracker and is
// hostile until it went through escape.go.
package report

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"time"

	"github.com/cachevet/cachevet/internal/finding"
)

// Options says how to render. The zero value is right for files: no colour, 80
// columns, no links, hazards known by name only.
type Options struct {
	// Color switches ANSI colours on in the text format. The caller decides it
	// from the terminal and the environment.
	Color bool
	// Width is the number of columns of the text format; 0 means 80.
	Width int
	// Verbose prints every step, note and skipped package in the text format,
	// where it otherwise counts those beyond the first few.
	Verbose bool
	// Repo is the https address of the user's repository at the vetted commit,
	// such as https://github.com/o/r/blob/COMMIT; links to own files are made
	// below it. Empty: own files are not linked.
	Repo string
	// Now is when the report is rendered, for the one format that tells the time.
	Now time.Time
	// Rules describes the hazards, for the formats that carry documentation.
	Rules []Rule
}

// Rule is the documentation of one hazard. ID is the name that findings carry;
// Name, Short and Full are plain text, Help is Markdown. Level is the loudest
// level that the hazard can have, None for warn.
type Rule struct {
	ID, Name, Short, Full, Help string
	Level                       finding.Level
}

// renderer writes r to w in one format. r has no nil slices.
type renderer func(w io.Writer, r *finding.Report, o Options) error

var formats = map[string]renderer{}

// register adds a format. It is called from init functions only; a second
// renderer for one name is a programmer's mistake.
func register(name string, f renderer) {
	if formats[name] != nil {
		panic("report: format " + name + " registered twice")
	}
	formats[name] = f
}

// Formats returns the names of all formats, sorted.
func Formats() []string {
	names := make([]string, 0, len(formats))
	for name := range formats {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Render writes r to w in the named format. r is not changed. An unknown format
// or a failing writer is an error; what was written before it stays written.
func Render(w io.Writer, format string, r *finding.Report, o Options) error {
	render := formats[format]
	if render == nil {
		return fmt.Errorf("unknown format %q: choose one of %s", clip(clean(format), 40), strings.Join(Formats(), ", "))
	}
	if err := render(w, complete(r), o); err != nil {
		return fmt.Errorf("render %s: %w", format, err)
	}
	return nil
}
