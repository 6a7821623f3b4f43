package unlock

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// looked reports what gives back a lock that is taken where nothing was found under its
// key, by whatever way it is read, written and deleted: in the function that has taken it,
// or by a method of a lock whose other methods do.
func looked(p *analyzers.Pass, l *lookers, f *link.Func) {
	frees := analyzers.LockTyped(f) && analyzers.Announces(shortOf(f), freeing)
	for i := range f.Calls {
		for _, t := range p.Touch.At(f, int32(i)) {
			if t.Effect&link.Deletes == 0 || t.Kind == rules.Memory || t.Conf == finding.Possible || t.Op != nil && guarded(p.Prog, t.Op) {
				continue
			}
			key, ok := p.Touch.Key(&t)
			if !ok || !l.took(f, int32(i), key, frees) || throughRelease(t.Ctx) || breaks(f) {
				continue
			}
			call := &f.Calls[i]
			c := analyzers.Candidate{
				F: f, Block: call.Block, Pos: call.Pos, Callee: call.Callee, Command: "DEL", Conf: t.Conf,
				Cost: "1 x DEL", Detail: "The key is deleted, whoever holds the lock by now.", Below: t.Ctx,
			}
			if afterOwner(p, f, int32(i), &t) {
				c.Detail = inBetween
			}
			p.Report(c)
			break
		}
	}
}

// lookers are the functions that may have looked for a lock, by what they share with those
// that delete one. What each has looked for is asked once.
type lookers struct {
	p      *analyzers.Pass
	of     map[lookerKey][]*link.Func
	looked map[*link.Func][]look
}

// lookerKey is a declared function and its literals, or the methods of a type.
type lookerKey struct {
	pkg  *summary.Package
	decl string
	recv string
}

// look is a call by which a lock is taken where nothing was found under its key.
type look struct {
	call int32
	key  link.Val
}

func lookersOf(p *analyzers.Pass) *lookers {
	l := &lookers{p: p, of: map[lookerKey][]*link.Func{}, looked: map[*link.Func][]look{}}
	for _, f := range p.Prog.Funcs {
		for _, k := range []lookerKey{family(f), {recv: analyzers.Receiver(f)}} {
			l.of[k] = append(l.of[k], f)
		}
	}
	return l
}

func family(f *link.Func) lookerKey { return lookerKey{pkg: f.Pkg, decl: f.Decl} }

// looks lists how a function has taken locks.
func (l *lookers) looks(f *link.Func) []look {
	out, known := l.looked[f]
	if !known {
		for i := range f.Calls {
			if key, ok := analyzers.Looked(l.p, f, int32(i)); ok {
				out = append(out, look{int32(i), key})
			}
		}
		l.looked[f] = out
	}
	return out
}

// took reports whether what a call of f deletes was taken: by f or its literals, under that
// key, or where f is a method that frees a lock, by a method of the lock under any.
func (l *lookers) took(f *link.Func, del int32, key link.Val, frees bool) bool {
	for _, g := range l.of[family(f)] {
		for _, k := range l.looks(g) {
			if (g != f || f.After(k.call, del)) && l.p.Prog.SameKey(k.key, key) {
				return true
			}
		}
	}
	return frees && slices.ContainsFunc(l.of[lookerKey{recv: analyzers.Receiver(f)}], func(g *link.Func) bool {
		return family(g) != family(f) && len(l.looks(g)) > 0
	})
}
