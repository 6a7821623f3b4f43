package modules

import (
	"strings"
	"unicode"

	"golang.org/x/mod/module"
)

// query is one argument: a module or package path, with an optional version.
type query struct {
	path    string
	version string
	// below is set for path/...: the packages under path are meant too.
	below bool
}

func (q query) String() string {
	s := q.path
	if q.below {
		s += "/..."
	}
	if q.version != "" {
		s += "@" + q.version
	}
	return escape(s)
}

// target is what go get is asked for.
func (q query) target() string {
	if q.version == "" {
		return q.path + "@latest"
	}
	return q.path + "@" + q.version
}

// parseQuery reads path[@version] and path/...[@version].
func parseQuery(arg string) (query, error) {
	path, version, at := strings.Cut(arg, "@")
	q := query{path: path, version: version}
	if rest, ok := strings.CutSuffix(path, "/..."); ok {
		q.path, q.below = rest, true
	}
	bad := &Error{Kind: BadName, Where: escape(arg), Do: "give a module or package path such as github.com/x/y@v1.2.3"}
	switch {
	case strings.HasPrefix(arg, "."), strings.HasPrefix(arg, "/"), strings.Contains(arg, `\`):
		bad.What = "a folder is no module path"
		bad.Do = "use `cachevet scan` for code of your own, or give a module path such as github.com/x/y@v1.2.3"
		return q, bad
	case strings.HasSuffix(version, "/..."):
		bad.What = "not a version"
		bad.Do = "the packages below go before the version: " + escape(path) + "/...@" + escape(strings.TrimSuffix(version, "/..."))
		return q, bad
	case at && !validVersion(version):
		bad.What = "not a version"
		return q, bad
	}
	if err := module.CheckImportPath(q.path); err != nil {
		bad.What = "not a module or package path"
		return q, bad
	}
	if host, _, _ := strings.Cut(q.path, "/"); !strings.Contains(host, ".") {
		bad.What = "names no module that can be downloaded (its first part is no host name)"
		return q, bad
	}
	return q, nil
}

// validVersion accepts what the go command takes as a version query: versions,
// branches, commits, "latest" and comparisons, but not "none".
func validVersion(v string) bool {
	if v == "" || v == "none" || strings.HasPrefix(v, "-") {
		return false
	}
	for _, r := range v {
		if r > unicode.MaxASCII || !(unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-._+/~^<>=", r)) {
			return false
		}
	}
	return true
}
