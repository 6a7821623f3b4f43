package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// Dated reports whether a text is made of the date that the clock shows when it is
// made, the year included: another one each day, month or hour, and none comes
// back. A text that is made elsewhere and kept in a field is none, nor is one that
// a caller outside the program may give.
func (p *Program) Dated(v Val) bool { return (&dating{p: p}).text(v, 0) }

// dating follows texts and times to the clock, within a number of steps.
type dating struct {
	p     *Program
	steps int
}

// steps of the clock's methods that give another time.
var shifting = []string{"UTC", "Local", "In", "Add", "AddDate", "Truncate", "Round"}

// text reports whether a part of a text is a date.
func (s *dating) text(v Val, d int) bool {
	x, ok := s.step(v, d)
	if !ok {
		return false
	}
	switch x.Op {
	case summary.Binary:
		return x.Str == "+" && (s.text(v.With(x.A), d+1) || s.text(v.With(x.B), d+1)) || x.Str == "/" && s.seconds(v.With(x.A), d+1)
	case summary.CallVal:
		return s.called(v, &v.F.Calls[x.N], d)
	}
	return s.through(v, d, s.text)
}

// called: text is put together of a date, or a time is written as one.
func (s *dating) called(v Val, c *summary.Call, d int) bool {
	part := func(a int32) bool { return s.text(v.With(a), d+1) }
	switch {
	case c.Pkg == "time" && c.Type == "Time":
		return s.writes(v, c) && s.clock(v.With(c.Recv), d+1)
	case c.Pkg == "fmt" && strings.HasPrefix(c.Name, "Sprint"), c.Pkg == "strconv":
		return slices.ContainsFunc(c.Args, part)
	case c.Pkg == "strings" && len(c.Args) > 0:
		parts, ok := s.p.expand(v.With(c.Args[0]), d+1)
		return ok && slices.ContainsFunc(parts, func(e Val) bool { return s.text(e, d+1) }) || part(c.Args[0])
	}
	return s.returned(v, d, s.text)
}

// writes: the year is part of what a method gives of a time. A layout that is no
// constant has it.
func (s *dating) writes(v Val, c *summary.Call) bool {
	switch c.Name {
	case "Year":
		return true
	case "Format":
		layouts := s.p.Strings(v.With(c.Args[0]), true).Vals
		return slices.ContainsFunc(layouts, func(l string) bool { return strings.Contains(l, "06") && !strings.Contains(l, ".0") })
	}
	return false
}

// seconds is a time as a number, before it is divided into windows.
func (s *dating) seconds(v Val, d int) bool {
	x, ok := s.step(v, d)
	if !ok {
		return false
	}
	if x.Op == summary.CallVal {
		c := &v.F.Calls[x.N]
		return c.Pkg == "time" && c.Type == "Time" && strings.HasPrefix(c.Name, "Unix") && s.clock(v.With(c.Recv), d+1)
	}
	return s.through(v, d, s.seconds)
}

// clock reports whether a time is that of now.
func (s *dating) clock(v Val, d int) bool {
	x, ok := s.step(v, d)
	if !ok {
		return false
	}
	if x.Op != summary.CallVal {
		return s.through(v, d, s.clock)
	}
	switch c := &v.F.Calls[x.N]; {
	case c.Callee == "time.Now":
		return true
	case c.Pkg == "time":
		return c.Type == "Time" && slices.Contains(shifting, c.Name) && s.clock(v.With(c.Recv), d+1)
	}
	return s.returned(v, d, s.clock)
}

func (s *dating) step(v Val, d int) (*summary.Value, bool) {
	if s.steps++; v.V == 0 || d > maxDepth || s.steps > maxSteps {
		return nil, false
	}
	return v.Value(), true
}

// through follows a value to where it comes from: a variable, or the parameter that
// every caller fills so.
func (s *dating) through(v Val, d int, is func(Val, int) bool) bool {
	switch x := v.Value(); x.Op {
	case summary.Convert, summary.MakeIface, summary.Assert, summary.Load, summary.SliceOf:
		return is(v.With(x.A), d+1)
	case summary.Phi:
		return slices.ContainsFunc(x.Args, func(a int32) bool { return is(v.With(a), d+1) })
	case summary.Alloc:
		return slices.ContainsFunc(v.F.values[v.V], func(a int32) bool { return is(v.With(a), d+1) })
	case summary.FreeVal:
		around, ok := s.p.Captured(v.Ref)
		return ok && is(Val{around, ctxOf(v.Ctx, around.F)}, d+1)
	case summary.ParamVal:
		return s.param(v, int(x.N), d, is)
	}
	return false
}

func (s *dating) param(v Val, i, d int, is func(Val, int) bool) bool {
	if v.Ctx != nil && v.Ctx.Edge.Callee == v.F {
		arg, ok := s.p.Arg(v.Ctx, i)
		return ok && is(arg, d+1)
	}
	return !s.p.Outside(v.F) && s.p.everyCaller(v.F, i, func(arg Val) bool { return is(arg, d+1) })
}

// returned follows a call into the functions that it leads to.
func (s *dating) returned(v Val, d int, is func(Val, int) bool) bool {
	for _, e := range v.F.Out[v.Value().N] {
		for _, r := range e.Callee.Returns {
			if e.Via != Callback && len(r.Values) > 0 && is(Val{Ref{e.Callee, r.Values[0]}, &Ctx{Edge: e, Up: v.Ctx}}, d+1) {
				return true
			}
		}
	}
	return false
}
