package main

import (
	"flag"
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/goproxytest"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/cachevet/cachevet/cmd"
)

var update = flag.Bool("update", false, "rewrite the expectations of the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"cachevet": func() { os.Exit(cmd.Execute(cmd.System(), os.Args[1:])) },
	})
}

// TestScript runs testdata/script end to end against the modules of
// testdata/mod, which a proxy of our own serves. No network is used.
func TestScript(t *testing.T) {
	t.Parallel()
	srv, err := goproxytest.NewServer(filepath.Join("testdata", "mod"), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	cache := t.TempDir()
	hanging := hangingProxy(t)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"schema": matchSchema, "profile": writeProfile},
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("GOPROXY", srv.URL)
			e.Setenv("HANGING", hanging)
			// Whatever asks for another host is refused at once.
			for _, key := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
				e.Setenv(key, "http://127.0.0.1:1")
			}
			e.Setenv("NO_PROXY", "127.0.0.1")
			e.Setenv("no_proxy", "127.0.0.1")
			e.Setenv("GOSUMDB", "off")
			e.Setenv("GONOSUMDB", "")
			e.Setenv("GOPRIVATE", "")
			e.Setenv("GOFLAGS", "-modcacherw")
			e.Setenv("GOMODCACHE", filepath.Join(cache, "mod"))
			e.Setenv("GOPATH", filepath.Join(cache, "gopath"))
			e.Setenv("GOCACHE", filepath.Join(cache, "build"))
			e.Setenv("GOTOOLCHAIN", "local")
			e.Setenv("GIT_CONFIG_GLOBAL", filepath.Join(e.WorkDir, ".gitconfig"))
			e.Setenv("XDG_CACHE_HOME", filepath.Join(e.WorkDir, ".cache"))
			return os.WriteFile(filepath.Join(e.WorkDir, ".gitconfig"), []byte("[user]\n\tname = t\n\temail = t@example.com\n[init]\n\tdefaultBranch = main\n"), 0o600)
		},
	})
}

// hangingProxy takes connections and never answers.
func hangingProxy(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return "http://" + l.Addr().String()
}
