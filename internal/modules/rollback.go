package modules

import "strings"

// Rollback returns the one command that undoes a change in the module whose
// folder is dir, relative to where the command is run, or "" where none does
// (a removed module breaks nothing).
func (c Change) Rollback(dir string) string {
	tool := goIn(dir)
	switch {
	case c.Kind == Removed:
		return ""
	case c.Kind == Added:
		return GetCommand(dir, c.Path, "none")
	case c.Kind != Replaced:
		return GetCommand(dir, c.Path, c.From)
	case IsVersion(c.From):
		return tool + "mod edit -dropreplace=" + c.Path
	}
	return tool + "mod edit -replace=" + shellWord(c.Path+"="+c.From)
}

// IsVersion tells a version from what replaces a module.
func IsVersion(s string) bool {
	return strings.HasPrefix(s, "v") && !strings.ContainsAny(s, "/@")
}

// shellWord quotes a word for a POSIX shell where that is needed.
func shellWord(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./@=+,:~", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
