package cmd

import (
	"fmt"
	"path/filepath"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/cachevet/cachevet/rules"
)

func (a *app) rulesVerb() *cobra.Command {
	c := &cobra.Command{
		Use: "rules", Short: "List the catalogue: hazards, client libraries, frameworks", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.listRules() },
	}
	c.AddCommand(&cobra.Command{
		Use: "verify FILE...", Short: "Check your own rule files",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("rules verify needs the files to check")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			_, cancel, err := a.begin(c.Context())
			defer cancel()
			if err != nil {
				return err
			}
			return a.verifyRules(args)
		},
	})
	return c
}

func (a *app) listRules() error {
	cat, err := rules.Builtin()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(a.host.Out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "HAZARD\tREQUEST\tPERIODIC\tSTARTUP\tANNOUNCED\tTITLE")
	for i := range cat.Hazards {
		h := &cat.Hazards[i]
		l := func(heat string) string {
			if v := h.Levels[heat]; v != "" {
				return v
			}
			return "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", h.Name, l("request"), l("periodic"), l("startup"), l("announced"), h.Title)
	}
	fmt.Fprintln(w, "\nCLIENT\tKIND\tMODULES")
	for _, c := range cat.Clients {
		fmt.Fprintf(w, "%s\t%s\t%s\n", c.Name, c.Kind, firstOf(c.Modules))
	}
	fmt.Fprintln(w, "\nFRAMEWORK\tENTRIES\tMODULES")
	for _, f := range cat.Frameworks {
		fmt.Fprintf(w, "%s\t%d\t%s\n", f.Name, len(f.Roots), firstOf(f.Modules))
	}
	return w.Flush()
}

func firstOf(list []string) string {
	if len(list) > 1 {
		return fmt.Sprintf("%s and %d more", list[0], len(list)-1)
	}
	if len(list) == 1 {
		return list[0]
	}
	return ""
}

func (a *app) verifyRules(files []string) error {
	for _, f := range files {
		if !filepath.IsAbs(f) {
			f = filepath.Join(a.host.Dir, f)
		}
		cat, err := rules.Builtin()
		if err != nil {
			return err
		}
		if err := loadRules(cat, f); err != nil {
			return err
		}
		fmt.Fprintf(a.host.Out, "%s: good\n", filepath.Base(f))
	}
	return nil
}
