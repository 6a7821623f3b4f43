package lua

import (
	"slices"
	"strings"
	"unicode"

	"github.com/yuin/gopher-lua/ast"
)

func (w *walker) call(e *ast.FuncCallExpr) value {
	if e.Func == nil { // method call s:upper()
		v := w.eval(e.Receiver)
		w.args(e.Args)
		return derived(v)
	}
	f := w.eval(e.Func)
	args := w.args(e.Args)
	return w.apply(f, args, e.Line())
}

func (w *walker) args(exprs []ast.Expr) []value {
	out := make([]value, 0, len(exprs))
	for _, e := range exprs {
		v := w.eval(e)
		out = append(out, spread(v)...)
	}
	return out
}

// spread is what unpack of a known table gave: its elements.
func spread(v value) []value {
	if v.list == nil || !v.arg.Spread {
		return []value{v}
	}
	out := slices.Clone(v.list.elems)
	if v.list.open {
		rest := v.list.element(0)
		rest.arg.Spread = true
		out = append(out, rest)
	}
	return out
}

// apply calls the function value f.
func (w *walker) apply(f value, args []value, line int) value {
	switch {
	case isServerCall(f.path):
		return w.record(args, line)
	case f.fn != nil:
		return w.enter(f.fn, args)
	case f.path != "":
		return w.builtin(f.path, args, line)
	}
	return derived(args...)
}

func isServerCall(path string) bool {
	table, name, _ := strings.Cut(path, ".")
	return slices.Contains(serverTables, table) && slices.Contains(callNames, name)
}

// record notes a command call, once for each constant that its name may be.
func (w *walker) record(args []value, line int) value {
	name := unknown
	if len(args) > 0 {
		name, args = args[0], args[1:]
	}
	names := name.constants()
	if names == nil {
		names = []string{""}
	}
	out := unknown
	for _, n := range names {
		if len(w.out.Calls) >= maxCalls {
			w.out.Partial = true
			break
		}
		out = resultOf(len(w.out.Calls))
		w.out.Calls = append(w.out.Calls, w.newCall(commandName(n), args, line, len(names) > 1))
		w.inside = append(w.inside, slices.Clone(w.loops))
		w.guards = append(w.guards, w.held(func(c value) []int { return c.equals }))
		w.absent = append(w.absent, w.held(func(c value) []int { return c.absent }))
	}
	return out
}

func (w *walker) newCall(name string, args []value, line int, chosen bool) Call {
	c := Call{Command: name, Line: line, Guarded: chosen || len(w.conds) > 0}
	for _, a := range args {
		if a.path == "KEYS" || a.path == "ARGV" {
			a = spreadOf(a)
		}
		c.Args = append(c.Args, a.arg)
	}
	return c
}

// held joins what the enclosing conditions say of calls.
func (w *walker) held(says func(value) []int) []int {
	var out []int
	for _, c := range w.conds {
		out = union(out, says(c))
	}
	return out
}

// enter walks the body of a local function with the arguments of one call.
func (w *walker) enter(f *closure, args []value) value {
	if f.active || !w.spend() || f.def.ParList == nil {
		return unknown
	}
	f.active, f.used = true, true
	outer := w.scope
	w.scope = &scope{up: f.scope}
	for i, name := range f.def.ParList.Names {
		v := unknown
		if i < len(args) {
			v = args[i]
		}
		w.scope.declare(name, v)
	}
	mark := len(w.result)
	w.result = append(w.result, global(noReturn))
	w.block(f.def.Stmts)
	out := w.result[mark]
	w.result = w.result[:mark]
	w.scope, f.active = outer, false
	if out.path == noReturn {
		return unknown
	}
	return out
}

// noReturn marks that no return statement was met yet.
const noReturn = "\x00"

// builtin models the few library functions that scripts pass commands, keys and
// numbers through.
func (w *walker) builtin(path string, args []value, line int) value {
	if len(args) == 0 {
		return unknown
	}
	switch path {
	case "pcall", "xpcall":
		return w.apply(args[0], args[1:], line)
	case "unpack", "table.unpack":
		return spreadOf(args[0])
	case "table.insert":
		if l := args[0].list; l != nil {
			l.add(args[len(args)-1])
		}
		return unknown
	case "tostring", "tonumber", "ipairs", "pairs", "assert", "cjson.decode", "cmsgpack.unpack":
		return args[0]
	case "string.upper":
		return mapConst(args[0], strings.ToUpper)
	case "string.lower":
		return mapConst(args[0], strings.ToLower)
	case "string.format":
		return format(args)
	case "redis.register_function", "server.register_function":
		return w.register(args)
	}
	return derived(args...)
}

func mapConst(v value, f func(string) string) value {
	if v.arg.Kind == Const {
		return constValue(f(v.arg.Text))
	}
	return derived(v)
}

func spreadOf(v value) value {
	switch v.path {
	case "KEYS":
		return value{arg: Arg{Kind: Key, Of: -1, Spread: true}}
	case "ARGV":
		return value{arg: Arg{Kind: Argv, Of: -1, Spread: true}}
	}
	v.arg.Spread = true
	return v
}

// format is string.format with a constant format: its literal pieces with the
// arguments between them.
func format(args []value) value {
	text := args[0].arg.Text
	if args[0].arg.Kind != Const {
		return derived(args...)
	}
	out, rest := constValue(""), args[1:]
	for {
		literal, verb, found := strings.Cut(text, "%")
		out = concat(out, constValue(literal))
		if !found || verb == "" {
			return out
		}
		end := strings.IndexFunc(verb, func(r rune) bool { return r == '%' || unicode.IsLetter(r) })
		switch {
		case end < 0:
			return derived(args...)
		case verb[end] == '%':
			out = concat(out, constValue("%"))
		case len(rest) == 0:
			return derived(args...)
		default:
			out, rest = concat(out, rest[0]), rest[1:]
		}
		text = verb[end+1:]
	}
}

// register walks the functions of a Redis function library: they get the keys
// and the arguments as parameters.
func (w *walker) register(args []value) value {
	for _, a := range args {
		fns := []value{a}
		if a.list != nil {
			fns = a.list.elems
		}
		for _, f := range fns {
			if f.fn != nil {
				w.enter(f.fn, []value{global("KEYS"), global("ARGV")})
			}
		}
	}
	return unknown
}
