package sqltext

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// limit reads LIMIT and FETCH FIRST at the level of the query itself.
func limit(body []token) (LimitKind, int64) {
	for i := len(body) - 1; i >= 0; i-- {
		rest := body[i+1:]
		switch {
		case body[i].is("LIMIT"):
			return limitValue(rest)
		case body[i].is("FETCH") && len(rest) > 0 && rest[0].is("FIRST", "NEXT"):
			return fetch(rest[1:])
		}
	}
	return NoLimit, 0
}

func limitValue(rest []token) (LimitKind, int64) {
	// LIMIT offset, count
	if len(rest) > 2 && rest[1].is(",") && rest[0].isValue() {
		rest = rest[2:]
	}
	if len(rest) == 0 || len(rest) > 1 && !endsLimit(rest[1]) {
		return NoLimit, 0
	}
	return count(rest[0])
}

// endsLimit: what may follow a limit that is a plain number. Arithmetic may not,
// nor BY, which makes it a limit for each group (ClickHouse).
func endsLimit(t token) bool {
	return t.is("OFFSET", "FOR", "RETURNING", "FETCH", "INTO", "ORDER", "LOCK", "WITH", "SETTINGS", "PROCEDURE", "OPTION")
}

func fetch(rest []token) (LimitKind, int64) {
	kind, n := Constant, int64(1)
	if len(rest) > 0 && !rest[0].is("ROW", "ROWS") {
		kind, n = count(rest[0])
		rest = rest[1:]
	}
	if len(rest) > 1 && rest[0].is("ROW", "ROWS") && rest[1].is("ONLY") {
		return kind, n
	}
	return NoLimit, 0 // PERCENT, WITH TIES
}

// top reads SELECT TOP n of SQL Server.
func top(body []token) (LimitKind, int64) {
	for len(body) > 0 && body[0].is("SELECT", "DISTINCT", "ALL", "DELETE", "UPDATE") {
		body = body[1:]
	}
	if len(body) < 3 || !body[0].is("TOP") || body[2].is("PERCENT", "WITH") || body[2].kind == punct && !body[2].is("*") && !body[2].isGroup() {
		return NoLimit, 0
	}
	return count(body[1])
}

// count reads a number of rows. Only what must be a number counts as a
// parameter; a negative or absurd number is none.
func count(t token) (LimitKind, int64) {
	switch {
	case t.isGroup() && len(t.group) == 1:
		return count(t.group[0])
	case t.kind == param || t.kind == hole:
		return Parameter, 0
	case t.kind == number:
		n, err := strconv.ParseInt(t.text, 10, 64)
		if err == nil && n >= 0 && n < math.MaxInt32 {
			return Constant, n
		}
	}
	return NoLimit, 0
}

// rownum reads WHERE ROWNUM <= n of Oracle, when no OR can go round it.
func rownum(cond []token) (LimitKind, int64) {
	for _, c := range conjuncts(cond) {
		if len(c) == 3 && c[0].is("ROWNUM") && c[1].is("<", "<=", "=") {
			return count(c[2])
		}
	}
	return NoLimit, 0
}

// conjuncts splits a condition at its ANDs; none when an OR stands beside them.
func conjuncts(cond []token) [][]token {
	if slices.ContainsFunc(cond, func(t token) bool { return t.is("OR", "XOR", "||", "CASE") }) {
		return nil
	}
	return split(cond, func(t token) bool { return t.is("AND", "&&") })
}

// equals lists the columns that the condition fixes to one value.
func equals(cond []token) []string {
	var out []string
	for _, c := range conjuncts(cond) {
		for len(c) == 1 && c[0].isGroup() && len(conjuncts(c[0].group)) == 1 {
			c = c[0].group
		}
		if name, ok := equality(c); ok && !strings.EqualFold(name, "ROWNUM") {
			out = append(out, name)
		}
	}
	return out
}

func equality(c []token) (string, bool) {
	name, n := dotted(c)
	if n == 0 || n+1 >= len(c) || !c[n].is("=", "==") || !c[n+1].isValue() {
		return "", false
	}
	if len(c) > n+2 && !cast(c[n+2:]) {
		return "", false
	}
	return name[strings.LastIndexByte(name, '.')+1:], true
}

func cast(rest []token) bool { return len(rest) == 2 && rest[0].is("::") && rest[1].isName() }

// KeyLike: the column is named as the key of its table: id, uuid, users.user_id.
// Where the table is not known, "", the names that any key has count.
func KeyLike(column, table string) bool {
	column = strings.ToLower(column)
	switch column {
	case "id", "_id", "uuid", "guid", "pk", "key", "rowid", "oid":
		return true
	}
	table = strings.ToLower(table[strings.LastIndexByte(table, '.')+1:])
	for _, suffix := range []string{"_id", "id", "_key", "_uuid"} {
		base, ok := strings.CutSuffix(column, suffix)
		if ok && base != "" && (base == table || base+"s" == table || base+"es" == table || strings.TrimSuffix(base, "y")+"ies" == table) {
			return true
		}
	}
	return false
}

// aggregates: the select list makes one row of all.
func aggregates(body []token) bool {
	if slices.ContainsFunc(body, func(t token) bool { return t.is("GROUP") }) {
		return false
	}
	list := clause(body, "SELECT")
	if len(list) > 1 && list[0].is("EXISTS") && list[1].isGroup() && clause(body, "FROM") == nil {
		return true
	}
	return aggregateCall(list)
}

func aggregateCall(list []token) bool {
	for i, t := range list {
		if !t.isGroup() || len(t.group) > 0 && t.group[0].is("SELECT") {
			continue
		}
		over := i+1 < len(list) && list[i+1].is("OVER", "FILTER", "WITHIN")
		if i > 0 && !over && aggregateName(list[i-1], t.group) {
			return true
		}
		if !over && aggregateCall(t.group) {
			return true
		}
	}
	return false
}

// aggregateName: MIN and MAX of several arguments are no aggregates (SQLite).
func aggregateName(name token, args []token) bool {
	several := slices.ContainsFunc(args, func(t token) bool { return t.is(",") })
	return name.is("COUNT", "SUM", "AVG") || name.is("MIN", "MAX") && !several
}
