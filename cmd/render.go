package cmd

import (
	"github.com/spf13/cobra"

	"github.com/cachevet/cachevet/internal/gate"
	"github.com/cachevet/cachevet/report"
	"github.com/cachevet/cachevet/rules"
)

func (a *app) render() *cobra.Command {
	return &cobra.Command{
		Use: "render REPORT.json", Short: "Render a saved report in any format, without analysis",
		Long: "Render reads a report that was saved with --format json (- for standard input).\nIts exit code is that of the report's verdict.",
		Args: exactly(1, "render needs one report file, or -"),
		RunE: func(c *cobra.Command, args []string) error {
			_, cancel, err := a.begin(c.Context())
			defer cancel()
			if err != nil {
				return err
			}
			return a.runRender(args[0])
		},
	}
}

func (a *app) runRender(name string) error {
	to, err := a.targets()
	if err != nil {
		return err
	}
	name = a.inDir(name)
	in, err := a.open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	r, err := report.Read(in)
	if err != nil {
		return usage("%s: %v", name, err)
	}
	cat, err := rules.Builtin()
	if err != nil {
		return err
	}
	a.code = gate.ExitCode(r.Verdict)
	return a.write(r, cat, to)
}

func exactly(n int, text string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return usage("%s", text)
		}
		return nil
	}
}
