// Command bench measures cachevet beside capslock and govulncheck: the same
// packages, the same machine, one run.
//
//	go run . measure -out samples.jsonl   runs the tools, appends one line a run
//	go run . report samples.jsonl         prints Markdown tables
//	go run . plot samples.jsonl           prints the growth plot as SVG
//
// It is a module of its own, so that the tools it builds are no dependencies of
// cachevet. go.sum is pinned: building asks no checksum database.
//
// It says nothing of what the tools find, only of what finding costs. Peak memory
// is that of the largest process, not of all at once. It needs a Unix.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

var errUsage = errors.New("usage: bench measure|report|plot [flags]")

func run(ctx context.Context, args []string, out, notes io.Writer) error {
	if len(args) == 0 {
		return errUsage
	}
	switch args[0] {
	case "measure":
		return runMeasure(ctx, args[1:], notes)
	case "report":
		return runReport(args[1:], out)
	case "plot":
		return runPlot(args[1:], out)
	}
	return errUsage
}

func runMeasure(ctx context.Context, args []string, notes io.Writer) error {
	fs := flag.NewFlagSet("measure", flag.ContinueOnError)
	rounds := fs.Int("n", 5, "rounds; medians are taken over them")
	only := fs.String("targets", "", "names of targets, with commas (default: all)")
	tools := fs.String("steps", "", "measure only steps whose name starts with one of these, with commas")
	cachevet := fs.String("cachevet", "", "the cachevet to measure (default: built from the folder above)")
	work := fs.String("work", "", "keep tools and copies in this folder (default: a temporary one)")
	samples := fs.String("out", "samples.jsonl", "append samples to this file")
	if err := fs.Parse(args); err != nil {
		return err
	}
	dir := *work
	if dir == "" {
		tmp, err := os.MkdirTemp("", "bench")
		if err != nil {
			return fmt.Errorf("make a working folder: %w", err)
		}
		defer os.RemoveAll(tmp)
		dir = tmp
	}
	b, err := prepare(ctx, dir, *cachevet, notes)
	if err != nil {
		return err
	}
	b.keep, b.steps = names(*only), names(*tools)
	f, err := os.OpenFile(*samples, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("open the samples: %w", err)
	}
	defer f.Close()
	return b.measure(ctx, *rounds, f)
}

func names(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}
