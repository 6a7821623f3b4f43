package analyzers

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/link"
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
