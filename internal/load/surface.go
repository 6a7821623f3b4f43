package load

import "bytes"

// Surface returns what users of a package can see of one of its source files,
// for a hash: no comments but those before the package clause, no bodies of
// functions, white space squeezed. It is nil where the source does not lex. src
// is spoiled.
//
// A build gives users of a package its headers only, so a file with the same
// surface gives them the same.
func Surface(src []byte) []byte {
	if !blank(src) {
		return nil
	}
	out := src[:0]
	for len(src) > 0 {
		if n := len(src) - len(bytes.TrimLeft(src, " \t\r\n")); n > 0 {
			space := byte(' ')
			if bytes.IndexByte(src[:n], '\n') >= 0 {
				space = '\n' // a newline can end a statement
			}
			out, src = append(out, space), src[n:]
			continue
		}
		out, src = append(out, src[0]), src[1:]
	}
	return out
}
