package sqltext

import (
	"maps"
	"slices"
)

// statement reads one statement whose brackets are groups.
func statement(body []token) Statement {
	for len(body) == 1 && body[0].isGroup() {
		body = body[0].group
	}
	body, defined := withoutCTEs(body)
	s := Statement{Verb: verbOf(body)}
	s.Partial = unfinished(body)
	s.Tables = tables(body, defined)
	if s.Verb == Other {
		s.Partial = len(body) == 0 || body[0].kind == hole
		return s
	}
	branches := split(body, isSetOperator)
	s.Partial = s.Partial || slices.ContainsFunc(branches, clauseHole)
	s.Where = all(branches, func(b []token) bool { return hasFilter(b) || ofFiltered(b, defined) })
	if len(branches) == 1 {
		s.single(body, defined)
		return s
	}
	s.Limit, s.N = limit(branches[len(branches)-1])
	return s
}

// single adds what can be said of a query that is no UNION.
func (s *Statement) single(body []token, defined map[string][]token) {
	s.Limit, s.N = limit(body)
	if s.Limit == NoLimit {
		s.Limit, s.N = top(body)
	}
	cond := clause(body, "WHERE")
	if s.Limit == NoLimit {
		s.Limit, s.N = rownum(cond)
	}
	s.Aggregate = s.Verb == Select && aggregates(body)
	s.Equals = equals(cond)
	if sub, ok := onlySubquery(body); ok && s.Verb == Select {
		s.inherit(statement(sub))
		return
	}
	name, ok := onlyTable(body)
	if cte, named := defined[name]; named && ok && s.Verb == Select {
		delete(defined, name) // a WITH may hide a table of its own name
		s.inherit(statement(cte))
		return
	}
	if ok {
		s.ByKey = slices.ContainsFunc(s.Equals, func(col string) bool { return KeyLike(col, name) })
	}
}

// inherit takes the bounds of the subquery that is the only source of rows.
func (s *Statement) inherit(in Statement) {
	s.Where = s.Where || in.Where
	s.Partial = s.Partial || in.Partial
	s.ByKey = in.ByKey
	s.Aggregate = s.Aggregate || in.Aggregate
	if s.Limit == NoLimit {
		s.Limit, s.N = in.Limit, in.N
	}
}

// unfinished: the text ends where more must follow, as in "DELETE FROM " + name.
func unfinished(body []token) bool {
	if len(body) == 0 {
		return false
	}
	last := body[len(body)-1]
	return isConnective(last) || isClauseWord(last) && !last.is("VALUES") || len(body) == 1 && last.is("UPDATE") ||
		last.is("INTO", "JOIN", "BY", "IN", "LIKE", "=", "<", ">", ",", ".")
}

func verbOf(body []token) Verb {
	if len(body) == 0 {
		return Other
	}
	switch first := body[0]; {
	case first.is("SELECT"):
		return Select
	case first.is("INSERT", "REPLACE"):
		return Insert
	case first.is("UPDATE"):
		return Update
	case first.is("DELETE"):
		return Delete
	case first.isGroup():
		return verbOf(first.group)
	}
	return Other
}

// withoutCTEs drops WITH a AS (..), b AS (..) and returns the definitions by name.
func withoutCTEs(body []token) ([]token, map[string][]token) {
	defined := map[string][]token{}
	if len(body) == 0 || !body[0].is("WITH") {
		return body, defined
	}
	for i := 1; i < len(body); i++ {
		if body[i].is("SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE") {
			return body[i:], defined
		}
		if body[i].isGroup() && i >= 2 && body[i-1].is("AS", "MATERIALIZED") {
			defined[cteName(body[:i])] = body[i].group
		}
	}
	return body, defined
}

func cteName(before []token) string {
	for i := len(before) - 1; i > 0; i-- {
		if t := before[i]; t.isName() && !t.is("AS", "NOT", "MATERIALIZED") {
			return t.text
		}
	}
	return ""
}

func isSetOperator(t token) bool { return t.is("UNION", "EXCEPT", "INTERSECT", "MINUS") }

func all(branches [][]token, f func([]token) bool) bool {
	return !slices.ContainsFunc(branches, func(b []token) bool { return !f(b) })
}

// isClauseWord: the token ends a clause at its own level.
func isClauseWord(t token) bool {
	return t.is("SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FETCH",
		"FOR", "RETURNING", "UNION", "EXCEPT", "INTERSECT", "SET", "VALUES", "ON")
}

// clause returns the tokens of one clause, without its keyword.
func clause(body []token, name string) []token {
	from := slices.IndexFunc(body, func(t token) bool { return t.is(name) })
	if from < 0 {
		return nil
	}
	rest := body[from+1:]
	if end := slices.IndexFunc(rest, isClauseWord); end >= 0 {
		return rest[:end]
	}
	return rest
}

// hasFilter: a WHERE that says more than that something fixed is true.
func hasFilter(body []token) bool {
	if len(body) == 1 && body[0].isGroup() {
		return statement(body[0].group).Where
	}
	return filters(clause(body, "WHERE")) || joinFilters(body)
}

func filters(cond []token) bool {
	return slices.ContainsFunc(cond, func(t token) bool {
		return t.isName() && !t.is("AND", "OR", "NOT", "TRUE") || t.isGroup() || t.kind == hole || t.kind == param
	})
}

// joinFilters: an inner join with a subquery that has a filter.
func joinFilters(body []token) bool {
	for i, t := range body {
		if !t.is("JOIN") || i+1 >= len(body) || !body[i+1].isGroup() {
			continue
		}
		outer := i == 0 || body[i-1].is("LEFT", "RIGHT", "FULL", "OUTER", "CROSS")
		if !outer && hasFilter(body[i+1].group) {
			return true
		}
	}
	return false
}

// ofFiltered: the rows come from a WITH that has a filter, or are joined with one.
func ofFiltered(body []token, defined map[string][]token) bool {
	for i, t := range body {
		if i+1 >= len(body) || !body[i+1].isName() {
			continue
		}
		name := body[i+1].text
		inner := t.is("JOIN") && i > 0 && !body[i-1].is("LEFT", "RIGHT", "FULL", "OUTER", "CROSS") || t.is("FROM") && !widened(body[i+2:])
		if inner && filteredWith(name, defined) {
			return true
		}
	}
	return false
}

// widened: what follows a table adds rows that no condition ties to its own.
func widened(rest []token) bool {
	if end := slices.IndexFunc(rest, func(t token) bool { return t.is("WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "FOR") }); end >= 0 {
		rest = rest[:end]
	}
	return slices.ContainsFunc(rest, func(t token) bool { return t.is(",", "RIGHT", "FULL", "CROSS") })
}

// filteredWith: each branch of a WITH has a filter, or goes on from the rows of the others.
func filteredWith(name string, defined map[string][]token) bool {
	def, ok := defined[name]
	if !ok {
		return false
	}
	others := maps.Clone(defined)
	delete(others, name)
	branches := split(def, isSetOperator)
	again := func(b []token) bool {
		return slices.ContainsFunc(b, func(t token) bool { return t.isName() && t.text == name })
	}
	return all(branches, func(b []token) bool { return hasFilter(b) || ofFiltered(b, others) || len(branches) > 1 && again(b) })
}

// clauseHole: something filled in by Go stands where a clause could.
func clauseHole(body []token) bool {
	for i, t := range body {
		prev, next := token{}, token{}
		if i > 0 {
			prev = body[i-1]
		}
		if i+1 < len(body) {
			next = body[i+1]
		}
		if t.isGroup() && (startsWithHole(t) && isConnective(prev) || clauseHole(t.group)) {
			return true
		}
		if t.kind == hole && i > 0 && !valuePlace(prev, next) {
			return true
		}
	}
	return false
}

// startsWithHole: (%s), whole or in part a condition if one is due here.
func startsWithHole(t token) bool { return len(t.group) == 1 && t.group[0].kind == hole }

func isConnective(t token) bool { return t.is("WHERE", "AND", "OR", "NOT", "ON", "HAVING") }

// valuePlace: between before and after, only a value, column or table fits.
func valuePlace(before, after token) bool {
	if after.kind == punct && !after.is(",", "(") && after.text != "" {
		return !before.is("WHERE") || after.is("=", "<", ">", "<=", ">=", "<>", "!=", ".")
	}
	if isConnective(before) {
		return after.is("IN", "LIKE", "IS", "BETWEEN", "ILIKE")
	}
	if before.kind == punct && !before.isGroup() {
		return true
	}
	return before.is("SELECT", "DISTINCT", "FROM", "JOIN", "INTO", "UPDATE", "TABLE", "BY", "LIMIT", "OFFSET",
		"LIKE", "ILIKE", "BETWEEN", "AS", "SET", "TOP", "FIRST", "NEXT", "INTERVAL", "IN", "VALUES", "COLLATE")
}
