package unlock

import (
	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/rules"
)

// libraryLocks are the types whose methods take locks by a library's ways.
func libraryLocks(p *link.Program) map[owner]bool {
	out := map[owner]bool{}
	for _, f := range p.Funcs {
		for _, o := range f.Ops {
			if o.Client.Kind == rules.Lock && o.Does("lock") {
				out[owner{f.Pkg, analyzers.Receiver(f)}] = true
			}
		}
	}
	return out
}

// byHand: a method that is there to give back a lock, of a type that takes it by way of a
// library, deletes its key: the library would compare the token.
func byHand(f *link.Func, by map[owner]bool) bool {
	recv := analyzers.Receiver(f)
	return recv != "" && by[owner{f.Pkg, recv}] && analyzers.Announces(shortOf(f), freeing)
}
