package load

import "bytes"

// blank overwrites comments after the package clause, the bodies of function
// declarations and what stands between the braces of package-level values with
// spaces, in place, newlines kept: positions stay right, and the parser flies
// over what a header does not need. It reports false if the source does not
// lex, and has then spoiled src.
//
// It needs no grammar. A declaration starts where a semicolon stands or would
// be inserted, outside all brackets. The body of a function is the first brace
// outside brackets that does not open an interface or struct type, and the same
// goes for the elements of a variable's value, or the body of a function that
// is one.
func blank(src []byte) bool {
	b := &blanker{lexer: lexer{src: src}}
	for b.next() {
		b.declaration()
		switch b.tok {
		case '(', '[':
			b.depth++
		case ')', ']', '}':
			b.depth--
		case '{':
			if !b.brace() {
				return false
			}
		}
	}
	return b.ok && b.depth == 0
}

// blanker knows which kind of declaration it is in.
type blanker struct {
	lexer
	depth  int  // of open brackets
	kind   byte // tokFunc, tokVar, or 0 for all else
	group  int  // depth of the specs: 1 in var ( ... )
	counts bool // the value may be a [...]T, whose elements bear on its type
}

// declaration notes where one starts.
func (b *blanker) declaration() {
	switch {
	case b.depth == 0 && b.fresh:
		b.kind, b.group, b.counts = b.tok, 0, false
	case b.kind == tokVar && b.tok == '(' && b.prev == tokVar:
		b.group = 1
	case b.depth == b.group && b.fresh:
		b.counts = false
	case b.tok == '.' && b.prev == '.':
		b.counts = true
	}
}

// brace goes past what the brace at hand opens, if that can be spared.
func (b *blanker) brace() bool {
	switch {
	case b.prev == tokType:
	case b.kind == tokFunc && b.depth == 0:
		b.kind = 0
		return b.body(0)
	case b.kind == tokVar && b.depth == b.group && !b.counts:
		return b.body(1)
	}
	b.depth++
	return true
}

// Kinds of tokens that are not a single character.
const (
	tokWord    byte = 'a' // an identifier
	tokFunc    byte = 'f'
	tokVar     byte = 'v'
	tokType    byte = 't' // interface or struct
	tokKeyword byte = 'k' // any other keyword that can stand before func
	tokLiteral byte = '0'
)

// lexer walks tokens just well enough to find brackets and func.
type lexer struct {
	src       []byte
	pos       int
	start     int  // of tok
	tok, prev byte // kind of this token and of the one before
	fresh     bool // a semicolon, written or inserted, stands before tok
	ok        bool // the end was reached properly
	clause    bool // the package clause is behind us
}

// next moves to the next token and reports whether there is one. At the end,
// ok tells a proper end from a broken literal or comment.
func (l *lexer) next() bool {
	l.prev, l.tok = l.tok, 0
	newline, fine := l.space()
	if !fine {
		return false
	}
	l.fresh = l.prev == 0 || l.prev == ';' || newline && endsStatement(l.prev)
	if l.pos >= len(l.src) {
		l.ok = true
		return false
	}
	l.start = l.pos
	return l.scan()
}

// space skips white space and comments and tells whether a newline was among
// them.
func (l *lexer) space() (newline, fine bool) {
	for l.pos < len(l.src) {
		switch c := l.src[l.pos]; {
		case c == '\n':
			newline = true
			l.pos++
		case c == ' ' || c == '\t' || c == '\r':
			l.pos++
		case c == '/' && l.pos+1 < len(l.src) && (l.src[l.pos+1] == '/' || l.src[l.pos+1] == '*'):
			nl, ok := l.comment(l.clause)
			if !ok {
				return false, false
			}
			newline = newline || nl
		default:
			return newline, true
		}
	}
	return true, true
}

// comment skips one comment, and erases it if told to.
func (l *lexer) comment(wipe bool) (newline, ok bool) {
	from, rest := l.pos, l.src[l.pos:]
	n := bytes.IndexByte(rest, '\n')
	if rest[1] == '*' {
		if n = bytes.Index(rest[2:], []byte("*/")); n < 0 {
			return false, false
		}
		n += 4
	} else if n < 0 {
		n = len(rest)
	}
	l.pos += n
	newline = bytes.IndexByte(l.src[from:l.pos], '\n') >= 0
	if wipe {
		erase(l.src[from:l.pos])
	}
	return newline, true
}

// scan reads the token at pos.
func (l *lexer) scan() bool {
	switch c := l.src[l.pos]; {
	case isLetter(c):
		for l.pos < len(l.src) && isLetter(l.src[l.pos]) {
			l.pos++
		}
		l.tok = wordKind(l.src[l.start:l.pos])
		if l.prev == tokKeyword && !l.clause {
			l.clause = true // the name after package
		}
		return true
	case c == '"' || c == '\'' || c == '`':
		l.tok = tokLiteral
		return l.literal(c)
	default:
		l.tok = c
		l.pos++
		return true
	}
}

// literal skips a string or rune.
func (l *lexer) literal(quote byte) bool {
	for l.pos++; l.pos < len(l.src); l.pos++ {
		switch c := l.src[l.pos]; {
		case c == quote:
			l.pos++
			return true
		case c == '\\' && quote != '`':
			l.pos++
		case c == '\n' && quote != '`':
			return false
		}
	}
	return false
}

// body skips to the brace that closes the one just read and erases what lies
// between, and the braces too if keep is 0, not 1.
func (l *lexer) body(keep int) bool {
	from, depth := l.start, 1
	for depth > 0 {
		if l.pos >= len(l.src) {
			return false
		}
		switch c := l.src[l.pos]; c {
		case '{':
			depth++
		case '}':
			depth--
		case '"', '\'', '`':
			if !l.literal(c) {
				return false
			}
			continue
		case '/':
			if next := l.pos + 1; next < len(l.src) && (l.src[next] == '/' || l.src[next] == '*') {
				if _, ok := l.comment(false); !ok {
					return false
				}
				continue
			}
		}
		l.pos++
	}
	erase(l.src[from+keep : l.pos-keep])
	l.tok = '}'
	return true
}

func erase(b []byte) {
	for i, c := range b {
		if c != '\n' {
			b[i] = ' '
		}
	}
}

// endsStatement reports whether a newline after a token of this kind stands
// for a semicolon; operators, opening brackets and keywords do not end one.
func endsStatement(tok byte) bool {
	switch tok {
	case tokWord, tokLiteral, ')', ']', '}':
		return true
	}
	return false
}

// isLetter takes digits and all of UTF-8 beyond ASCII along: numbers and words
// need not be told apart here.
func isLetter(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c >= 0x80
}

func wordKind(word []byte) byte {
	switch string(word) {
	case "func":
		return tokFunc
	case "interface", "struct":
		return tokType
	case "var":
		return tokVar
	case "chan", "map", "package", "import", "const", "type":
		return tokKeyword
	}
	return tokWord
}
