package pipeline

import (
	"context"
	"encoding/json"
	"os"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/rules"
)

// TestDeterminism: the report of a real module is the same to the byte, run
// after run and on however many cores. It needs the module proxy or a filled
// module cache.
func TestDeterminism(t *testing.T) {
	if testing.Short() {
		t.Skip("loads a module from the module proxy")
	}
	cat, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	const module = "github.com/hibiken/asynqmon@v0.7.2"
	check := func(cores int) string {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		r, err := Check(context.Background(), &Engine{Cat: cat}, CheckRequest{Args: []string{module}, Dir: t.TempDir(), Env: os.Environ()})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Findings) == 0 {
			t.Fatal("no findings: equal reports would say nothing")
		}
		data, err := json.MarshalIndent(r, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	want := check(2)
	for _, cores := range []int{2, 1, 4} {
		if d := cmp.Diff(want, check(cores)); d != "" {
			t.Errorf("on %d cores the report differs (-want +got):\n%s", cores, d)
		}
	}
}
