package modules

import "testing"

func TestUndo(t *testing.T) {
	tests := []struct {
		change Change
		dir    string
		want   string
	}{
		{Change{Path: "example.com/x", From: "v1.0.0", To: "v1.1.0", Kind: Upgraded}, ".", "go get example.com/x@v1.0.0"},
		{Change{Path: "example.com/x", From: "v1.1.0", To: "v1.0.0", Kind: Downgraded}, "sub", "go -C sub get example.com/x@v1.1.0"},
		{Change{Path: "example.com/x", To: "v1.0.0", Kind: Added}, "", "go get example.com/x@none"},
		{Change{Path: "example.com/x", From: "v1.0.0", Kind: Removed}, "", ""},
		{Change{Path: "example.com/x", From: "v1.0.0", To: "./x", Kind: Replaced}, "", "go mod edit -dropreplace=example.com/x"},
		{Change{Path: "example.com/x", From: "../my x", To: "v1.0.0", Kind: Replaced}, "", "go mod edit '-replace=example.com/x=../my x'"},
		{Change{Path: "example.com/x", From: "example.com/y@v1.0.0", To: "v1.0.0", Kind: Replaced}, "a b", "go -C 'a b' mod edit -replace=example.com/x=example.com/y@v1.0.0"},
		{Change{Path: "example.com/x", From: "v1.0.0", To: "v1.1.0", Kind: Upgraded, Excluded: true}, "", "go mod edit -dropexclude=example.com/x@v1.0.0 -require=example.com/x@v1.0.0"},
	}
	for _, tt := range tests {
		w, ok := tt.change.Undo()
		if got := w.Command(tt.dir); ok && got != tt.want || !ok && tt.want != "" {
			t.Errorf("%+v in %q: %s, want %s", tt.change, tt.dir, got, tt.want)
		}
	}
}

func TestJoin(t *testing.T) {
	a, b := Way{Get: []string{"example.com/a@v1.0.0"}}, Way{Get: []string{"example.com/b@none"}}
	if w, ok := Join(a, b); !ok || w.Command("") != "go get example.com/a@v1.0.0 example.com/b@none" {
		t.Errorf("%+v, %v", w, ok)
	}
	if w, ok := Join(a, Way{Edit: []string{"-dropreplace=example.com/b"}}); ok {
		t.Errorf("two commands in one: %s", w.Command(""))
	}
	if _, ok := Join(); ok {
		t.Error("nothing is a way")
	}
}
