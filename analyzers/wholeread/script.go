package wholeread

import (
	"fmt"
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/lua"
)

// scripted judges the commands of a Lua script.
func scripted(p *analyzers.Pass, o *link.Op) {
	done := map[string]bool{}
	for i, c := range o.Script.Calls {
		if done[c.Command] || !slices.Contains(p.Hazard.Commands, c.Command) || !wholeInScript(c) {
			continue
		}
		done[c.Command] = true
		p.Report(candidate(p, o, reading{
			command: c.Command, entity: !namesKeys(o.Script, i) && fewInScript(p.Prog, o, c),
			detail: fmt.Sprintf("The command is in a Lua script (line %d), which blocks the server until it is done.", c.Line),
		}))
	}
}

func wholeInScript(c lua.Call) bool {
	switch c.Command {
	case "HGETALL", "HKEYS", "HVALS", "SMEMBERS", "SUNION", "SINTER", "SDIFF":
		return true
	case "MGET":
		return false
	case "SORT", "SORT_RO":
		return !c.Flag("LIMIT") && !c.Flag("STORE")
	}
	if len(c.Args) < 3 || c.Flag("LIMIT") || c.Flag("COUNT") || c.Args[1].Kind != lua.Const || c.Args[2].Kind != lua.Const {
		return false
	}
	end, ok := ends[c.Args[1].Text]
	return ok && c.Args[2].Text == end
}

// namesKeys: what a call reads are the keys of others, which the script then goes
// through one by one: an index, not one thing's own.
func namesKeys(s *lua.Script, read int) bool {
	return slices.ContainsFunc(s.Calls, func(c lua.Call) bool {
		return len(c.Args) > 0 && c.Args[0].Kind == lua.Result && c.Args[0].Of == read &&
			slices.ContainsFunc(c.Loops, func(l lua.Loop) bool { return l.Of == read })
	})
}

// fewInScript: a hash whose key the caller makes is one entity's, and a set may
// be a registry by the key that the caller gives.
func fewInScript(p *link.Program, o *link.Op, c lua.Call) bool {
	if len(c.Args) == 0 {
		return false
	}
	key, ok := givenKey(p, o, c.Args[0])
	if c.Command[0] == 'H' {
		return c.Args[0].Kind != lua.Const && !(ok && constant(p, key) != "")
	}
	return c.Command == "SMEMBERS" && ok && registry(p, key)
}

// givenKey is the key that the caller of a script gives as one of KEYS.
func givenKey(p *link.Program, o *link.Op, key lua.Arg) (link.Val, bool) {
	if key.Kind != lua.Key || key.Index == 0 {
		return link.Val{}, false
	}
	given, ok := o.Arg(o.Rule.Key)
	if !ok {
		return link.Val{}, false
	}
	keys, ok := p.Expand(given)
	if !ok || key.Index > len(keys) {
		return link.Val{}, false
	}
	return keys[key.Index-1], true
}
