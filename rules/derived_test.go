package rules

import (
	"flag"
	"fmt"
	"go/token"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestDerivedCommands shows what every command method of a client is taken for,
// so that a change of the derivation is read as a list. It needs the Go module
// proxy.
func TestDerivedCommands(t *testing.T) {
	skipWithoutProxy(t)
	c := mustBuiltin(t)
	for name, at := range map[string]struct{ pkg, version, typ string }{
		"go-redis":      {"github.com/redis/go-redis/v9", "github.com/redis/go-redis/v9@v9.7.0", "cmdable"},
		"go-redis-v3":   {"gopkg.in/redis.v3", "gopkg.in/redis.v3@v3.6.4", "commandable"},
		"rueidis":       {"github.com/redis/rueidis/internal/cmds", "github.com/redis/rueidis@v1.0.56", "Builder"},
		"go-zero-redis": {"github.com/zeromicro/go-zero/core/stores/redis", "github.com/zeromicro/go-zero@v1.7.6", "Redis"},
	} {
		t.Run(name, func(t *testing.T) {
			got := derivedCommands(t, c.Client(at.pkg), at.version, at.typ)
			file := "testdata/derived/" + name + ".txt"
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("go test ./rules -run %s -update rewrites it:\n%s", t.Name(), diff)
			}
		})
	}
}

func derivedCommands(t *testing.T, cl *Client, version, typ string) string {
	lines := map[string]bool{}
	for _, p := range clientAPI(t, cl, version) {
		for key := range p.funcs {
			recv, method, ok := strings.Cut(key, ".")
			if !ok || recv != typ || !token.IsExported(method) {
				continue
			}
			command := "-"
			if op := cl.Op(recv, method); op != nil && op.Command != "" {
				command = op.Command
			}
			lines[fmt.Sprintf("%s %s\n", method, command)] = true
		}
	}
	return strings.Join(slices.Sorted(maps.Keys(lines)), "")
}
