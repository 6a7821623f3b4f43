package cmd

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cachevet/cachevet/internal/gate"
	"github.com/cachevet/cachevet/rules"
	"github.com/cachevet/cachevet/signals"
)

func (a *app) doctor() *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "Check that everything cachevet needs is there", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, cancel, err := a.begin(c.Context())
			defer cancel()
			if err != nil {
				return err
			}
			return a.runDoctor()
		},
	}
}

// diagnosis is one line of the doctor's: what was looked at, what was seen, and
// what to do where that is not good.
type diagnosis struct {
	what, seen, do string
}

func (a *app) runDoctor() error {
	list := []diagnosis{a.examineGo(), a.examineGit(), a.examineRules(), a.examineStore(), a.examinePolicy(), a.examineTokens()}
	bad := 0
	for _, d := range list {
		mark := "ok  "
		if d.do != "" {
			mark = "BAD "
			bad++
		}
		fmt.Fprintf(a.host.Out, "%s %-8s %s\n", mark, d.what, printable(d.seen))
		if d.do != "" {
			fmt.Fprintf(a.host.Out, "              %s\n", printable(d.do))
		}
	}
	if bad > 0 {
		return incomplete("%d of %d checks failed", bad, len(list))
	}
	return nil
}

func (a *app) examineGo() diagnosis {
	out, err := a.ask("go", "env", "GOVERSION")
	switch {
	case err != nil:
		return diagnosis{"go", "the go command does not answer", "install Go and put it in PATH"}
	case !strings.HasPrefix(out, "go"):
		return diagnosis{"go", out, "this is not a release that cachevet knows"}
	}
	if older(out, runtime.Version()) {
		return diagnosis{what: "go", seen: fmt.Sprintf("%s in PATH, cachevet was built with %s", out, runtime.Version())}
	}
	if older(runtime.Version(), out) {
		return diagnosis{"go", fmt.Sprintf("%s in PATH is newer than %s, which cachevet was built with", out, runtime.Version()), "build cachevet again, or newer language features may not be read"}
	}
	return diagnosis{what: "go", seen: out}
}

// older compares the minor releases of two Go versions, such as go1.25.3.
func older(a, b string) bool {
	minor := func(v string) (n int) {
		_, _ = fmt.Sscanf(v, "go1.%d", &n) // 0 where it is no release
		return n
	}
	return minor(a) < minor(b)
}

func (a *app) ask(name string, args ...string) (string, error) {
	c := exec.Command(name, args...)
	c.Dir, c.Env = a.host.Dir, append(a.host.Env[:len(a.host.Env):len(a.host.Env)], "GOTOOLCHAIN=local")
	out, err := c.Output()
	return strings.TrimSpace(string(out)), err
}

func (a *app) examineGit() diagnosis {
	out, err := a.ask("git", "--version")
	if err != nil {
		return diagnosis{"git", "git does not answer", "install git; the gate and the hook need it"}
	}
	return diagnosis{what: "git", seen: out}
}

func (a *app) examineRules() diagnosis {
	cat, err := rules.Builtin()
	if err != nil {
		return diagnosis{"rules", err.Error(), "this build is broken"}
	}
	if _, err := signals.LoadLexicon(); err != nil {
		return diagnosis{"rules", err.Error(), "this build is broken"}
	}
	return diagnosis{what: "rules", seen: fmt.Sprintf("%d hazards, %d client libraries, %d frameworks", len(cat.Hazards), len(cat.Clients), len(cat.Frameworks))}
}

func (a *app) examineStore() diagnosis {
	var trouble string
	s := a.openStoreWith(func(err error) { trouble = err.Error() })
	if s == nil {
		return diagnosis{what: "store", seen: "off: each run reads everything anew"}
	}
	defer s.Close()
	info, err := s.Info()
	if err != nil || trouble != "" {
		return diagnosis{"store", a.storeDir() + ": " + trouble, "make the folder writable, or set CACHEVET_CACHE to another"}
	}
	return diagnosis{what: "store", seen: fmt.Sprintf("%s, %d entries, %.1f MB", info.Dir, info.Entries, float64(info.Bytes)/(1<<20))}
}

func (a *app) examinePolicy() diagnosis {
	cat, err := rules.Builtin()
	if err != nil {
		return diagnosis{"policy", err.Error(), "this build is broken"}
	}
	if _, _, err := a.policy(cat); err != nil {
		return diagnosis{"policy", err.Error(), "correct the file; cachevet init shows what may stand in it"}
	}
	if path := findUp(a.host.Dir, gate.PolicyName); path != "" {
		return diagnosis{what: "policy", seen: filepath.Base(path) + " is good"}
	}
	return diagnosis{what: "policy", seen: "none, the defaults apply"}
}

func (a *app) examineTokens() diagnosis {
	if h, _ := a.tokens().Auth("api.github.com"); h == "" {
		return diagnosis{what: "tokens", seen: "none for GitHub: 60 requests an hour, enough for about five modules"}
	}
	return diagnosis{what: "tokens", seen: "one for GitHub"}
}
