// Package sqltext reads SQL that stands in Go source, far enough to tell a
// bounded query from one that returns a whole table: the verb, the tables, and
// whether a filter, a limit, an aggregate or a key bounds the rows.
//
// It knows no schema and no dialect: which column is unique, how many rows a
// table has and what a driver does with the text are not its business. A bound
// is reported when the text proves it in every common dialect, else not.
//
// Text that Go code fills in later is welcome as %s, %d, {name} or {{.Name}}. In
// the place of a value, a column or a table it is taken as one; where it could
// be a clause, the statement is Partial.
package sqltext

// Verb is what a statement does.
type Verb uint8

// The verbs; Other is everything else, and text that is no SQL.
const (
	Other Verb = iota
	Select
	Insert
	Update
	Delete
)

// LimitKind says whether the number of rows is capped.
type LimitKind uint8

// The kinds of limits.
const (
	NoLimit   LimitKind = iota
	Constant            // at most Statement.N rows
	Parameter           // at most as many as a parameter says
)

// Statement is what one SQL statement says of itself.
type Statement struct {
	Verb   Verb
	Tables []string // as written, without quotes, in order, each once; "?" is filled in by Go
	// Where: a WHERE that can exclude rows stands in every branch of the query
	// (WHERE 1=1 alone does not count).
	Where bool
	// Limit caps the rows of the whole result (LIMIT, FETCH FIRST, TOP, ROWNUM);
	// N is its constant, 0 otherwise.
	Limit LimitKind
	N     int64
	// Aggregate: the result is one row (COUNT, SUM, .. without GROUP BY, EXISTS).
	Aggregate bool
	// Equals are the columns that must equal one value each, without their table.
	Equals []string
	// ByKey: one table, read by equality on a column named like its key.
	ByKey bool
	// Partial: text filled in later, further statements or an ambiguous literal
	// may change any of the above.
	Partial bool
}

// Bounded says whether the statement provably returns a limited number of rows.
func (s Statement) Bounded() bool {
	return s.Aggregate || s.ByKey || s.Limit != NoLimit
}

// Parse reads a statement, the first one when there are more; then Partial is
// set.
func Parse(q string) Statement {
	all := ParseAll(q)
	if len(all) == 0 {
		return Statement{Partial: true}
	}
	first := all[0]
	first.Partial = first.Partial || len(all) > 1
	return first
}

// ParseAll reads the statements of a text, separated by semicolons. Text over
// 256 KiB is not read.
func ParseAll(q string) []Statement {
	toks, sure := tokens(q)
	var out []Statement
	for _, part := range split(toks, func(t token) bool { return t.is(";") }) {
		if len(part) == 0 {
			continue
		}
		body, ok := nest(part)
		s := statement(body)
		s.Partial = s.Partial || !sure || !ok
		out = append(out, s)
	}
	return out
}

func split[T any](list []T, at func(T) bool) [][]T {
	var out [][]T
	from := 0
	for i, x := range list {
		if at(x) {
			out = append(out, list[from:i])
			from = i + 1
		}
	}
	return append(out, list[from:])
}
