package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/report"
	"github.com/cachevet/cachevet/rules"
)

func formatList() string { return strings.Join(report.Formats(), ", ") }

// target is one --format: a format, and a file unless it goes to stdout.
type target struct{ format, file string }

// targets reads --format and refuses what cannot be written before any work is
// done.
func (a *app) targets() ([]target, error) {
	var out []target
	stdout := ""
	for _, f := range a.flags.format {
		name, file, _ := strings.Cut(f, "=")
		if !slices.Contains(report.Formats(), name) {
			return nil, usage("--format %q: choose from %s", name, formatList())
		}
		if file == "" {
			if stdout != "" {
				return nil, usage("--format %s,%s: only one format can go to standard output; write the other as %s=FILE", stdout, name, name)
			}
			stdout = name
		} else if !filepath.IsAbs(file) {
			file = filepath.Join(a.host.Dir, file)
		}
		if file != "" {
			if st, err := os.Stat(filepath.Dir(file)); err != nil || !st.IsDir() {
				return nil, usage("--format %s: the folder of this file does not exist; make it first", f)
			}
		}
		out = append(out, target{name, file})
	}
	return out, nil
}

// output is standard output. It remembers that a write failed, also where whoever
// wrote did not look.
type output struct {
	to  io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.to.Write(p)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// plain leaves out the name of a file that the message has already.
func plain(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// write renders the report to every target. One that cannot be written does not
// keep the others from it.
func (a *app) write(r *finding.Report, cat *rules.Catalogue, to []target) error {
	opt := report.Options{Color: a.color(), Width: a.width(), Verbose: a.flags.verbose, Now: a.host.Now(), Rules: ruleDocs(cat)}
	if cat == nil && slices.ContainsFunc(to, func(t target) bool { return t.format == "sarif" }) {
		// It lists its rules even where nothing was judged.
		builtin, err := rules.Builtin()
		if err != nil {
			return err
		}
		opt.Rules = ruleDocs(builtin)
	}
	a.clearLine()
	var errs []error
	for _, t := range to {
		if err := a.writeOne(r, opt, t); err != nil {
			errs = append(errs, err)
		}
	}
	if errs == nil {
		return nil
	}
	return incomplete("%w", errors.Join(errs...))
}

func (a *app) writeOne(r *finding.Report, opt report.Options, t target) error {
	opt.Color = opt.Color && t.format == "text" && t.file == ""
	if t.file != "" {
		if err := report.WriteFile(t.file, t.format, r, opt); err != nil {
			return fmt.Errorf("%w; the report was not written", err)
		}
		return nil
	}
	var buf bytes.Buffer
	if err := report.Render(&buf, t.format, r, opt); err != nil {
		return err
	}
	if _, err := a.host.Out.Write(buf.Bytes()); err != nil {
		return fmt.Errorf("write the report: %w", plain(err))
	}
	return nil
}

// ruleDocs hands the hazards' words to formats that carry documentation.
func ruleDocs(cat *rules.Catalogue) []report.Rule {
	if cat == nil {
		return nil
	}
	var out []report.Rule
	for i := range cat.Hazards {
		h := &cat.Hazards[i]
		worst := finding.None
		for _, l := range h.Levels {
			if finding.Level(l).Rank() > worst.Rank() {
				worst = finding.Level(l)
			}
		}
		help := fmt.Sprintf("%s\n\n**What it does to you.** %s\n\n**Instead.** %s\n\n**On the server.** %s\n", h.Problem, h.Blast, fixText(h), h.Server)
		out = append(out, report.Rule{ID: h.Name, Name: h.Name, Short: h.Title, Full: h.Problem, Help: help, Level: worst})
	}
	return out
}

func fixText(h *rules.Hazard) string {
	if s, ok := h.Fix["default"]; ok {
		return s
	}
	return h.Fix[""]
}
