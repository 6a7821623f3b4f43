// Package cmd is the command line: one file per verb, flags in, exit code out.
// It knows the terminal, the environment and the clock, which nothing below it
// does; what a verb means is decided in package pipeline and below.
package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/cachevet/cachevet/internal/store"
)

// Host is what the program needs of the machine it runs on.
type Host struct {
	In       io.Reader
	Out, Err io.Writer
	Env      []string
	Dir      string
	Now      func() time.Time
	// Columns is the width of the terminal that Out is, 0 if it is none; ErrTerm
	// tells whether Err is a terminal.
	Columns int
	ErrTerm bool
	// Transport makes the calls to trackers; nil is the network.
	Transport http.RoundTripper
}

// System is the real machine.
func System() Host {
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	return Host{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Environ(), Dir: dir, Now: time.Now,
		Columns: columns(os.Stdout), ErrTerm: isTerminal(os.Stderr),
	}
}

// Execute runs one command line and returns the exit code.
func Execute(h Host, args []string) (code int) {
	defer func() {
		// A fault of ours must not read as an answer about the module.
		if v := recover(); v != nil {
			fmt.Fprintf(h.Err, "cachevet: internal error: %v; nothing was decided. Please report it with the command that you ran\n%s", v, debug.Stack())
			code = exitIncomplete
		}
	}()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := &app{stands: h.Dir, out: &output{to: h.Out}}
	h.Out = a.out
	a.host = h
	root := a.root()
	root.SetArgs(args)
	root.SetIn(h.In)
	root.SetOut(h.Out)
	root.SetErr(h.Err)
	err := root.ExecuteContext(ctx)
	if errors.Is(ctx.Err(), context.Canceled) && err != nil {
		err = errInterrupted
	}
	return a.finish(err)
}

// app is one run: the host, the common flags and the exit code.
type app struct {
	host  Host
	flags common
	// stands is the folder that the user stands in, whatever -C says.
	stands string
	code   int
	store  *store.Store
	out    *output
	// overrun is the error that ended the run for want of memory.
	overrun atomic.Value
}

// common are the flags that every verb spells alike.
type common struct {
	format    []string
	config    string
	offline   bool
	noSignals bool
	failOn    string
	timeout   time.Duration
	color     string
	quiet     bool
	dir       string
	verbose   bool
	require   bool
	ghToken   bool
	memLimit  string
	profile   string
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "cachevet",
		Short: "Vets Go modules for what they do to your cache and database",
		Long: `cachevet reads a Go module without running it, follows the calls from hot paths
to dangerous cache operations, and answers pass, warn, fail or incomplete.

Exit codes: 0 pass or warn, 1 the gate fails, 2 usage or configuration error,
3 incomplete.`,
		SilenceUsage: true, SilenceErrors: true,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	f := root.PersistentFlags()
	f.StringSliceVar(&a.flags.format, "format", []string{"text"}, "output `format`, or format=file, several with commas: "+formatList())
	f.StringVar(&a.flags.config, "config", "", "policy `file` (default: .cachevet.yaml at the module's root)")
	f.BoolVar(&a.flags.offline, "offline", false, "use no network: modules from the module cache, no trackers")
	f.BoolVar(&a.flags.noSignals, "no-signals", false, "do not ask issue trackers")
	f.BoolVar(&a.flags.require, "require-signals", false, "incomplete where a tracker cannot be asked")
	f.BoolVar(&a.flags.ghToken, "gh-token", false, "run gh, which is yours, for the token of a GitHub that no variable has one for")
	f.StringVar(&a.flags.failOn, "fail-on", "", "lowest level that fails: fail, warn or never (default: the policy's, else fail)")
	f.DurationVar(&a.flags.timeout, "timeout", 10*time.Minute, "give up after this long")
	f.StringVar(&a.flags.memLimit, "mem-limit", "", "end as incomplete above this `size` of memory, such as 2GiB; 0 for none (default: most of what there is)")
	f.StringVar(&a.flags.profile, "profile", "", "a pprof `file` of production's CPU: what it shows counts as hot (default: the module's default.pgo)")
	f.StringVar(&a.flags.color, "color", "auto", "colour: auto, always or never")
	f.BoolVarP(&a.flags.quiet, "quiet", "q", false, "no progress and no notes on stderr")
	f.BoolVarP(&a.flags.verbose, "verbose", "v", false, "print every note, step and skipped package")
	f.StringVarP(&a.flags.dir, "dir", "C", "", "run in this `folder`")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usage("%v", err) })
	root.AddCommand(a.verbs()...)
	root.CompletionOptions.DisableDescriptions = false
	return root
}

// verbs lists the commands in the order that help shows them.
func (a *app) verbs() []*cobra.Command {
	return []*cobra.Command{
		a.check(), a.gate(), a.scan(), a.hook(), a.rootsVerb(), a.signals(), a.explain(), a.rulesVerb(), a.initVerb(), a.render(), a.cache(), a.doctor(), a.version(), a.man(),
	}
}

// begin checks the common flags and applies the timeout. Verbs call it first.
func (a *app) begin(ctx context.Context) (context.Context, context.CancelFunc, error) {
	switch a.flags.failOn {
	case "", "fail", "warn", "never":
	default:
		return ctx, func() {}, usage("--fail-on %q: choose fail, warn or never", a.flags.failOn)
	}
	switch a.flags.color {
	case "auto", "always", "never":
	default:
		return ctx, func() {}, usage("--color %q: choose auto, always or never", a.flags.color)
	}
	if a.flags.dir != "" {
		dir := a.flags.dir
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(a.host.Dir, dir)
		}
		if st, err := os.Stat(dir); err != nil || !st.IsDir() {
			return ctx, func() {}, usage("-C %s: no such folder", a.flags.dir)
		}
		a.host.Dir = dir
	}
	ctx, cancel := context.WithTimeout(ctx, a.flags.timeout)
	ctx, release, err := a.boundMemory(ctx)
	return ctx, func() { release(); cancel() }, err
}

// note tells the user something on stderr, unless quiet.
func (a *app) note(format string, args ...any) {
	if !a.flags.quiet {
		fmt.Fprintf(a.host.Err, "cachevet: "+format+"\n", args...)
	}
}
