package cmd

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/gate"
	"github.com/cachevet/cachevet/internal/modules"
	"github.com/cachevet/cachevet/internal/pipeline"
	"github.com/cachevet/cachevet/signals"
	"github.com/cachevet/cachevet/signals/all"
	"github.com/cachevet/cachevet/signals/fetch"
)

// listener reads what modules say of themselves: their own files always, their
// trackers unless --no-signals, --offline or the policy forbids it.
func (a *app) listener(ctx context.Context, p *gate.Policy) *pipeline.Listener {
	if p.Signals == "off" {
		return nil
	}
	remote := !a.flags.noSignals && !a.flags.offline
	var lex *signals.Lexicon
	var collector *signals.Collector
	open := sync.OnceValue(func() (err error) {
		if lex, err = signals.LoadLexicon(); err != nil {
			return err
		}
		cfg := signals.Config{Providers: all.Providers(), Kinds: fetch.EnvKinds(a.getenv), Now: a.host.Now}
		if remote {
			cfg.Client = a.fetcher().Client()
			cfg.Private = modules.Private(ctx, a.host.Dir, a.host.Env)
		}
		collector, err = signals.NewCollector(lex, cfg)
		return err
	})
	return &pipeline.Listener{Remote: remote, Open: func() (*signals.Lexicon, *signals.Collector, error) {
		err := open()
		return lex, collector, err
	}}
}

func (a *app) fetcher() *fetch.Fetcher {
	dir := a.storeDir()
	if dir != "" {
		dir = filepath.Join(dir, "http")
	}
	return fetch.New(fetch.Config{
		Transport: a.host.Transport, Dir: dir, Auth: a.tokens().Auth, Proxy: http.ProxyFromEnvironment, Now: a.host.Now,
		Offline: a.flags.offline, UserAgent: "cachevet/" + toolVersion(),
	})
}

func (a *app) signals() *cobra.Command {
	c := &cobra.Command{
		Use: "signals MODULE[@VERSION]", Short: "Show what a module's tracker, README and doc comments say",
		Args: exactly(1, "signals needs one module, such as github.com/x/y@v1.2.3"),
		RunE: func(c *cobra.Command, args []string) error { return a.runSignals(c.Context(), args[0]) },
	}
	c.AddCommand(&cobra.Command{
		Use: "judge FILE", Short: "Judge saved threads, offline: a JSON array of {url,kind,state,date,title,text}",
		Args: exactly(1, "signals judge needs a file with threads, or -"),
		RunE: func(c *cobra.Command, args []string) error {
			_, cancel, err := a.begin(c.Context())
			defer cancel()
			if err != nil {
				return err
			}
			return a.judgeThreads(args[0])
		},
	})
	return c
}

// runSignals checks the module and shows what it says of itself, which the
// findings steer.
func (a *app) runSignals(ctx context.Context, arg string) error {
	ctx, cancel, err := a.begin(ctx)
	defer cancel()
	if err != nil {
		return err
	}
	asJSON, err := a.textOrJSON()
	if err != nil {
		return err
	}
	run, err := a.prepare(ctx)
	if err != nil {
		return err
	}
	r, err := pipeline.Check(ctx, run.engine, pipeline.CheckRequest{Args: []string{arg}, Dir: a.host.Dir, Env: a.host.Env, Offline: a.flags.offline})
	if err != nil {
		return err
	}
	a.clearLine()
	if asJSON {
		enc := json.NewEncoder(a.host.Out)
		enc.SetIndent("", "  ")
		return enc.Encode(r.Signals)
	}
	for _, m := range r.Modules {
		if err := a.printSignals(m, r.Signals[m.Path]); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) printSignals(m finding.Module, s finding.ModuleSignals) error {
	w := a.host.Out
	fmt.Fprintf(w, "%s@%s: %s\n", printable(m.Path), printable(m.Version), printable(s.Status))
	if s.Repository != "" {
		fmt.Fprintf(w, "  repository %s (found by %s)\n", printable(s.Repository), printable(s.FoundBy))
	}
	if s.Archived {
		fmt.Fprintln(w, "  the repository is archived")
	}
	for _, g := range s.Signals {
		fmt.Fprintf(w, "  %-4s  %s, %s: %q\n", g.Level, printable(g.Class), printable(g.Source), printable(g.Phrase))
		if g.Title != "" {
			fmt.Fprintf(w, "        %s\n", printable(g.Title))
		}
		if g.URL != "" {
			fmt.Fprintf(w, "        %s\n", printable(g.URL))
		}
		if g.FixedIn != "" {
			fmt.Fprintf(w, "        fixed in %s (%s)\n", printable(g.FixedIn), printable(g.FixBasis))
		}
	}
	if len(s.Signals) == 0 {
		fmt.Fprintln(w, "  nothing found, which is not to say that there is nothing")
	}
	if s.More > 0 {
		fmt.Fprintf(w, "  and %d more\n", s.More)
	}
	return nil
}

func (a *app) judgeThreads(name string) error {
	asJSON, err := a.textOrJSON()
	if err != nil {
		return err
	}
	name = a.inDir(name)
	in, err := a.open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	lex, err := signals.LoadLexicon()
	if err != nil {
		return err
	}
	js, err := lex.JudgeFile(in)
	if err != nil {
		return usage("%v", err)
	}
	if asJSON {
		enc := json.NewEncoder(a.host.Out)
		enc.SetIndent("", "  ")
		return enc.Encode(js)
	}
	for _, j := range js {
		fmt.Fprintf(a.host.Out, "%-22s %5.1f  %s  %q\n", printable(j.Class), j.Score, printable(j.URL), printable(j.Phrase))
	}
	return nil
}

// textOrJSON reads --format for what is no report.
func (a *app) textOrJSON() (asJSON bool, err error) {
	switch format := strings.Join(a.flags.format, ","); format {
	case "text":
		return false, nil
	case "json":
		return true, nil
	default:
		return false, usage("--format %q: this is no report; choose text or json", format)
	}
}
