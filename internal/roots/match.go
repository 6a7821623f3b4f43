package roots

import "strings"

// expand writes out {a,b} alternatives.
func expand(pattern string) []string {
	if pattern == "" {
		return nil
	}
	open := strings.IndexByte(pattern, '{')
	if open < 0 {
		return []string{pattern}
	}
	end := strings.IndexByte(pattern[open:], '}')
	if end < 0 {
		return []string{pattern}
	}
	end += open
	var out []string
	for _, alt := range strings.Split(pattern[open+1:end], ",") {
		out = append(out, expand(pattern[:open]+alt+pattern[end+1:])...)
	}
	return out
}

// like matches a name against a pattern in which * stands for any text, but for
// the one of a pointer receiver "(*".
func like(pattern, name string) bool {
	if p, ok := strings.CutPrefix(pattern, "(*"); ok {
		n, ok := strings.CutPrefix(name, "(*")
		return ok && glob(p, n)
	}
	return glob(pattern, name)
}

// glob takes each part between two stars where it comes first, which is enough.
func glob(pattern, name string) bool {
	part, rest, stars := strings.Cut(pattern, "*")
	if !stars {
		return name == pattern
	}
	name, ok := strings.CutPrefix(name, part)
	for ok {
		if part, rest, stars = strings.Cut(rest, "*"); !stars {
			return strings.HasSuffix(name, part)
		}
		_, name, ok = strings.Cut(name, part)
	}
	return false
}

// stripTypeArgs drops [T] from a full name.
func stripTypeArgs(name string) string {
	for {
		i := strings.IndexByte(name, '[')
		if i < 0 {
			return name
		}
		depth, j := 0, i
		for ; j < len(name); j++ {
			if name[j] == '[' {
				depth++
			} else if name[j] == ']' {
				if depth--; depth == 0 {
					break
				}
			}
		}
		if j == len(name) {
			return name[:i]
		}
		name = name[:i] + name[j+1:]
	}
}
