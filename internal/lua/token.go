package lua

import (
	"strconv"
	"strings"
)

// token is a lexical element; text is the value of a string and the source of
// anything else.
type token struct {
	kind byte // 'n' name, '0' number, 's' string, 'p' punctuation
	text string
	pos  int // byte offsets in the source
	end  int
	line int
}

// tokens splits Lua text, dropping comments and layout. It accepts anything:
// an unfinished string or comment ends with the text.
func tokens(src string) []token {
	var out []token
	line, body := 1, withoutShebang(src)
	shift := len(src) - len(body)
	for i := 0; i < len(body); {
		kind, end := lexeme(body, i)
		if kind != 0 {
			t := token{kind: kind, text: body[i:end], pos: i + shift, end: end + shift, line: line}
			if kind == 's' {
				t.text = stringValue(t.text)
			}
			out = append(out, t)
		}
		line += strings.Count(body[i:end], "\n")
		i = end
	}
	return out
}

// lexeme finds the element that starts at i; kind 0 is layout or a comment.
func lexeme(s string, i int) (kind byte, end int) {
	c := s[i]
	switch {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v':
		return 0, i + 1
	case strings.HasPrefix(s[i:], "--"):
		return 0, commentEnd(s, i+2)
	case c == '\'' || c == '"':
		return 's', quotedEnd(s, i)
	case c == '[':
		if end, ok := longEnd(s, i); ok {
			return 's', end
		}
	case isDigit(c):
		return '0', runEnd(s, i, func(c byte) bool { return isWordByte(c) || c == '.' })
	case isWordByte(c):
		return 'n', runEnd(s, i, isWordByte)
	}
	for _, op := range []string{"...", "..", "==", "~=", "<=", ">="} {
		if strings.HasPrefix(s[i:], op) {
			return 'p', i + len(op)
		}
	}
	return 'p', i + 1
}

func commentEnd(s string, i int) int {
	if end, ok := longEnd(s, i); ok {
		return end
	}
	if n := strings.IndexByte(s[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(s)
}

// quotedEnd returns the offset behind the quoted string that starts at i.
func quotedEnd(s string, i int) int {
	for j := i + 1; j < len(s); j++ {
		switch s[j] {
		case '\\':
			j++
		case s[i]:
			return j + 1
		case '\n':
			return j
		}
	}
	return len(s)
}

// longEnd returns the offset behind the [==[ bracket ]==] that starts at i.
func longEnd(s string, i int) (int, bool) {
	if i >= len(s) || s[i] != '[' {
		return 0, false
	}
	open := runEnd(s, i+1, func(c byte) bool { return c == '=' })
	if open >= len(s) || s[open] != '[' {
		return 0, false
	}
	closing := "]" + s[i+1:open] + "]"
	if n := strings.Index(s[open+1:], closing); n >= 0 {
		return open + 1 + n + len(closing), true
	}
	return len(s), true
}

func runEnd(s string, i int, in func(byte) bool) int {
	for i < len(s) && in(s[i]) {
		i++
	}
	return i
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isWordByte(c byte) bool {
	return c == '_' || isDigit(c) || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

// stringValue decodes a literal. Escapes that Go does not share keep their
// source form, which is good enough to compare and to match command names.
func stringValue(lit string) string {
	if strings.HasPrefix(lit, "[") {
		return longValue(lit)
	}
	body := strings.TrimSuffix(lit[1:], lit[:1])
	if v, err := strconv.Unquote(`"` + strings.ReplaceAll(body, `"`, `\"`) + `"`); err == nil {
		return v
	}
	return strings.NewReplacer(`\'`, `'`, `\"`, `"`, `\\`, `\`).Replace(body)
}

func longValue(lit string) string {
	n := strings.IndexByte(lit[1:], '[') + 2
	if len(lit) < 2*n {
		return lit[n:]
	}
	return strings.TrimPrefix(lit[n:len(lit)-n], "\n")
}

// canonical joins the tokens so that equal programs give equal text.
func canonical(toks []token) string {
	var b strings.Builder
	for i, t := range toks {
		if i > 0 {
			b.WriteByte(' ')
		}
		if t.kind == 's' {
			b.WriteString(strconv.Quote(t.text))
		} else {
			b.WriteString(t.text)
		}
	}
	return b.String()
}
