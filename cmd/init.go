package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/cachevet/cachevet/internal/gate"
)

func (a *app) initVerb() *cobra.Command {
	return &cobra.Command{
		Use: "init", Short: "Write a commented " + gate.PolicyName, Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, cancel, err := a.begin(c.Context())
			defer cancel()
			if err != nil {
				return err
			}
			path := filepath.Join(a.host.Dir, gate.PolicyName)
			f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
			if errors.Is(err, fs.ErrExist) {
				return usage("%s is here already; edit it, or remove it first", gate.PolicyName)
			}
			if err != nil {
				return usage("write %s: %v", gate.PolicyName, err)
			}
			if _, err := f.WriteString(gate.Init()); err != nil {
				f.Close()
				os.Remove(path)
				return incomplete("write %s: %v", gate.PolicyName, plain(err))
			}
			if err := f.Close(); err != nil {
				return incomplete("write %s: %v", gate.PolicyName, err)
			}
			_, err = fmt.Fprintf(a.host.Out, "wrote %s\n", gate.PolicyName)
			return err
		},
	}
}
