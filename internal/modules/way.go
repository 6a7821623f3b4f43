package modules

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
)

// Way is one command that changes the requirements of a module: go get of some
// versions or, where Edit is set, go mod edit with some flags.
type Way struct {
	Get  []string // path@version, path@none to remove
	Edit []string
}

// Undo is the part of a way that takes one change back. ok is false where nothing
// does: a removed module breaks nothing.
func (c Change) Undo() (Way, bool) {
	switch {
	case c.Kind == Removed:
		return Way{}, false
	case c.Kind == Replaced && IsVersion(c.From):
		return Way{Edit: []string{"-dropreplace=" + c.Path}}, true
	case c.Kind == Replaced:
		return Way{Edit: []string{"-replace=" + c.Path + "=" + c.From}}, true
	case c.Excluded:
		return Way{Edit: []string{"-dropexclude=" + c.Path + "@" + c.From, "-require=" + c.Path + "@" + c.From}}, true
	case c.From == "":
		return Way{Get: []string{c.Path + "@none"}}, true
	}
	return Way{Get: []string{c.Path + "@" + c.From}}, true
}

// Join makes one way of several. go get and go mod edit are two commands: where
// both are needed ok is false.
func Join(ways ...Way) (all Way, ok bool) {
	for _, w := range ways {
		all.Get, all.Edit = append(all.Get, w.Get...), append(all.Edit, w.Edit...)
	}
	return all, (len(all.Get) == 0) != (len(all.Edit) == 0)
}

// Command is the way as a command for the module in dir, a folder relative to
// where the command is typed.
func (w Way) Command(dir string) string {
	words := slices.Concat([]string{"go"}, []string{"get"}, w.Get)
	if len(w.Edit) > 0 {
		words = slices.Concat([]string{"go"}, []string{"mod", "edit"}, w.Edit)
	}
	if dir = filepath.ToSlash(dir); dir != "" && dir != "." {
		words = slices.Insert(words, 1, "-C", dir)
	}
	for i, word := range words {
		words[i] = ShellWord(word)
	}
	return strings.Join(words, " ")
}

// VendorCommand refreshes the vendor folder of the module in dir, after a way was
// gone; "" where it has none. sub is dir as it is typed.
func VendorCommand(dir, sub string) string {
	if !exists(filepath.Join(dir, "vendor", "modules.txt")) {
		return ""
	}
	if sub = filepath.ToSlash(sub); sub != "" && sub != "." {
		return "go -C " + ShellWord(sub) + " mod vendor"
	}
	return "go mod vendor"
}

// After is the build list that the module in dir would have after going a way:
// versions by path, as a Change has them. Nothing of the user's is changed.
// Failures are of type *Error.
func After(ctx context.Context, dir string, env []string, offline bool, w Way) (map[string]string, error) {
	g := goTool{dir: dir, env: guarded(env, offline)}
	own, err := g.environment(ctx)
	if err != nil {
		return nil, err
	}
	o, err := newOverlay(g, own)
	if err != nil {
		return nil, err
	}
	defer o.close()
	if len(w.Edit) > 0 {
		_, err = o.tool.run(ctx, slices.Concat([]string{"mod", "edit"}, w.Edit, []string{o.modFile()})...)
	} else {
		err = o.get(ctx, w.Get...)
	}
	if err != nil {
		return nil, classify(err, query{path: o.mainModule})
	}
	mods, err := o.all(ctx)
	if err != nil {
		return nil, classify(err, query{path: o.mainModule})
	}
	out := map[string]string{}
	for path, m := range byPath(mods) {
		out[path] = display(m)
	}
	return out, nil
}

// IsVersion tells a version from what replaces a module.
func IsVersion(s string) bool {
	return strings.HasPrefix(s, "v") && !strings.ContainsAny(s, "/@")
}

// ShellWord quotes a word for a POSIX shell where that is needed.
func ShellWord(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./@=+,:~", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
