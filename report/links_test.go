package report

import (
	"testing"

	"github.com/cachevet/cachevet/internal/finding"
)

func TestLink(t *testing.T) {
	a := newAtlas(&finding.Report{
		Anchors: map[string]finding.Place{"github.com/x/y": {File: "svc/go.mod", Line: 1}},
		Versions: map[string]string{
			"example.com/app": "", "example.com/lib": "v1.0.0", "github.com/x/y": "v1.2.3", "github.com/x/y/sub/v2": "v2.1.0",
			"github.com/x/z/v3": "v3.0.1-0.20260102030405-abcdef012345", "github.com/x/old": "v4.0.0+incompatible", "github.com/x/dev": "(devel)",
		},
	}, "https://github.com/o/r/blob/main/")
	for _, tt := range []struct{ module, file, want string }{
		{"example.com/app", "a/b c.go", "https://github.com/o/r/blob/main/svc/a/b%20c.go#L7"},
		{"example.com/app", "../../x.go", "https://github.com/o/r/blob/main/svc/x.go#L7"},
		{"example.com/lib", "a.go", ""},
		{"github.com/x/y", "a.go", "https://github.com/x/y/blob/v1.2.3/a.go#L7"},
		{"github.com/x/y/sub/v2", "a.go", "https://github.com/x/y/blob/sub/v2.1.0/sub/a.go#L7"},
		{"github.com/x/z/v3", "a.go", "https://github.com/x/z/blob/abcdef012345/a.go#L7"},
		{"github.com/x/old", "a(1).go", "https://github.com/x/old/blob/v4.0.0/a%281%29.go#L7"},
		{"github.com/x/dev", "a.go", ""},
		{"github.com/x/unknown", "a.go", ""},
		{"github.com/x/y", "", ""},
	} {
		if got := a.link(finding.Place{Module: tt.module, File: tt.file, Line: 7}); got != tt.want {
			t.Errorf("link to %s in %s is %q, want %q", tt.file, tt.module, got, tt.want)
		}
	}
}
