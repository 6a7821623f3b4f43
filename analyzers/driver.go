package analyzers

import (
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Driver is a call of a method of an exported interface that is a cache: what stands
// behind it may be shared by many processes, whatever the module brings itself.
func Driver(p *Pass, f *link.Func, call int32) (link.Touch, bool) {
	c := &f.Calls[call]
	d := p.Prog.Decl(c.Pkg + "." + c.Type)
	if c.Iface == 0 || d == nil || !d.Exported || d.Kind != summary.Interface {
		return link.Touch{}, false
	}
	for _, t := range p.Touch.At(f, call) {
		if t.Op == nil && t.Ctx == nil && t.Kind == rules.Facade {
			return t, true
		}
	}
	return link.Touch{}, false
}

// TakesByDriver reports whether a call writes a key where there is none, by way of a
// cache's interface, and whether it gives the key a time to live.
func TakesByDriver(p *Pass, f *link.Func, call int32) (takes, expires bool) {
	c := &f.Calls[call]
	if !link.OnAbsent(c.Name) && !strings.EqualFold(c.Name, "Add") {
		return false, false
	}
	if t, ok := Driver(p, f, call); !ok || t.Effect&link.Writes == 0 {
		return false, false
	}
	for _, a := range c.Args {
		if f.TypeAt(f.Values[a].Type).Named != "time.Duration" {
			continue
		}
		n, known := p.Prog.Int(link.Val{Ref: link.Ref{F: f, V: a}})
		return true, !known || n > 0
	}
	return true, true // where it may give one is not known
}
