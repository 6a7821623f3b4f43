package link

import (
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// effectOf is what a method of a cache does, by its own name, or as a question that its
// owner answers: who asks by one key gets what another method stores under one, whatever
// the method is called (Value, Entry, User).
func effectOf(d *summary.Decl, m *summary.Method) Effect {
	if e := methodEffect(m); e != 0 || counting(m.Name) {
		return e
	}
	params, result := signatureOf(m.Sig)
	for i := range d.Methods {
		w := &d.Methods[i]
		if methodEffect(w) != Writes {
			continue
		}
		stored, _ := signatureOf(w.Sig)
		if len(params) == 1 && len(stored) > 1 && params[0] == stored[0] && result == stored[1] {
			return Reads
		}
	}
	return 0
}

// counting: the method changes a number and gives the new one.
func counting(name string) bool {
	switch w := strings.ToLower(firstWord(name)); {
	case strings.HasPrefix(w, "inc"), strings.HasPrefix(w, "dec"), w == "next", w == "swap", w == "pop", w == "ttl":
		return true
	}
	return false
}

// signatureOf takes a function type's text apart: its parameters without a context, and
// its first result.
func signatureOf(sig string) (params []string, result string) {
	rest := strings.TrimPrefix(sig, "func(")
	end := closing(rest)
	for _, p := range commas(rest[:end]) {
		if p != "context.Context" {
			params = append(params, p)
		}
	}
	result = strings.TrimSpace(strings.TrimPrefix(rest[end:], ")"))
	if in, ok := strings.CutPrefix(result, "("); ok {
		result = ""
		if all := commas(in[:closing(in)]); len(all) > 0 {
			result = all[0]
		}
	}
	return params, result
}

// closing is where the bracket ends that stands before the text.
func closing(s string) int {
	depth := 0
	for i, r := range s {
		switch r {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth == 0 {
				return i
			}
			depth--
		}
	}
	return len(s)
}

// commas splits a list of types.
func commas(s string) []string {
	var out []string
	depth, from := 0, 0
	for i, r := range s {
		switch r {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case ',':
			if depth == 0 {
				out, from = append(out, strings.TrimSpace(s[from:i])), i+1
			}
		}
	}
	if last := strings.TrimSpace(s[from:]); last != "" {
		out = append(out, last)
	}
	return out
}
