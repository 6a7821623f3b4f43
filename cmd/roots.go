package cmd

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/pipeline"
	"github.com/cachevet/cachevet/internal/roots"
)

func (a *app) rootsVerb() *cobra.Command {
	return &cobra.Command{
		Use: "roots [PACKAGES]", Short: "List the hot paths found: kind, heat, route",
		RunE: func(c *cobra.Command, args []string) error { return a.runRoots(c.Context(), args) },
	}
}

func (a *app) runRoots(ctx context.Context, args []string) error {
	asJSON, err := a.textOrJSON()
	if err != nil {
		return err
	}
	ctx, cancel, err := a.begin(ctx)
	defer cancel()
	if err != nil {
		return err
	}
	run, err := a.prepare(ctx)
	if err != nil {
		return err
	}
	list, lost, err := pipeline.Roots(ctx, run.engine, pipeline.ScanRequest{Patterns: args, Dir: a.host.Dir, Env: a.host.Env, Offline: a.flags.offline})
	if err != nil {
		return err
	}
	a.clearLine()
	if len(list) == 0 && len(lost) == 0 {
		return usage("no entry was found; run it in a module, or name packages of it that have commands or an exported API")
	}
	if asJSON {
		err = writeRoots(a.host.Out, list)
	} else {
		err = tabulate(a.host.Out, list)
	}
	if err != nil {
		return err
	}
	if len(lost) == 0 {
		return nil
	}
	for _, s := range lost {
		a.note("not read: %s: %s", s.Package, s.Why)
	}
	return incomplete("the map is incomplete: %d packages could not be read and may have entries", len(lost))
}

func tabulate(out io.Writer, list []roots.Root) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "HEAT\tKIND\tROUTE\tFUNCTION\tPLACE")
	for _, r := range list {
		for _, route := range routesOf(&r) {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.Heat, r.Kind, printable(route), printable(r.F.Decl), printable(place(r.Place)))
		}
	}
	return w.Flush()
}

// rootLine is a root in JSON, with the words of the report's entries.
type rootLine struct {
	Function string       `json:"function"`
	Kind     string       `json:"kind"`
	Heat     finding.Heat `json:"heat"`
	Routes   []string     `json:"routes"`
	finding.Place
	Framework string  `json:"framework,omitempty"`
	Share     float64 `json:"share,omitempty"`
}

func writeRoots(out io.Writer, list []roots.Root) error {
	lines := make([]rootLine, 0, len(list))
	for _, r := range list {
		lines = append(lines, rootLine{r.F.Decl, r.Kind, r.Heat, append([]string{}, r.Routes...), r.Place, r.Framework, r.Share})
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", " ")
	return enc.Encode(lines)
}

// routesOf gives a line to each route of a handler. What runs around handlers is
// one line, since it may stand on every route.
func routesOf(r *roots.Root) []string {
	switch {
	case len(r.Routes) == 0:
		return []string{"-"}
	case r.Kind == "middleware" && len(r.Routes) > 1:
		return []string{fmt.Sprintf("%s and %d more", r.Routes[0], len(r.Routes)-1)}
	}
	return r.Routes
}

// place is file and line; what the compiler makes (the init of package variables)
// has no line.
func place(p finding.Place) string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}
