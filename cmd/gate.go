package cmd

import (
	"context"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"testing/fstest"

	"github.com/spf13/cobra"

	"github.com/cachevet/cachevet/internal/gate"
	"github.com/cachevet/cachevet/internal/pipeline"
	"github.com/cachevet/cachevet/rules"
)

type gateFlags struct {
	base          string
	staged, code  bool
	writeBaseline string
}

func (a *app) gate() *cobra.Command {
	var g gateFlags
	c := &cobra.Command{
		Use: "gate", Short: "Vet what a change of go.mod newly brings; for pull requests", Args: cobra.NoArgs,
		Long: `Gate compares the build list at the base with the one now, direct and transitive
modules alike, and judges what the change newly brings to your hot paths. What
was there before never fails. The policy and its waivers are read from the base.`,
		Example: "  cachevet gate --base origin/main\n  cachevet gate --staged",
		RunE:    func(c *cobra.Command, _ []string) error { return a.runGate(c.Context(), g) },
	}
	c.Flags().StringVar(&g.base, "base", "", "compare with where HEAD left this git `ref` (default: the main branch of origin)")
	c.Flags().BoolVar(&g.staged, "staged", false, "vet what is staged rather than the work tree, against HEAD")
	c.Flags().BoolVar(&g.code, "code", false, "also where no go.mod changed: code alone can open a path")
	c.Flags().StringVar(&g.writeBaseline, "write-baseline", "", "accept what is there: write it to this baseline `file`")
	return c
}

func (a *app) runGate(ctx context.Context, g gateFlags) error {
	ctx, cancel, err := a.begin(ctx)
	defer cancel()
	if err != nil {
		return err
	}
	to, err := a.targets()
	if err != nil {
		return err
	}
	run := &run{to: to, policy: &gate.Policy{}}
	req := pipeline.GateRequest{Dir: a.host.Dir, Env: a.host.Env, Base: g.base, Staged: g.staged, Code: g.code, Offline: a.flags.offline, Progress: a.progress()}
	r, change, err := pipeline.Gate(ctx, req, func(base pipeline.Base) (*pipeline.Engine, error) { return a.ready(ctx, run, base) })
	defer change.Close()
	if err != nil {
		return err
	}
	run.advise.Change = change
	if g.writeBaseline != "" {
		return a.adopt(gate.NewBaseline(r), g.writeBaseline)
	}
	return a.conclude(ctx, r, run)
}

// ready reads the policy of the base and makes the engine. Where nothing changed
// the policy is all that counts, and what takes time is left out.
func (a *app) ready(ctx context.Context, run *run, base pipeline.Base) (*pipeline.Engine, error) {
	if base.Changed {
		cat, err := rules.Builtin()
		if err != nil {
			return nil, err
		}
		run.cat, run.engine = cat, a.engine(cat)
	}
	if err := a.basePolicy(run, base.Root, base.Read); err != nil || !base.Changed {
		return nil, err
	}
	run.engine.Listener = a.listener(ctx, run.policy)
	var err error
	run.engine.Share, err = a.profile()
	return run.engine, err
}

func (a *app) adopt(b *gate.Baseline, file string) error {
	if !filepath.IsAbs(file) {
		file = filepath.Join(a.host.Dir, file)
	}
	if err := b.Write(file); err != nil {
		return incomplete("%v", err)
	}
	a.note("wrote %s; name it in %s under baseline", filepath.Base(file), gate.PolicyName)
	return nil
}

// basePolicy reads the policy, its rules and its baseline as the base has them.
// Before the first commit there is no base, and the files as they are count.
func (a *app) basePolicy(run *run, root string, read pipeline.BaseFile) error {
	if a.flags.config != "" || read == nil {
		policy, base, err := a.policy(run.cat)
		if err != nil {
			return err
		}
		run.use(policy, base)
		return nil
	}
	rel, err := filepath.Rel(root, a.host.Dir)
	if err != nil || !filepath.IsLocal(rel) {
		rel = "."
	}
	for dir := filepath.ToSlash(rel); ; dir = path.Dir(dir) {
		data, ok, err := read(path.Join(dir, gate.PolicyName))
		if err != nil {
			return err
		}
		if ok {
			return run.policyFrom(dir, data, read)
		}
		if dir == "." {
			return nil
		}
	}
}

// policyFrom takes over a policy of the base and what it names, which is not read
// where there is no catalogue to add it to.
func (r *run) policyFrom(dir string, data []byte, read pipeline.BaseFile) error {
	p, err := gate.ParsePolicy(gate.PolicyName, data)
	if err != nil {
		return usage("%v", err)
	}
	if r.cat == nil {
		r.policy = p
		return nil
	}
	get := func(name string) ([]byte, error) {
		data, ok, err := read(path.Join(dir, name))
		if err == nil && !ok {
			err = &fs.PathError{Op: "read from the base", Path: name, Err: os.ErrNotExist}
		}
		return data, err
	}
	for _, name := range p.Rules {
		text, err := get(name)
		if err != nil {
			return usage("%v", err)
		}
		if err := rules.Load(fstest.MapFS{path.Base(name): {Data: text}}, r.cat); err != nil {
			return usage("%v", err)
		}
	}
	var base *gate.Baseline
	if p.Baseline != "" {
		text, err := get(p.Baseline)
		if err != nil {
			return usage("%v", err)
		}
		if base, err = gate.ParseBaseline(p.Baseline, text); err != nil {
			return usage("%v", err)
		}
	}
	r.use(p, base)
	return nil
}

func (r *run) use(p *gate.Policy, b *gate.Baseline) {
	r.policy, r.base = p, b
	if r.engine == nil {
		return
	}
	r.engine.Hot, r.engine.Cold, r.engine.Digest = p.Hot, p.Cold, r.cat.Digest
}
