package nottl

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/rules"
)

// keeping are the forms of keys that the program reads, and those that something in it lets
// expire.
type keeping struct{ read, expire map[string]bool }

// keeps reports whether a write that keeps the expiry may find one: one of the keys that
// the program itself reads finds none where nothing gives such a key any.
func (k *keeping) keeps(p *link.Program, form string) bool {
	if !telling(form) {
		return true
	}
	if k.read == nil {
		k.collect(p)
	}
	return !k.read[form] || k.expire[form] || k.expire[""]
}

// telling: a form says more than that there is something.
func telling(form string) bool { return len(strings.Trim(form, link.Hole+":-_/.")) >= 3 }

func (k *keeping) collect(p *link.Program) {
	k.read, k.expire = map[string]bool{}, map[string]bool{}
	for _, f := range p.Funcs {
		for _, o := range f.Ops {
			if o.Client.Kind != rules.Remote {
				continue
			}
			key, ok := keyOf(p, o)
			if !ok {
				continue
			}
			forms := p.Strings(key, true).Vals
			if o.SetsExpiry() || slices.Contains(setting, o.Command) && expires(p, o) && !keepsTTL(p, o) {
				for _, form := range forms {
					k.note(form)
				}
				if len(forms) == 0 {
					k.expire[""] = true
				}
			}
			if o.Command == "GET" {
				for _, form := range forms {
					k.read[form] = true
				}
			}
		}
	}
}

// note: a key lets expire whose form tells nothing may be any.
func (k *keeping) note(form string) {
	if !telling(form) {
		form = ""
	}
	k.expire[form] = true
}
