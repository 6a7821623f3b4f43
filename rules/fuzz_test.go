package rules

import (
	"strings"
	"testing"
	"testing/fstest"
)

// FuzzLoad: a rule file is the user's; whatever it holds gives an error that
// names the file, or a catalogue that answers.
func FuzzLoad(f *testing.F) {
	f.Add([]byte("client: a\nkind: remote\nmodules: [a.b/c]\nops:\n  - {func: \"T.{A,B}\", command: GET, key: 0}\n"))
	f.Add([]byte("framework: a\nmodules: [a.b/c]\nroots:\n  - {call: \"(*MODULE.T).{Get,Put}\", verb: \"*\", kind: http, heat: request}\n"))
	f.Add([]byte("hazard: a\nlevels: {request: fail}\nbad:\n  - {name: x, code: y}\n"))
	f.Add([]byte("client: &a [*a]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var c Catalogue
		if err := Load(fstest.MapFS{"x.yaml": {Data: data}}, &c); err != nil {
			for line := range strings.Lines(err.Error()) {
				if !strings.HasPrefix(line, "x.yaml:") {
					t.Errorf("error without file: %q", line)
				}
			}
			return
		}
		for _, cl := range c.Clients {
			for _, m := range cl.Modules {
				if got := c.Client(m); got != nil {
					got.Op("T", "A")
				}
			}
		}
		for i := range c.Frameworks {
			c.Frameworks[i].Expanded()
		}
	})
}
