package cmd

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/gate"
	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/pipeline"
	"github.com/cachevet/cachevet/rules"
)

func (a *app) check() *cobra.Command {
	var since string
	c := &cobra.Command{
		Use:   "check MODULE[@VERSION]... | PACKAGE[@VERSION]...",
		Short: "Vet a module, or some of its packages, before it is added",
		Example: `  cachevet check github.com/eko/gocache/store/redis/v4@v4.2.2
  cachevet check github.com/astaxie/beego/cache/redis@v1.12.2 --since github.com/astaxie/beego@v1.12.1`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("check needs a module or package, such as github.com/x/y@v1.2.3")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return a.runCheck(c.Context(), args, since) },
	}
	c.Flags().StringVar(&since, "since", "", "report only what is new against this `module@version`")
	return c
}

func (a *app) runCheck(ctx context.Context, args []string, since string) error {
	ctx, cancel, err := a.begin(ctx)
	defer cancel()
	if err != nil {
		return err
	}
	run, err := a.prepare(ctx)
	if err != nil {
		return err
	}
	r, err := pipeline.Check(ctx, run.engine, pipeline.CheckRequest{Args: args, Since: since, Dir: a.host.Dir, Env: a.host.Env, Offline: a.flags.offline})
	if err != nil {
		return err
	}
	run.advise.Args = args
	return a.conclude(ctx, r, run)
}

// run is what every analysing verb needs: where reports go, what is known, and
// what the user wants.
type run struct {
	to     []target
	cat    *rules.Catalogue
	policy *gate.Policy
	base   *gate.Baseline
	engine *pipeline.Engine
	// advise is what was vetted, where it can be had at another version.
	advise pipeline.AdviceRequest
}

// adviceBudget bounds the search for a way out.
const adviceBudget = 30 * time.Second

func (a *app) prepare(ctx context.Context) (*run, error) {
	to, err := a.targets()
	if err != nil {
		return nil, err
	}
	cat, err := rules.Builtin()
	if err != nil {
		return nil, err
	}
	policy, base, err := a.policy(cat)
	if err != nil {
		return nil, err
	}
	r := &run{to: to, cat: cat, engine: a.engine(cat)}
	r.use(policy, base)
	r.engine.Listener = a.listener(ctx, policy)
	r.engine.Share, err = a.profile()
	return r, err
}

func (a *app) engine(cat *rules.Catalogue) *pipeline.Engine {
	e := &pipeline.Engine{Cat: cat, Progress: a.progress(), Tool: toolIdentity(), Digest: cat.Digest}
	if a.store = a.openStore(); a.store != nil {
		e.Store = a.store
		e.Lists = &load.Memory{Cache: a.store.Local(), Tool: e.Tool, Now: a.host.Now}
	}
	return e
}

// policy reads the user's policy and, for a catalogue, what it names. It is looked
// for at the root of the user's module, never in a scanned one.
func (a *app) policy(cat *rules.Catalogue) (*gate.Policy, *gate.Baseline, error) {
	path := a.flags.config
	if path != "" && !filepath.IsAbs(path) {
		path = filepath.Join(a.host.Dir, path)
	}
	if path == "" {
		path = findUp(a.host.Dir, gate.PolicyName)
	}
	if path == "" {
		return &gate.Policy{}, nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, usage("read policy: %v", err)
	}
	p, err := gate.ParsePolicy(filepath.Base(path), data)
	if err != nil {
		return nil, nil, usage("%v", err)
	}
	if cat == nil {
		return p, nil, nil
	}
	for _, f := range p.Rules {
		if err := loadRules(cat, filepath.Join(filepath.Dir(path), f)); err != nil {
			return nil, nil, err
		}
	}
	base, err := readBaseline(filepath.Dir(path), p.Baseline)
	return p, base, err
}

func readBaseline(dir, name string) (*gate.Baseline, error) {
	if name == "" {
		return nil, nil
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return nil, usage("read baseline: %v", err)
	}
	b, err := gate.ParseBaseline(name, data)
	if err != nil {
		return nil, usage("%v", err)
	}
	return b, nil
}

// findUp looks for a file from dir up to the repository's or module's root.
func findUp(dir, name string) string {
	for {
		p := filepath.Join(dir, name)
		if st, err := os.Stat(p); err == nil && st.Mode().IsRegular() {
			return p
		}
		for _, mark := range []string{".git", "go.mod"} {
			if _, err := os.Stat(filepath.Join(dir, mark)); err == nil && mark == ".git" {
				return ""
			}
		}
		up := filepath.Dir(dir)
		if up == dir {
			return ""
		}
		dir = up
	}
}

// conclude decides, writes the reports and sets the exit code.
func (a *app) conclude(ctx context.Context, r *finding.Report, run *run) error {
	r.Tool = finding.Tool{Name: "cachevet", Version: toolVersion()}
	raw := slices.Clone(r.Findings)
	notes := r.Reasons // what the stages before have to say; the gate writes its own
	gate.Decide(r, run.policy, run.base, gate.Options{FailOn: a.flags.failOn, Now: a.host.Now(), RequireSignals: a.flags.require})
	r.Reasons = append(r.Reasons, notes...)
	if r.Verdict == finding.Failed {
		a.advise(ctx, r, run, raw)
	}
	if err := a.write(r, run.cat, run.to); err != nil {
		return err
	}
	if err := a.keepFindings(r); err != nil {
		return err
	}
	a.code = gate.ExitCode(r.Verdict)
	return nil
}

// advise adds to a report that fails what to do now.
func (a *app) advise(ctx context.Context, r *finding.Report, run *run, raw []finding.Finding) {
	req := run.advise
	if req.Args == nil && req.Change == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, adviceBudget)
	defer cancel()
	req.Dir, req.From, req.Env, req.Offline, req.Raw = a.host.Dir, a.stands, a.host.Env, a.flags.offline, raw
	pipeline.Advise(ctx, run.engine, r, req)
}
