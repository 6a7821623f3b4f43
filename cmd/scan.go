package cmd

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/pipeline"
)

func (a *app) scan() *cobra.Command {
	return &cobra.Command{
		Use: "scan [PACKAGES]", Short: "Vet the whole application as it stands, own code and dependencies",
		RunE: func(c *cobra.Command, args []string) error { return a.runScan(c.Context(), args) },
	}
}

func (a *app) runScan(ctx context.Context, args []string) error {
	ctx, cancel, err := a.begin(ctx)
	defer cancel()
	if err != nil {
		return err
	}
	run, err := a.prepare(ctx)
	if err != nil {
		return err
	}
	r, err := pipeline.Scan(ctx, run.engine, pipeline.ScanRequest{Patterns: args, Dir: a.host.Dir, Env: a.host.Env, Offline: a.flags.offline})
	if err != nil {
		return err
	}
	if len(r.Modules) == 0 {
		return nothingToScan(r.Coverage.Skipped)
	}
	return a.conclude(ctx, r, run)
}

// nothingToScan says why no package of the user's was found. That is no pass.
func nothingToScan(skipped []finding.Skip) error {
	if len(skipped) == 0 {
		return usage("there is no Go package here; run it in a module, or name packages of it")
	}
	return usage("%s: there is no Go package to scan (%s); run it in a module, or name packages of it", skipped[0].Package, skipped[0].Why)
}
