package load

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// ToolchainError says that a module asks for a newer Go than the one at hand.
// No toolchain is fetched on a module's word: that would be running its choice.
type ToolchainError struct {
	What       string // what asks, such as go.mod or a module and version
	Need, Have string // releases without the prefix "go"
}

func (e *ToolchainError) Error() string {
	return fmt.Sprintf("%s needs Go %s, and this is Go %s: run with a newer Go, or set GOTOOLCHAIN=go%s", e.What, e.Need, e.Have, e.Need)
}

// listMode asks for nothing that makes go list compile: NeedTypesSizes, for
// one, would turn on -compiled, and that runs cgo.
const listMode = packages.NeedName | packages.NeedFiles | packages.NeedImports |
	packages.NeedDeps | packages.NeedModule

// List reads names, files, imports and modules of all packages in the import
// closure of cfg.Patterns. A package with something wrong is in the graph with
// its Problems; an error means that there is no graph at all.
func List(ctx context.Context, cfg Config) (*Graph, error) {
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, fmt.Errorf("list packages: %w", err)
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("list packages: %s is not a folder", dir)
	}
	cfg.Dir = dir
	cfg.Env = environment(ctx, cfg.Env)
	report(cfg.Progress, "list", 0, 1)
	target := make(chan targetResult, 1)
	go func() { target <- readTarget(ctx, cfg) }()
	var kept *memo
	if cfg.Memory != nil {
		t := <-target
		kept = newMemo(cfg, t)
		if g := kept.recall(); g != nil {
			report(cfg.Progress, "list", 1, 1)
			return g, nil
		}
		target <- t
	}
	roots, err := packages.Load(&packages.Config{
		Context: ctx, Mode: listMode, Dir: cfg.Dir, Env: cfg.Env,
		BuildFlags: cfg.BuildFlags, Overlay: cfg.Overlay,
	}, cfg.Patterns...)
	t := <-target
	if err = cmp.Or(err, t.err); err != nil {
		return nil, listError(ctx, cfg.Dir, err)
	}
	report(cfg.Progress, "list", 1, 1)
	g := newGraph(roots, t.Target, cfg)
	kept.keep(g)
	return g, nil
}

// environment closes the two doors through which listing could run foreign
// programs: package drivers and toolchains named by a go.mod.
func environment(ctx context.Context, env []string) []string {
	if env == nil {
		env = exec.CommandContext(ctx, "go").Environ()
	}
	chain := "local"
	for _, kv := range env {
		if v, ok := strings.CutPrefix(kv, "GOTOOLCHAIN="); ok {
			chain = v
		}
	}
	if !oneToolchain.MatchString(chain) {
		chain = "local"
	}
	return append(slices.Clip(env), "GOPACKAGESDRIVER=off", "GOTOOLCHAIN="+chain)
}

// oneToolchain matches a release that the user chose. "auto" and "path" let
// the scanned module choose.
var oneToolchain = regexp.MustCompile(`^(local|go1[0-9a-z.]*)$`)

type targetResult struct {
	Target
	work, modCache string // GOWORK and GOMODCACHE
	raw            []byte
	err            error
}

// readTarget asks for the configuration beside the listing, not after it.
func readTarget(ctx context.Context, cfg Config) targetResult {
	cmd := exec.CommandContext(ctx, "go", "env", "-json", "GOOS", "GOARCH", "GOROOT",
		"GOVERSION", "GOFLAGS", "CGO_ENABLED", "GOMOD", "GOEXPERIMENT", "GOWORK", "GOMODCACHE", "GOPATH", "GO111MODULE",
		// What selects files by the machine's features.
		"GO386", "GOAMD64", "GOARM", "GOARM64", "GOMIPS", "GOMIPS64", "GOPPC64", "GORISCV64", "GOWASM", "GOFIPS140")
	cmd.Dir, cmd.Env = cfg.Dir, append(slices.Clip(cfg.Env), "PWD="+cfg.Dir)
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) && len(exit.Stderr) > 0 {
			err = errors.New(strings.TrimSpace(string(exit.Stderr)))
		}
		return targetResult{err: fmt.Errorf("go env: %w", err)}
	}
	var v struct{ GOOS, GOARCH, GOROOT, GOVERSION, GOFLAGS, CGO_ENABLED, GOMOD, GOEXPERIMENT, GOWORK, GOMODCACHE string }
	if err := json.Unmarshal(out, &v); err != nil {
		return targetResult{err: fmt.Errorf("go env: %w", err)}
	}
	version, _, _ := strings.Cut(v.GOVERSION, " ")
	return targetResult{work: v.GOWORK, modCache: v.GOMODCACHE, raw: out, Target: Target{
		GOOS: v.GOOS, GOARCH: v.GOARCH, GOROOT: v.GOROOT, GoVersion: version,
		GOFLAGS: v.GOFLAGS, CGO: v.CGO_ENABLED, GOMOD: v.GOMOD, GOEXPERIMENT: v.GOEXPERIMENT,
	}}
}

// needsGo is how the go command words a refusal to run with GOTOOLCHAIN=local.
var needsGo = regexp.MustCompile(`(?:go: )?(\S+) requires go >= ?(\S+) \(running go (\S+?)[;)]`)

// listError turns the go command's refusal into one error that says what to do.
func listError(ctx context.Context, dir string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("list packages in %s: %w", dir, context.Cause(ctx))
	}
	if m := needsGo.FindStringSubmatch(err.Error()); m != nil {
		return &ToolchainError{What: strings.TrimSuffix(m[1], ":"), Need: m[2], Have: m[3]}
	}
	if m := goSays.FindStringSubmatch(err.Error()); m != nil {
		words := strings.TrimSpace(progressLine.ReplaceAllString(m[1], ""))
		words = strings.ReplaceAll(strings.TrimPrefix(cmp.Or(words, strings.TrimSpace(m[1])), "go: "), ":\n", ": ")
		err = errors.New(strings.ReplaceAll(words, "\n", "; "))
	}
	return fmt.Errorf("list packages in %s: %w", dir, err)
}

// goSays matches the go command's own words in an error of go/packages.
var goSays = regexp.MustCompile(`(?s)^err: exit status \d+: stderr: (?:go: )?(.*\S.*)$`)

// progressLine matches what the go command says of its own doings.
var progressLine = regexp.MustCompile(`(?m)^(?:go: )?(?:downloading|finding|found|extracting) \S.*\n?`)

func report(progress func(string, int, int), stage string, done, total int) {
	if progress != nil {
		progress(stage, done, total)
	}
}
