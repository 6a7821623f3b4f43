package load

import (
	"io"
	"os"
	"strings"
)

// deprecation returns what the go.mod file says after "Deprecated:", in the
// comment on its module directive. What cannot be read says nothing: the go
// command has read the file already, and would have complained.
func deprecation(goMod string) string {
	if goMod == "" {
		return ""
	}
	f, err := os.Open(goMod)
	if err != nil {
		return ""
	}
	defer f.Close() // read only
	data, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err != nil {
		return ""
	}
	return deprecatedIn(moduleComment(string(data)))
}

// moduleComment returns the comment lines right above the module directive and
// the one behind it.
func moduleComment(goMod string) []string {
	var comment []string
	for line := range strings.Lines(goMod) {
		line = strings.TrimSpace(line)
		code, text, found := strings.Cut(line, "//")
		switch {
		case strings.HasPrefix(code, "module"):
			return append(comment, strings.TrimSpace(text))
		case found && code == "":
			comment = append(comment, strings.TrimSpace(text))
		default:
			comment = nil
		}
	}
	return nil
}

// deprecatedIn returns the paragraph that starts with "Deprecated:".
func deprecatedIn(comment []string) string {
	var words []string
	inside := false
	for _, line := range comment {
		if rest, ok := strings.CutPrefix(line, "Deprecated:"); ok {
			inside, line = true, rest
		} else if line == "" {
			inside = false
		}
		if inside {
			words = append(words, strings.Fields(line)...)
		}
	}
	return strings.Join(words, " ")
}
