package pipeline

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/store"
)

// resultFormat numbers what a stored result looks like.
const resultFormat = 1

// result is the answer to one question, as it is stored.
type result struct {
	Findings  []finding.Finding
	Behaviour []string // of each finding: not part of its JSON
	Coverage  finding.Coverage
}

// question hashes all that the findings follow from: the summaries' recipes, the
// packages asked for, the catalogue, and what the user says is hot. ok is false
// where nothing is stored.
func (e *Engine) question(g *load.Graph, src Source, keys map[*load.Package][32]byte) (key [32]byte, ok bool) {
	if e.Store == nil || e.Digest == "" || e.Share != nil {
		return key, false
	}
	r := store.NewRecipe("result", resultFormat).Text("tool", e.Tool).Text("rules", e.Digest)
	r.Texts("hot", e.Hot).Texts("cold", e.Cold).Texts("candidates", slices.Sorted(maps.Keys(src.Candidates)))
	if src.Own {
		r.Text("own", "yes")
	}
	wanted := slices.SortedFunc(maps.Keys(keys), func(a, b *load.Package) int { return strings.Compare(a.ID, b.ID) })
	for _, p := range wanted {
		r.Text("package", p.ID).Key("key", keys[p])
		if p.Module != nil {
			r.Texts("module", []string{p.Module.Path, version(p.Module)})
		}
	}
	for _, p := range g.Initial {
		r.Text("initial", p.ID).Texts("problems", p.Problems)
	}
	return r.Text("all", packagesOf(g)).Sum(), true
}

// packagesOf names every package and its imports: which commands link what.
func packagesOf(g *load.Graph) string {
	var b strings.Builder
	for _, p := range g.Packages {
		b.WriteString(p.ID)
		b.WriteByte('\n')
	}
	return b.String()
}

// recall answers a question that was answered before.
func (e *Engine) recall(key [32]byte) *result {
	data, ok := e.Store.Get(key)
	if !ok {
		return nil
	}
	var out result
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if dec.Decode(&out) != nil || len(out.Findings) != len(out.Behaviour) {
		return nil // damaged or of another make: as if never asked
	}
	for i := range out.Findings {
		out.Findings[i].Behaviour = out.Behaviour[i]
	}
	return &out
}

// remember stores an answer, unless something was left out of it that may be
// there the next time.
func (e *Engine) remember(key [32]byte, a *Analysis) {
	for _, s := range a.Coverage.Skipped {
		if s.Matters {
			return
		}
	}
	out := result{Findings: a.Findings, Coverage: a.Coverage}
	for _, f := range a.Findings {
		out.Behaviour = append(out.Behaviour, f.Behaviour)
	}
	if data, err := json.Marshal(out); err == nil {
		_ = e.Store.Put(key, data) // the store tells of trouble itself
	}
}
