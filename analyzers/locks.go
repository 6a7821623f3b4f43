package analyzers

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// lockWords are the words by which code speaks of locks.
var lockWords = []string{"lock", "locker", "locking", "trylock", "unlock", "mutex", "semaphore", "lease", "leader", "leadership", "election", "elector"}

// lockText finds them in keys and in names that run together. A block, a clock
// and a release are none.
var lockText = regexp.MustCompile(`(?:^|[^bc])lock|mutex|semaphore|(?:^|[^a-z])(?:lease|leader)(?:$|[^a-z])`)

// LockNamed reports whether the code around a function speaks of locks: its name,
// its type or its package.
func LockNamed(f *link.Func) bool {
	return lockText.MatchString(strings.ToLower(f.Pkg.Name)) || LockCalled(f)
}

// LockCalled reports whether a function itself, or its type, speaks of a lock.
func LockCalled(f *link.Func) bool {
	for _, name := range []string{shortName(f), typeName(Receiver(f))} {
		if slices.ContainsFunc(link.Words(name), func(w string) bool {
			return slices.Contains(lockWords, w) || strings.HasSuffix(w, "lock") && lockText.MatchString(w)
		}) {
			return true
		}
	}
	return false
}

// LockTyped reports whether a function is a method of what is called a lock.
func LockTyped(f *link.Func) bool {
	return slices.ContainsFunc(link.Words(typeName(Receiver(f))), func(w string) bool { return slices.Contains(lockWords, w) })
}

// LockKey reports whether a key's text speaks of a lock, that which any caller passes
// included.
func LockKey(p *link.Program, key link.Val) bool { return lockKey(p, key, true) }

// OwnLockKey is LockKey for what the function itself says.
func OwnLockKey(p *link.Program, key link.Val) bool { return lockKey(p, key, false) }

func lockKey(p *link.Program, key link.Val, wide bool) bool {
	for _, s := range p.Strings(key, wide).Vals {
		if lockText.MatchString(strings.ToLower(s)) {
			return true
		}
	}
	return lockText.MatchString(strings.ToLower(p.Describe(key)))
}

// LooksFirst reports whether an op writes a lock where the function has looked whether
// it is there: it or its key is called so.
func LooksFirst(p *link.Program, f *link.Func, o *link.Op) bool {
	key, known := p.KeyOf(o)
	return o.Command == "SET" && o.Script == nil && known && (LockCalled(f) || OwnLockKey(p, key)) && slices.ContainsFunc(f.Ops, func(r *link.Op) bool {
		k, ok := p.KeyOf(r)
		return (slices.Contains([]string{"TTL", "PTTL", "EXISTS"}, r.Command) || r.Command == "GET" && onNothing(p, f, r.Call, o.Call)) && ok && f.After(r.Call, o.Call) && p.SameKey(key, k)
	})
}

// onNothing: a call is made where another gave nothing, or nothing that the caller brings
// to compare it with.
func onNothing(p *link.Program, f *link.Func, read, call int32) bool {
	return slices.ContainsFunc(f.Guards(f.Calls[call].Block), func(g link.Guard) bool { return p.Derives(f, g.Cond, read) }) && !comparesHolder(p, f, read, call)
}

// comparesHolder: a call is made where what another gave is, or is not, what the caller
// brings.
func comparesHolder(p *link.Program, f *link.Func, read, call int32) bool {
	return slices.ContainsFunc(f.Guards(f.Calls[call].Block), func(g link.Guard) bool {
		x := &f.Values[g.Cond]
		return x.Op == summary.Binary && f.Values[x.A].Op != summary.Const && f.Values[x.B].Op != summary.Const && f.TypeAt(f.Values[x.A].Type).Text != "error" && p.Derives(f, g.Cond, read)
	})
}
