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
	for _, c := range o.Script.Calls {
		if done[c.Command] || !slices.Contains(p.Hazard.Commands, c.Command) || !wholeInScript(c) {
			continue
		}
		done[c.Command] = true
		p.Report(candidate(p, o, reading{
			command: c.Command, entity: c.Command[0] == 'H' && len(c.Args) > 0 && c.Args[0].Kind != lua.Const,
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
