package modules

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText bounds what is quoted of foreign text in one sentence.
const maxText = 400

// escape makes foreign text safe for a terminal: control, format and bidi
// characters and invalid bytes are written out as \x1b or \u202e.
func escape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1, r < 0x80 && unicode.IsControl(r):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unicode.IsPrint(r) || r == ' ':
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		i += n
	}
	return b.String()
}

// condense reduces what the go command wrote on stderr to the one sentence that
// tells why it stopped, without progress and advice.
func condense(stderr string) string {
	var kept []string
	for line := range strings.Lines(stderr) {
		line = strings.TrimSpace(line)
		if line == "" || isProgress(line) {
			continue
		}
		if strings.HasPrefix(line, "To ") || strings.HasPrefix(line, "For more information") {
			break
		}
		kept = append(kept, strings.TrimPrefix(line, "go: "))
		if len(kept) == 3 {
			break
		}
	}
	text := escape(strings.Join(kept, " "))
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "") + "..."
	}
	return text
}

// isProgress reports whether a line of the go command says what it does rather
// than what went wrong.
func isProgress(line string) bool {
	for _, p := range []string{"downloading ", "finding ", "found ", "added ", "upgraded ", "downgraded ", "removed ", "extracting ", "warning: ignoring "} {
		if strings.HasPrefix(line, "go: "+p) {
			return true
		}
	}
	return false
}
