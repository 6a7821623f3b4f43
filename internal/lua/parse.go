package lua

import (
	"errors"
	"fmt"
	"strings"

	"github.com/yuin/gopher-lua/ast"
	"github.com/yuin/gopher-lua/parse"
)

// parseChunk parses Lua text. The parser is written for trusted sources, so a
// panic in it counts as a syntax error.
func parseChunk(src string) (chunk []ast.Stmt, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("parser gave up: %q", fmt.Sprint(p))
		}
	}()
	chunk, err = parse.Parse(strings.NewReader(withoutShebang(src)), "script")
	var syntax *parse.Error
	if errors.As(err, &syntax) {
		// The parser's own message spans lines and repeats the text unescaped.
		err = fmt.Errorf("line %d: %s near %q", syntax.Pos.Line, syntax.Message, syntax.Token)
	}
	return chunk, err
}

// withoutShebang blanks the first line of a function library (#!lua name=x).
func withoutShebang(src string) string {
	if !strings.HasPrefix(src, "#!") {
		return src
	}
	_, rest, _ := strings.Cut(src, "\n")
	return "\n" + rest
}
