package load

import (
	"context"
	"errors"
	"testing"
)

func TestListErrorTellsWhatWentWrong(t *testing.T) {
	for said, want := range map[string]string{
		"err: exit status 1: stderr: go: downloading a.b/c v1.0.0\ngo: downloading a.b/d v1.2.0\ngo: a.b/d@v1.2.0: reading it: 403\n\tgone\n": "list packages in dir: a.b/d@v1.2.0: reading it: 403; \tgone",
		"err: exit status 1: stderr: go: errors parsing go.mod:\ngo.mod:3: unknown directive":                                                 "list packages in dir: errors parsing go.mod: go.mod:3: unknown directive",
		"err: exit status 1: stderr: go: downloading a.b/c v1.0.0\n":                                                                          "list packages in dir: downloading a.b/c v1.0.0",
	} {
		if got := listError(context.Background(), "dir", errors.New(said)).Error(); got != want {
			t.Errorf("said %q:\n got %q\nwant %q", said, got, want)
		}
	}
}
