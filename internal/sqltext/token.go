package sqltext

import (
	"slices"
	"strings"
	"unicode/utf8"

	sqllexer "github.com/DataDog/go-sqllexer"
)

const (
	maxText  = 256 << 10
	maxDepth = 100
)

// kind of a token, after the lexer's thirty are reduced to what matters here.
type kind uint8

const (
	word   kind = iota // keyword or name
	quoted             // quoted name
	number
	value // string, boolean, null
	param // bind parameter
	hole  // filled in by Go
	punct
)

type token struct {
	kind  kind
	text  string  // names without quotes
	upper string  // of a word
	group []token // of a "(": what it holds
	tight bool    // no space before it
}

func (t token) is(words ...string) bool {
	switch t.kind {
	case word:
		return slices.Contains(words, t.upper)
	case punct:
		return slices.Contains(words, t.text)
	}
	return false
}

func (t token) isName() bool { return t.kind == word || t.kind == quoted }

func (t token) isGroup() bool { return t.kind == punct && t.text == "(" }

// isValue: a literal or something that will be one.
func (t token) isValue() bool {
	return t.kind == number || t.kind == value || t.kind == param || t.kind == hole
}

// tokens splits the text, dropping space and comments. sure is false where
// dialects disagree on what is text and what is SQL.
func tokens(q string) (out []token, sure bool) {
	if len(q) > maxText || strings.ContainsRune(q, 0) || !utf8.ValidString(q) {
		return nil, false
	}
	lex := newLexer(q)
	sure, tight := true, false
	for range len(q) + 1 {
		t := lex.Scan()
		switch t.Type {
		case sqllexer.EOF:
			return tidy(out), sure
		case sqllexer.SPACE:
			tight = false
			continue
		case sqllexer.COMMENT, sqllexer.MULTILINE_COMMENT:
			// MySQL executes /*! ... */; elsewhere # and --x may be operators.
			sure = sure && !strings.HasPrefix(t.Value, "/*!") && !strings.HasPrefix(t.Value, "#")
			tight = false
			continue
		}
		tok := reduce(t)
		tok.tight = tight
		tight = true
		sure = sure && !ambiguous(t)
		out = append(out, tok)
	}
	return tidy(out), false
}

// newLexer reads backquotes as MySQL does; no other dialect has them.
func newLexer(q string) *sqllexer.Lexer {
	if strings.ContainsRune(q, '`') {
		return sqllexer.New(q, sqllexer.WithDBMS(sqllexer.DBMSMySQL))
	}
	return sqllexer.New(q)
}

// ambiguous reports literals whose end depends on the dialect: a backslash
// before the quote, an unfinished string, the # comment of MySQL.
func ambiguous(t *sqllexer.Token) bool {
	switch t.Type {
	case sqllexer.STRING:
		return strings.Contains(t.Value, `\'`) || strings.Contains(t.Value, `\"`) || strings.HasSuffix(t.Value, `\`)
	case sqllexer.INCOMPLETE_STRING, sqllexer.ERROR:
		return true
	case sqllexer.OPERATOR:
		return strings.HasPrefix(t.Value, "#") && !strings.HasPrefix(t.Value, "#>")
	}
	return false
}

func reduce(t *sqllexer.Token) token {
	switch t.Type {
	case sqllexer.STRING, sqllexer.INCOMPLETE_STRING, sqllexer.DOLLAR_QUOTED_STRING, sqllexer.DOLLAR_QUOTED_FUNCTION:
		return token{kind: value, text: t.Value}
	case sqllexer.BOOLEAN, sqllexer.NULL:
		return token{kind: value, text: strings.ToUpper(t.Value)}
	case sqllexer.NUMBER:
		return token{kind: number, text: t.Value}
	case sqllexer.QUOTED_IDENT:
		return token{kind: quoted, text: unquote(t.Value)}
	case sqllexer.POSITIONAL_PARAMETER, sqllexer.BIND_PARAMETER:
		return token{kind: param, text: t.Value}
	case sqllexer.OPERATOR, sqllexer.PUNCTUATION, sqllexer.WILDCARD, sqllexer.JSON_OP, sqllexer.UNKNOWN, sqllexer.ERROR:
		return operator(t.Value)
	}
	return token{kind: word, text: t.Value, upper: strings.ToUpper(t.Value)}
}

// unquote drops the quotes of a name; the lexer keeps `a`.`b` in one piece.
func unquote(name string) string {
	return strings.NewReplacer("`", "", `"`, "").Replace(name)
}

// operator also finds parameters that the lexer glues to an operator (=?).
func operator(text string) token {
	if text == "?" {
		return token{kind: param, text: text}
	}
	return token{kind: punct, text: text}
}

// tidy joins what the dialect-free lexer leaves in pieces: placeholders of Go,
// :name and ?1 parameters, [names] of SQL Server, operators glued to a "?".
func tidy(in []token) []token {
	var out []token
	for i := 0; i < len(in); {
		if n, t := piece(in[i:], out); n > 0 {
			out = append(out, t...)
			i += n
			continue
		}
		out = append(out, in[i])
		i++
	}
	return out
}

func piece(in, before []token) (int, []token) {
	t := in[0]
	switch {
	case t.kind == punct && strings.HasSuffix(t.text, "%"):
		return verb(in)
	case t.is("{"):
		return braces(in)
	case t.is("[") && !subscript(t, before):
		return bracketed(in)
	case t.is(":") && len(in) > 1 && in[1].tight && in[1].isName():
		return 2, []token{{kind: param, text: ":" + in[1].text, tight: t.tight}}
	case t.kind == param && t.text == "?" && len(in) > 1 && in[1].tight && in[1].kind == number:
		return 2, []token{t}
	case t.kind == punct && len(t.text) > 1 && strings.HasSuffix(t.text, "?"):
		return 1, []token{{kind: punct, text: strings.TrimSuffix(t.text, "?"), tight: t.tight}, {kind: param, text: "?", tight: true}}
	}
	return 0, nil
}

// verb is %s and its like, with what the lexer glued to it: =%s, %s.column.
func verb(in []token) (int, []token) {
	n := 1
	if len(in) > 4 && in[1].is("[") && in[3].is("]") {
		n = 4
	}
	if n >= len(in) || !in[n].tight || in[n].kind != word {
		return 0, nil
	}
	letter, rest, dotted := strings.Cut(in[n].text, ".")
	if len(letter) != 1 || !strings.Contains("sdvqxfT", letter) {
		return 0, nil
	}
	var out []token
	if op := strings.TrimSuffix(in[0].text, "%"); op != "" {
		out = append(out, token{kind: punct, text: op, tight: in[0].tight})
	}
	out = append(out, token{kind: hole, text: "?", tight: in[0].tight})
	if dotted {
		out = append(out, token{kind: punct, text: ".", tight: true})
		if rest != "" {
			out = append(out, token{kind: word, text: rest, upper: strings.ToUpper(rest), tight: true})
		}
	}
	return n + 1, out
}

// braces is {name} or {{.Name}}.
func braces(in []token) (int, []token) {
	deep := 0
	for i, t := range in[:min(len(in), 24)] {
		if t.is("{") {
			deep++
		}
		if t.is("}") {
			if deep--; deep == 0 {
				return i + 1, []token{{kind: hole, text: "?", tight: in[0].tight}}
			}
		}
	}
	return 0, nil
}

func subscript(t token, before []token) bool {
	if len(before) == 0 || !t.tight {
		return false
	}
	last := before[len(before)-1]
	return last.isName() || last.is("]", ")")
}

// bracketed is a [name] of SQL Server, which may hold spaces.
func bracketed(in []token) (int, []token) {
	var text []string
	for i, t := range in[1:min(len(in), 12)] {
		if t.is("]") {
			return i + 2, []token{{kind: quoted, text: strings.Join(text, " "), tight: in[0].tight}}
		}
		if t.kind == hole {
			return 0, nil
		}
		text = append(text, t.text)
	}
	return 0, nil
}

// nest turns brackets into groups; ok is false when they do not match or go too
// deep, and the rest is then left out.
func nest(in []token) (out []token, ok bool) {
	stack := [][]token{nil}
	ok = true
	for _, t := range in {
		top := len(stack) - 1
		switch {
		case t.isGroup() && top < maxDepth:
			stack = append(stack, nil)
		case t.is(")") && top > 0:
			stack[top-1] = append(stack[top-1], token{kind: punct, text: "(", group: stack[top]})
			stack = stack[:top]
		case t.isGroup() || t.is(")"):
			return stack[0], false
		default:
			stack[top] = append(stack[top], t)
		}
	}
	return stack[0], ok && len(stack) == 1
}
