package cmd

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/cachevet/cachevet/internal/hook"
)

func (a *app) hook() *cobra.Command {
	c := &cobra.Command{
		Use: "hook", Short: "Install, remove or run the git pre-commit hook",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(
		&cobra.Command{
			Use: "install", Short: "Install the hook; one that is there runs first", Args: cobra.NoArgs,
			RunE: func(c *cobra.Command, _ []string) error { return a.hookDo(c, hookInstall) },
		},
		&cobra.Command{
			Use: "uninstall", Short: "Remove the hook and put back the one before", Args: cobra.NoArgs,
			RunE: func(c *cobra.Command, _ []string) error { return a.hookDo(c, hookUninstall) },
		},
		&cobra.Command{
			Use: "run", Short: "Vet what is staged, as the hook does",
			RunE: func(c *cobra.Command, _ []string) error { return a.runGate(c.Context(), gateFlags{staged: true}) },
		},
	)
	return c
}

type hookAction int

const (
	hookInstall hookAction = iota
	hookUninstall
)

func (a *app) hookDo(c *cobra.Command, what hookAction) error {
	ctx, cancel, err := a.begin(c.Context())
	defer cancel()
	if err != nil {
		return err
	}
	program, err := os.Executable()
	if err != nil {
		program = ""
	}
	req := hook.Request{Dir: a.host.Dir, Env: a.host.Env, Program: program}
	do := hook.Install
	if what == hookUninstall {
		do = hook.Uninstall
	}
	path, done, err := do(ctx, req)
	if err != nil {
		return usage("%v", err)
	}
	_, err = fmt.Fprintf(a.host.Out, "%s: %s\n", path, done)
	return err
}
