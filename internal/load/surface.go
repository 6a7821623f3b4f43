package load

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
	var space byte // to be written before what follows
	for _, c := range src {
		switch c {
		case '\n':
			space = c // a newline can end a statement
		case ' ', '\t', '\r':
			if space == 0 {
				space = ' '
			}
		default:
			if space != 0 {
				out, space = append(out, space), 0
			}
			out = append(out, c)
		}
	}
	return out
}
