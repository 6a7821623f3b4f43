package cmd

import (
	"crypto/sha256"
	"encoding/json"
	"io"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/report"
)

// findingKey is where the store keeps the last finding of an id. The schema is
// part of it: another release may not read this one's.
func findingKey(id string) [32]byte {
	return sha256.Sum256([]byte("finding\x00" + finding.SchemaName + "\x00" + id))
}

// keepFindings puts what a report names by id where explain finds it again. Like
// all in the store, it may be gone by then.
func (a *app) keepFindings(r *finding.Report) error {
	if a.store == nil {
		return nil
	}
	for _, f := range r.Findings {
		data, err := json.Marshal(f)
		if err != nil {
			return err
		}
		if have, ok := a.store.Get(findingKey(f.ID)); ok && string(have) == string(data) {
			continue
		}
		_ = a.store.Put(findingKey(f.ID), data) // the store tells of trouble itself
	}
	return nil
}

// explainFinding prints the finding of that id as it was last seen.
func (a *app) explainFinding(id string) error {
	if a.store = a.openStore(); a.store == nil {
		return a.notSeen(id)
	}
	data, ok := a.store.Get(findingKey(id))
	var f finding.Finding
	if !ok || json.Unmarshal(data, &f) != nil || f.ID != id {
		return a.notSeen(id)
	}
	return report.One(a.host.Out, f, report.Options{Color: a.color(), Width: a.width(), Verbose: true})
}

func (a *app) notSeen(id string) error {
	var b strings.Builder
	para(&b, a.width(), "Finding "+printable(id), "No run on this machine has reported it, or its store was emptied since: check, gate and scan show where it is. What follows is true of every finding of its kind.")
	_, err := io.WriteString(a.host.Out, b.String())
	return err
}
