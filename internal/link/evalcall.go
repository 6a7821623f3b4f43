package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// call evaluates result n of a call: known text functions of the standard
// library, scripts that a client loaded, and summarised functions.
func (e *evaluator) call(v Val, i int32, n, d int) []string {
	c := &v.F.Calls[i]
	if out, ok := e.library(v, c, d); ok {
		return out
	}
	if out, ok := e.digest(v, c, d); ok {
		return out
	}
	if cl := e.p.Cat.Client(c.Pkg); cl != nil && !cl.Transparent {
		return e.clientCall(v, c, cl.Op(c.Type, c.Name), d)
	}
	if io := e.p.behindIface(v.F, c); io != nil {
		return e.clientCall(v, c, io.rule, d)
	}
	if g := e.row.asked(e.p, v, c); g != nil {
		return e.returns(g, nil, n, d)
	}
	var out []string
	for _, ed := range v.F.Out[i] {
		if ed.Via != Callback {
			out = append(out, e.returns(ed.Callee, &Ctx{Edge: ed, Up: v.Ctx}, n, d)...)
		}
	}
	if len(out) == 0 {
		return unknown
	}
	return out
}

// returns evaluates result n of a function.
func (e *evaluator) returns(f *Func, ctx *Ctx, n, d int) []string {
	var out []string
	for _, r := range f.Returns {
		if n < len(r.Values) {
			out = append(out, e.eval(Val{Ref{f, r.Values[n]}, ctx}, d)...)
		}
	}
	return out
}

// clientCall evaluates what stands for a script: the call that loads it, and
// accessors of its result (Result, Val, Hash).
func (e *evaluator) clientCall(v Val, c *summary.Call, op *rules.Op, d int) []string {
	if op != nil && op.Loads && op.Script != nil {
		args := e.p.args(v.F, c, v.Ctx)
		switch n := *op.Script; {
		case n < 0 && c.Recv != 0:
			return e.eval(v.With(c.Recv), d)
		case n >= 0 && n < len(args):
			return e.eval(args[n], d)
		}
		return unknown
	}
	if op != nil && op.Raw != nil {
		return e.loadedRaw(e.p.args(v.F, c, v.Ctx), *op.Raw, d)
	}
	if c.Recv != 0 && len(c.Args) <= 1 {
		return e.eval(v.With(c.Recv), d)
	}
	if c.Recv == 0 && len(c.Args) == 2 && v.F.TypeAt(v.F.Values[c.Args[1]].Type).Text == "error" { // redis.String(conn.Do(...))
		return e.eval(v.With(c.Args[0]), d)
	}
	return unknown
}

// loadedRaw evaluates the reply to a raw command: SCRIPT LOAD gives what stands for
// its script.
func (e *evaluator) loadedRaw(args []Val, raw, d int) []string {
	if len(args) != raw+3 {
		return unknown
	}
	name := join(e.eval(args[raw], d), e.eval(args[raw+1], d), " ")
	if len(name) != 1 || !strings.EqualFold(name[0], "SCRIPT LOAD") {
		return unknown
	}
	return e.eval(args[raw+2], d)
}

// library evaluates functions of strings and fmt that only put text together.
func (e *evaluator) library(v Val, c *summary.Call, d int) ([]string, bool) {
	arg := func(i int) []string {
		if i < len(c.Args) {
			return e.eval(v.With(c.Args[i]), d)
		}
		return unknown
	}
	switch c.Callee {
	case "fmt.Sprintf":
		return e.sprintf(v, c, d), true
	case "fmt.Sprint":
		return e.concat(v, c.Args, "", d), true
	case "(*strings.Builder).String", "(*bytes.Buffer).String":
		return e.builtText(v, c, d), true
	case "strings.ToUpper":
		return apply(arg(0), strings.ToUpper), true
	case "strings.ToLower":
		return apply(arg(0), strings.ToLower), true
	case "strings.TrimSpace":
		return apply(arg(0), strings.TrimSpace), true
	case "strings.Clone", "strings.Trim", "strings.TrimPrefix", "strings.TrimSuffix", "strings.TrimLeft", "strings.TrimRight":
		return arg(0), true
	case "strings.Replace", "strings.ReplaceAll":
		return replaceAll(arg(0), arg(1), arg(2)), true
	case "(embed.FS).ReadFile":
		return e.file(v.With(c.Recv), arg(0)), true
	case "io/fs.ReadFile":
		if len(c.Args) == 2 {
			return e.file(v.With(c.Args[0]), arg(1)), true
		}
	case "strings.Join":
		if len(c.Args) == 2 {
			return e.joined(v, c, d), true
		}
	}
	return nil, false
}

// builtText puts together what a function writes into a builder of its own, in its order.
// What is written in a loop, or elsewhere, is not known.
func (e *evaluator) builtText(v Val, c *summary.Call, d int) []string {
	out, f := []string{""}, v.F
	if f.Values[c.Recv].Op != summary.Alloc {
		return unknown
	}
	for i := range f.Calls {
		w := &f.Calls[i]
		if w.Recv == c.Recv && len(w.Args) == 1 && (w.Name == "WriteString" || w.Name == "Write") && f.LoopAt[w.Block] < 0 {
			out = join(out, e.eval(v.With(w.Args[0]), d), "")
		} else if w.Recv == c.Recv && strings.HasPrefix(w.Name, "Write") || slices.ContainsFunc(w.Args, func(a int32) bool { return f.Unconverted(a) == c.Recv }) {
			out = join(out, unknown, "")
		}
	}
	return out
}

// file gives the embedded scripts whose names fit.
func (e *evaluator) file(fs Val, names []string) []string {
	for range 6 {
		if x := fs.Value(); x.Op == summary.Load || x.Op == summary.MakeIface || x.Op == summary.Convert {
			fs = fs.With(x.A)
		}
	}
	var out []string
	if fs.Value().Op != summary.GlobalAddr {
		return unknown
	}
	for _, f := range e.p.files[fs.Value().Str] {
		if slices.ContainsFunc(names, func(n string) bool { return fits(f.Name, n) }) {
			out = append(out, f.Text)
		}
	}
	if len(out) == 0 {
		return unknown
	}
	return out
}

// fits compares a name with a text whose unknown parts may be anything; one that is
// all unknown fits nothing.
func fits(name, text string) bool {
	parts := strings.Split(text, Hole)
	if len(parts) == 1 || strings.Join(parts, "") == "" {
		return name == text && name != ""
	}
	rest, ok := strings.CutPrefix(name, parts[0])
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(rest, part)
		if ok = ok && at >= 0; !ok {
			return false
		}
		rest = rest[at+len(part):]
	}
	return ok && strings.HasSuffix(rest, parts[len(parts)-1])
}

func apply(in []string, f func(string) string) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = f(s)
	}
	return out
}

// replaceAll replaces where all three are one text; a hole in the replacement
// is kept as a hole.
func replaceAll(s, old, new []string) []string {
	if len(old) != 1 || len(new) == 0 || old[0] == "" || strings.Contains(old[0], Hole) {
		return s
	}
	var out []string
	for _, x := range s {
		for _, n := range new {
			out = append(out, strings.ReplaceAll(x, old[0], n))
		}
	}
	return out
}

func (e *evaluator) joined(v Val, c *summary.Call, d int) []string {
	sep := e.eval(v.With(c.Args[1]), d)
	es, ok := e.p.expand(v.With(c.Args[0]), d)
	if !ok || len(sep) != 1 || len(es) == 0 {
		return unknown
	}
	out := e.eval(es[0], d)
	for _, x := range es[1:] {
		out = join(out, e.eval(x, d), sep[0])
	}
	return out
}

func (e *evaluator) concat(v Val, args []int32, sep string, d int) []string {
	out := []string{""}
	for i, a := range args {
		if i == 0 {
			out = e.eval(v.With(a), d)
			continue
		}
		out = join(out, e.eval(v.With(a), d), sep)
	}
	return out
}

// sprintf fills %s, %v, %d and %q; other verbs leave a hole.
func (e *evaluator) sprintf(v Val, c *summary.Call, d int) []string {
	if len(c.Args) == 0 {
		return unknown
	}
	var out []string
	for _, format := range e.eval(v.With(c.Args[0]), d) {
		parts := []string{""}
		next := 1
		for i := 0; i < len(format); i++ {
			if format[i] != '%' || i+1 == len(format) {
				parts = join(parts, []string{format[i : i+1]}, "")
				continue
			}
			i++
			for i+1 < len(format) && strings.IndexByte("+-# 0123456789.", format[i]) >= 0 {
				i++
			}
			if format[i] == '%' {
				parts = join(parts, []string{"%"}, "")
				continue
			}
			fill := unknown
			if next < len(c.Args) && !c.Ellipsis && (strings.IndexByte("svdq", format[i]) >= 0 || format[i] == 'x' && v.F.isDigest(c.Args[next])) {
				fill = e.eval(v.With(c.Args[next]), d)
			}
			next++
			parts = join(parts, fill, "")
		}
		out = append(out, parts...)
	}
	return out
}
