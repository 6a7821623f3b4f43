package lua

import (
	"slices"
	"strings"
)

// hole is the name that stands for text which Go code fills in.
const hole = "__filled_in_by_go"

// fillHoles replaces the placeholders of Go formatting and templating outside
// strings and comments (%s, %[1]d, {prefix}, {{.Name}}, $1) by a name, so that
// the rest parses.
func fillHoles(src string, toks []token) (string, bool) {
	var b strings.Builder
	from := 0
	for i := 0; i < len(toks); {
		n := holeLength(toks[i:])
		if n == 0 {
			i++
			continue
		}
		b.WriteString(src[from:toks[i].pos])
		b.WriteString(" " + hole + " ")
		from = toks[i+n-1].end
		i += n
	}
	b.WriteString(src[from:])
	return b.String(), from > 0
}

// holeLength returns how many of the leading tokens form a placeholder.
func holeLength(toks []token) int {
	switch toks[0].text {
	case "%":
		return verbLength(toks)
	case "$":
		if len(toks) > 1 && adjacent(toks[0], toks[1]) && (toks[1].kind == '0' || toks[1].kind == 'n') {
			return 2
		}
	case "{":
		return braceLength(toks)
	}
	return 0
}

func verbLength(toks []token) int {
	n := 1
	if len(toks) > 4 && toks[1].text == "[" && toks[3].text == "]" {
		n = 4
	}
	if n < len(toks) && adjacent(toks[n-1], toks[n]) && len(toks[n].text) == 1 && strings.Contains("sdvqxt", toks[n].text) {
		return n + 1
	}
	return 0
}

// braceLength accepts {name} and {{ anything short }}: a Lua table of one bare
// name parses, so that only text which does not parse comes here.
func braceLength(toks []token) int {
	if len(toks) > 2 && toks[1].kind == 'n' && toks[2].text == "}" {
		return 3
	}
	if len(toks) < 4 || toks[1].text != "{" {
		return 0
	}
	for i := 2; i+1 < len(toks) && i < 24; i++ {
		if toks[i].text == "}" && toks[i+1].text == "}" {
			return i + 2
		}
	}
	return 0
}

func adjacent(a, b token) bool { return a.end == b.pos }

// scanCalls finds redis.call("NAME", ...) in text that does not parse. Only
// leading constant, KEYS and ARGV arguments are read.
func scanCalls(toks []token) []Call {
	var calls []Call
	for i := range toks {
		open := callHead(toks[i:])
		if open == 0 || i > 0 && toks[i-1].text == "." {
			continue
		}
		c := Call{Line: toks[i].line}
		args := plainArgs(toks[i+open:])
		if args == nil {
			continue // prose about redis.call(), not a call
		}
		if args[0].Kind == Const {
			c.Command = commandName(args[0].Text)
		}
		c.Args = args[1:]
		calls = append(calls, c)
	}
	return calls
}

// callHead returns the number of tokens up to and including the opening
// bracket of a call, or 0. A call may lack brackets: redis.call "PING".
func callHead(toks []token) int {
	if len(toks) < 4 || !slices.Contains(serverTables, toks[0].text) || toks[0].kind != 'n' {
		return 0
	}
	n := 0
	switch {
	case toks[1].text == "." && slices.Contains(callNames, toks[2].text):
		n = 3
	case toks[1].text == "[" && toks[2].kind == 's' && slices.Contains(callNames, toks[2].text) && toks[3].text == "]":
		n = 4
	}
	if n > 0 && n < len(toks) && toks[n].text == "(" && toks[n].kind == 'p' {
		return n + 1
	}
	return 0
}

// plainArgs reads the arguments behind an opening bracket up to the first that
// is not simple; nil when there is none.
func plainArgs(toks []token) []Arg {
	if len(toks) == 0 || toks[0].text == ")" && toks[0].kind == 'p' {
		return nil
	}
	var args []Arg
	for len(toks) > 0 && len(args) < 64 {
		a, n := plainArg(toks)
		if n == 0 || n >= len(toks) || toks[n].kind != 'p' {
			break
		}
		if sep := toks[n].text; sep != "," && sep != ")" {
			break
		}
		args = append(args, a)
		if toks[n].text == ")" {
			return args
		}
		toks = toks[n+1:]
	}
	return append(args, Arg{Of: -1, Spread: true})
}

func plainArg(toks []token) (Arg, int) {
	switch t := toks[0]; {
	case t.kind == 's':
		return constant(t.text), 1
	case t.kind == '0':
		return constant(number(t.text)), 1
	case t.text == "-" && len(toks) > 1 && toks[1].kind == '0':
		return constant("-" + number(toks[1].text)), 2
	case (t.text == "KEYS" || t.text == "ARGV") && len(toks) > 3 && toks[1].text == "[" && toks[3].text == "]":
		kind := Key
		if t.text == "ARGV" {
			kind = Argv
		}
		return Arg{Kind: kind, Index: smallInt(toks[2].text), Of: -1}, 4
	case t.kind == 'n':
		return Arg{Of: -1}, 1
	}
	return Arg{}, 0
}
