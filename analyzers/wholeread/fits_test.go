package wholeread

import (
	"testing"

	"github.com/cachevet/cachevet/internal/link"
)

func TestFits(t *testing.T) {
	for _, c := range []struct {
		form, text string
		want       bool
	}{
		{"user:" + link.Hole, "user:0", true},
		{"user:" + link.Hole, "users", false},
		{link.Hole + "tenant:{" + link.Hole + "}:of:" + link.Hole, "tenant:{}:of:", true},
		{link.Hole + ":roles", "1:roles", true},
		{link.Hole + ":roles", "1:roles:all", false},
		{link.Hole, "users", false},
		{link.Hole + link.Hole, "users", false},
		{"users", "users", false},
	} {
		if got := fits(c.form, c.text); got != c.want {
			t.Errorf("fits(%q, %q) = %v", c.form, c.text, got)
		}
	}
}
