package fetch

import (
	"fmt"
	"io"
	"strings"
)

// maxNetrc bounds a netrc file, in bytes.
const maxNetrc = 1 << 20

// ReadNetrc reads the passwords of a netrc file by machine. The default entry
// is left out: it would send one password to everybody.
func ReadNetrc(r io.Reader) (map[string]string, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxNetrc))
	if err != nil {
		return nil, fmt.Errorf("read netrc: %w", err)
	}
	out := map[string]string{}
	machine, macro := "", false
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		switch {
		case macro: // until an empty line
			macro = len(words) > 0
			continue
		case len(words) > 0 && strings.HasPrefix(words[0], "#"):
			continue
		}
		for i := 0; i < len(words); i++ {
			argument := ""
			if i+1 < len(words) {
				argument = words[i+1]
			}
			switch words[i] {
			case "machine":
				machine, i = strings.ToLower(argument), i+1
			case "default":
				machine = ""
			case "login", "account":
				i++
			case "password":
				if _, twice := out[machine]; machine != "" && !twice {
					out[machine] = argument
				}
				i++
			case "macdef":
				macro, i = true, len(words)
			}
		}
	}
	return out, nil
}
