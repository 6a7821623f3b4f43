package analyzers

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// loopWords names what a block, or an edge out of it if there is one, is repeated over, ""
// outside loops.
func loopWords(p *link.Program, f *link.Func, block int32, out *link.Edge, ctx *link.Ctx) string {
	if len(f.LoopAt) == 0 {
		return ""
	}
	var words []string
	for _, l := range f.LoopsAt(block) {
		b := p.LoopBound(f, l, ctx)
		if b.Kind == link.EndlessFor || out != nil && p.RunsElement(out, l) || b.Kind == link.Unbounded && slices.Contains(words, b.Words) {
			continue // turns of turns are turns
		}
		words = append(words, b.Words)
	}
	slices.Reverse(words)
	return strings.Join(words, " x ")
}

// cost multiplies the loops along the path with the cost of the place itself.
func cost(f *finding.Finding, c *Candidate) string {
	var factors []string
	for i, fr := range f.Path {
		if fr.Loop != "" && (i < len(f.Path)-1 || !strings.Contains(c.Cost, " x ") || strings.HasPrefix(c.Cost, "1 x ")) {
			factors = append(factors, fr.Loop)
		}
	}
	if len(factors) == 0 {
		return c.Cost
	}
	return strings.Join(factors, " x ") + " x " + strings.TrimPrefix(c.Cost, "1 x ")
}

// message fills the hazard's sentence and adds what was seen.
func message(h *rules.Hazard, f *finding.Finding, c *Candidate) string {
	s := strings.NewReplacer("{command}", f.Command, "{entry}", short(f.Entry.Function), "{cost}", f.Cost, "{sink}", short(f.Sink.Function)).Replace(h.Message)
	if c.Detail != "" {
		s += " " + c.Detail
	}
	return s
}

// fix is the cure, for the client or else the command where the hazard has one for it.
func fix(h *rules.Hazard, c *Candidate) string {
	for _, k := range []string{c.Client, c.Command, "default", ""} {
		if s, ok := h.Fix[k]; ok {
			return s
		}
	}
	return ""
}

// short drops the package's directory from a full name, and a major version with
// it: what is left reads as Go code does.
func short(full string) string {
	open := full[:len(full)-len(strings.TrimLeft(full, "(*"))]
	name := full[len(open):]
	dir, base := path.Split(name)
	if pkg, rest, ok := strings.Cut(base, "."); ok && majorVersion(pkg) {
		return open + path.Base(strings.TrimSuffix(dir, "/")) + "." + rest
	}
	return open + base
}

func majorVersion(s string) bool {
	return len(s) > 1 && s[0] == 'v' && strings.Trim(s[1:], "0123456789") == ""
}

// optional reports whether some call of the path, or the place itself, stands
// under a condition that an option decides.
func optional(p *link.Program, path []*link.Edge, c *Candidate) bool {
	for _, e := range path {
		if e.Call >= 0 && underOption(p, e.Caller, e.Caller.Calls[e.Call].Block) {
			return true
		}
	}
	return underOption(p, c.F, c.Block)
}

// offByDefault reports whether the place, or a call of the path, stands where an
// option is not what it is by default.
func offByDefault(p *link.Program, path []*link.Edge, c *Candidate) bool {
	return p.OffByDefault(c.F, c.Block) || slices.ContainsFunc(path, func(e *link.Edge) bool {
		return e.Call >= 0 && p.OffByDefault(e.Caller, e.Caller.Calls[e.Call].Block)
	})
}

func underOption(p *link.Program, f *link.Func, block int32) bool {
	for _, g := range f.Guards(block) {
		if isOption(f, g.Cond, 0) && !p.Answered(link.Val{Ref: link.Ref{F: f, V: g.Cond}}) {
			return true
		}
	}
	return false
}

// isOption: a boolean or text from a parameter or a field, not an error or a
// result. A field of what the server has answered is no option either.
func isOption(f *link.Func, v int32, d int) bool {
	if d > 6 || v == 0 {
		return false
	}
	x := &f.Values[v]
	switch x.Op {
	case summary.Not, summary.Convert:
		return isOption(f, x.A, d+1)
	case summary.Load:
		return isOption(f, x.A, d+1)
	case summary.FieldOf, summary.ParamVal, summary.FreeVal, summary.GlobalAddr:
		return optionKind(f, x)
	case summary.CallVal: // a flag's value lies behind the pointer that declares it
		c := &f.Calls[x.N]
		return f.TypeAt(x.Type).Kind == summary.Pointer && c.Recv == 0 && optionKind(f, x) || c.Callee == "os.Getenv"
	case summary.Binary:
		if x.Str == "==" || x.Str == "!=" {
			return isOption(f, x.A, d+1) && f.Values[x.B].Op == summary.Const || isOption(f, x.B, d+1) && f.Values[x.A].Op == summary.Const
		}
	}
	return false
}

func optionKind(f *link.Func, x *summary.Value) bool {
	t := f.TypeAt(x.Type)
	if t.Kind == summary.Pointer {
		t = f.TypeAt(t.Elem)
	}
	return t.Kind == summary.Bool || t.Kind == summary.String || t.Kind == summary.Integer
}

// behaviour is what makes findings of two versions the same: the hazard, the
// command and the API that leads there, without paths of packages or lines.
func behaviour(f *finding.Finding, seen []sight) string {
	var names []string
	for _, s := range seen {
		if s.Heat == f.Entry.Heat {
			names = append(names, BareName(s.Root.F.Decl))
		}
	}
	slices.Sort(names)
	return fmt.Sprintf("%s\x00%s\x00%s", f.Hazard, f.Command, names[0])
}
