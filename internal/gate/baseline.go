package gate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

// baselineSchema is the value of Baseline.Schema.
const baselineSchema = "cachevet-baseline/1"

// Baseline lists the findings that were there when a project adopted cachevet.
// They count as existing.
type Baseline struct {
	Schema   string `json:"schema"`
	Findings []Old  `json:"findings"`
}

// Old is one finding of a baseline. Only the ID counts; the rest tells readers
// of the file what it stands for.
type Old struct {
	ID      string `json:"id"`
	Hazard  string `json:"hazard"`
	Module  string `json:"module"`
	Command string `json:"command"`
}

// NewBaseline returns the baseline that accepts every finding of a report but
// the waived ones, sorted by ID.
func NewBaseline(r *finding.Report) *Baseline {
	b := &Baseline{Schema: baselineSchema, Findings: []Old{}}
	for _, f := range r.Findings {
		if f.Status != finding.Waived {
			b.Findings = append(b.Findings, Old{ID: f.ID, Hazard: f.Hazard, Module: f.Module, Command: f.Command})
		}
	}
	slices.SortFunc(b.Findings, func(a, b Old) int { return strings.Compare(a.ID, b.ID) })
	b.Findings = slices.CompactFunc(b.Findings, func(a, b Old) bool { return a.ID == b.ID })
	return b
}

// ParseBaseline reads a baseline file. name is for messages.
func ParseBaseline(name string, data []byte) (*Baseline, error) {
	b := &Baseline{}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(b); err != nil {
		return nil, fmt.Errorf("read baseline %s: %w", name, err)
	}
	if dec.More() {
		return nil, fmt.Errorf("read baseline %s: something follows the baseline", name)
	}
	if b.Schema != baselineSchema {
		return nil, fmt.Errorf("read baseline %s: schema %q is not %s", name, b.Schema, baselineSchema)
	}
	for _, f := range b.Findings {
		if f.ID == "" {
			return nil, fmt.Errorf("read baseline %s: a finding without an id", name)
		}
	}
	return b, nil
}

// Write stores the baseline at path. The file is complete or, after a crash, as
// it was.
func (b *Baseline) Write(path string) error {
	data, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return fmt.Errorf("write baseline %s: %w", path, err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".cachevet-*")
	if err != nil {
		return fmt.Errorf("write baseline %s: %w", path, err)
	}
	_, err = tmp.Write(append(data, '\n'))
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err // the name is a temporary one
		}
		return fmt.Errorf("write baseline %s: %w", path, errors.Join(err, os.Remove(tmp.Name())))
	}
	return nil
}

// ids returns the IDs of the baseline; a nil baseline has none.
func (b *Baseline) ids() map[string]bool {
	out := map[string]bool{}
	if b != nil {
		for _, f := range b.Findings {
			out[f.ID] = true
		}
	}
	return out
}
