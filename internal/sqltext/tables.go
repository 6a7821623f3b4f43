package sqltext

import (
	"slices"
	"strings"
)

// tables lists the tables that a statement and its subqueries name, without the
// names that a WITH defines.
func tables(body []token, defined map[string][]token) []string {
	var out []string
	collect(body, &out)
	names := make([]string, 0, len(defined))
	for name := range defined {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		collect(defined[name], &out)
	}
	var uniq []string
	for _, t := range out {
		if _, cte := defined[t]; !cte && !slices.Contains(uniq, t) {
			uniq = append(uniq, t)
		}
	}
	return uniq
}

func collect(body []token, out *[]string) {
	for i, t := range body {
		if t.isGroup() && !(i > 0 && body[i-1].is("EXTRACT", "TRIM", "SUBSTRING", "OVERLAY", "POSITION")) {
			collect(t.group, out)
		}
		switch {
		case t.is("FROM") && i > 0 && body[i-1].is("DISTINCT"):
		case t.is("FROM"):
			nameList(body[i+1:], out)
		case t.is("INTO"):
			rest := body[i+1:]
			if n := slices.IndexFunc(rest, token.isGroup); n >= 0 {
				rest = rest[:n] // the column list
			}
			oneName(rest, out)
		case t.is("JOIN"), t.is("UPDATE", "TRUNCATE") && i == 0:
			oneName(body[i+1:], out)
		}
	}
}

// nameList reads the comma-separated sources behind FROM.
func nameList(rest []token, out *[]string) {
	if end := slices.IndexFunc(rest, isClauseWord); end >= 0 {
		rest = rest[:end]
	}
	for _, item := range split(rest, func(t token) bool { return t.is(",") }) {
		oneName(item, out)
	}
}

func oneName(rest []token, out *[]string) {
	for len(rest) > 0 && rest[0].is("ONLY", "LATERAL", "IGNORE", "LOW_PRIORITY", "TABLE") {
		rest = rest[1:]
	}
	if name, n := dotted(rest); n > 0 {
		*out = append(*out, name)
	}
}

// dotted reads a name such as a.b."c" and returns how many tokens it took; a
// function call is no name.
func dotted(in []token) (string, int) {
	var b strings.Builder
	n := 0
	for n < len(in) && (in[n].isName() && !isClauseWord(in[n]) || in[n].kind == hole) {
		b.WriteString(in[n].text)
		n++
		// The lexer keeps a.b whole, but parts that are quoted come singly.
		glued := strings.HasSuffix(in[n-1].text, ".") || n < len(in) && in[n].tight && strings.HasPrefix(in[n].text, ".") && in[n].isName()
		if n < len(in) && in[n].is(".") {
			b.WriteByte('.')
			n++
			continue
		}
		if !glued {
			break
		}
	}
	if n < len(in) && in[n].isGroup() {
		return "", 0
	}
	return b.String(), n
}

// from returns the sources of the rows and whether there is one only.
func from(body []token) ([]token, bool) {
	src := clause(body, "FROM")
	if verbOf(body) == Update {
		src = clause(body, "UPDATE")
		if len(src) == 0 && len(body) > 1 {
			src = body[1:2]
		}
	}
	joined := slices.ContainsFunc(body, func(t token) bool { return t.is("JOIN", "APPLY") })
	comma := slices.ContainsFunc(src, func(t token) bool { return t.is(",") })
	return src, len(src) > 0 && !joined && !comma
}

func onlySubquery(body []token) ([]token, bool) {
	src, one := from(body)
	if !one || !src[0].isGroup() || verbOf(src[0].group) != Select {
		return nil, false
	}
	return src[0].group, true
}

func onlyTable(body []token) (string, bool) {
	src, one := from(body)
	if !one {
		return "", false
	}
	name, n := dotted(src)
	return name, n > 0
}
