package lua

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/gopher-lua/ast"
)

// The global tables through which a script reaches the server, and the
// functions in them that send a command.
var (
	serverTables = []string{"redis", "server"}
	callNames    = []string{"call", "pcall"}
)

// value is what is known of a Lua value while walking.
type value struct {
	arg  Arg
	alts []string // constants it may be, when there is more than one
	path string   // dotted name of a global: "redis.call", "KEYS", "table.insert"
	list *list    // a table whose positional elements are known
	fn   *closure
	// deps are the calls that the value depends on.
	deps []int
	// When the value holds as a condition, the results of the calls in equals
	// are equal to something that the script does not fix (the token of a lock's
	// holder); when it does not hold, those in differs are.
	equals, differs []int
	// Likewise the calls in absent found nothing, and those in present something.
	absent, present []int
}

type list struct {
	elems []value
	open  bool // more elements than those listed
}

type closure struct {
	def    *ast.FunctionExpr
	scope  *scope
	active bool // being walked: recursion
	used   bool // walked from some call
}

var unknown = value{arg: Arg{Of: -1}}

func constant(text string) Arg { return Arg{Kind: Const, Text: text, Of: -1} }

func constValue(text string) value { return value{arg: constant(text)} }

func global(path string) value { return value{arg: Arg{Of: -1}, path: path} }

// resultOf is the value that call i returns.
func resultOf(i int) value {
	return value{arg: Arg{Kind: Result, Of: i}, deps: []int{i}}
}

func (a Arg) isWord(w string) bool { return a.Kind == Const && strings.EqualFold(a.Text, w) }

func (a Arg) same(b Arg) bool {
	return a.Kind == b.Kind && a.Text == b.Text && a.Index == b.Index && a.Of == b.Of &&
		a.Spread == b.Spread && a.Derived == b.Derived && slices.EqualFunc(a.Parts, b.Parts, Arg.same)
}

// negated is the condition that holds when v does not.
func (v value) negated() value {
	v.equals, v.differs = v.differs, v.equals
	v.absent, v.present = v.present, v.absent
	return v
}

// asked is the value as a condition: a reply that is something says so.
func (v value) asked() value {
	if v.arg.Kind == Result && !v.arg.Derived {
		v.present = union(v.present, []int{v.arg.Of})
	}
	return v
}

// is is the condition whose truth says the same of calls as that of c.
func (v value) is(c value) value {
	v.equals, v.differs, v.absent, v.present = c.equals, c.differs, c.absent, c.present
	return v
}

// derived is the value of a computation over vs: it keeps where it comes from.
func derived(vs ...value) value {
	out := unknown
	for _, v := range vs {
		out.deps = union(out.deps, v.deps)
		if out.arg.Kind == Unknown && v.arg.Kind != Const && v.arg.Kind != Unknown && v.arg.Kind != Concat {
			out.arg = v.arg
			out.arg.Derived = true
			out.arg.Spread = false
		}
	}
	return out
}

// same says whether both are known to be one value; two unknowns are not.
func (v value) same(b value) bool {
	known := v.path != "" || v.list != nil || v.fn != nil || v.arg.Kind != Unknown
	return known && v.path == b.path && v.list == b.list && v.fn == b.fn &&
		v.arg.same(b.arg) && len(v.alts) == 0 && len(b.alts) == 0
}

// merge is the value after two branches that left a and b, chosen by cond.
func merge(a, b, cond value) value {
	if a.same(b) {
		a.deps = union(a.deps, b.deps)
		return a
	}
	out := derived(a, b, cond)
	out.arg.Of = firstOf(a.arg.Of, b.arg.Of, out.arg.Of)
	if ca, cb := a.constants(), b.constants(); ca != nil && cb != nil {
		out.arg = Arg{Of: -1}
		out.alts = union(ca, cb)
	}
	if a.list != nil && a.list == b.list {
		out.list = a.list
	}
	return out
}

func (v value) constants() []string {
	if v.arg.Kind == Const {
		return []string{v.arg.Text}
	}
	return v.alts
}

func firstOf(of ...int) int {
	for _, i := range of {
		if i >= 0 {
			return i
		}
	}
	return -1
}

func union[T int | string](a, b []T) []T {
	out := slices.Clip(a)
	for _, x := range b {
		if !slices.Contains(out, x) && len(out) < 64 {
			out = append(out, x)
		}
	}
	return out
}

// commandName normalises a constant command; text that Go code fills in names
// no command.
func commandName(text string) string {
	if text == "" || len(text) > 64 || strings.ContainsAny(text, "%{}$ \t\n") {
		return ""
	}
	return strings.ToUpper(text)
}

// number normalises a numeral: 1e3 and 0x3e8 are 1000.
func number(text string) string {
	if hex, ok := strings.CutPrefix(strings.ToLower(text), "0x"); ok {
		if n, err := strconv.ParseInt(hex, 16, 64); err == nil {
			return strconv.FormatInt(n, 10)
		}
		return text
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.Abs(f) > 1e15 {
		return text
	}
	return formatNumber(f)
}

func formatNumber(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// smallInt is the integer in text, or 0.
func smallInt(text string) int {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return 0
	}
	return int(n)
}

// scope maps names to cells; a cell is shared with the closures that see it.
type scope struct {
	up    *scope
	names map[string]*cell
}

type cell struct{ v value }

func (s *scope) declare(name string, v value) {
	if s.names == nil {
		s.names = map[string]*cell{}
	}
	s.names[name] = &cell{v}
}

func (s *scope) find(name string) *cell {
	for ; s != nil; s = s.up {
		if c := s.names[name]; c != nil {
			return c
		}
	}
	return nil
}
