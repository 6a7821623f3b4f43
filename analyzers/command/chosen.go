package command

import (
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// chosen reports whether the command stands in a literal of a function that is called
// only where a setting says the command's own name: case "keys": return newKeys().
// Who writes that name into a configuration asks for the command.
func chosen(a analyzers.At) bool {
	f := a.Sink.F
	if !f.Literal() {
		return false
	}
	maker := a.Prog.Declared(f)
	if maker == nil {
		return false
	}
	n := 0
	for _, e := range maker.In {
		if e.Call < 0 || !named(e.Caller, e.Caller.Calls[e.Call].Block, a.Sink.Command) {
			return false
		}
		n++
	}
	return n > 0
}

// named: a block is reached only where a text is the command's name.
func named(f *link.Func, block int32, command string) bool {
	for _, g := range f.Guards(block) {
		x := &f.Values[g.Cond]
		if !g.Taken || x.Op != summary.Binary || x.Str != "==" {
			continue
		}
		for _, v := range []int32{x.A, x.B} {
			if c := &f.Values[v]; c.Op == summary.Const && f.TypeAt(c.Type).Kind == summary.String && strings.EqualFold(c.Str, command) {
				return true
			}
		}
	}
	return false
}
