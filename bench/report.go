package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
)

// A row is what all rounds of one step came to.
type row struct {
	target, step       string
	rounds             int
	wall, cpu, peak    float64 // medians
	packages, analysed int
	findings           int
	load               [2]float64 // least and most as runs began
}

func runReport(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("report", flag.ContinueOnError)
	machine := fs.String("machine", fmt.Sprintf("%d processors, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version()), "what the samples were taken on")
	date := fs.String("date", "", "when the samples were taken")
	if err := fs.Parse(args); err != nil {
		return err
	}
	rows, err := readRows(fs.Args())
	if err != nil {
		return err
	}
	if *date == "" {
		return errors.New("report needs -date: a figure without one says nothing")
	}
	fmt.Fprintf(out, "%s. %s.\n", *machine, *date)
	for _, t := range targets {
		if of := rowsOf(rows, t.Name); t.Peers && len(of) > 0 {
			compare(out, t, of)
		}
	}
	growth(out, rows)
	return nil
}

func readRows(files []string) ([]row, error) {
	if len(files) == 0 {
		return nil, errors.New("no file of samples named")
	}
	var all []sample
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("read samples: %w", err)
		}
		s, err := readSamples(f)
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		all = append(all, s...)
	}
	return summarise(all), nil
}

// summarise takes medians over the rounds, in the order in which steps appear.
func summarise(samples []sample) []row {
	type key struct{ target, step string }
	by := map[key][]sample{}
	var order []key
	for _, s := range samples {
		k := key{s.Target, s.Step}
		if by[k] == nil {
			order = append(order, k)
		}
		by[k] = append(by[k], s)
	}
	var rows []row
	for _, k := range order {
		ss := by[k]
		last := ss[len(ss)-1]
		loads := column(ss, func(s sample) float64 { return s.Load })
		rows = append(rows, row{
			target: k.target, step: k.step, rounds: len(ss),
			wall:     median(column(ss, func(s sample) float64 { return s.Wall })),
			cpu:      median(column(ss, func(s sample) float64 { return s.CPU })),
			peak:     median(column(ss, func(s sample) float64 { return s.Peak })),
			packages: last.Packages, analysed: last.Analysed, findings: last.Findings,
			load: [2]float64{slices.Min(loads), slices.Max(loads)},
		})
	}
	return rows
}

func column(ss []sample, f func(sample) float64) []float64 {
	var out []float64
	for _, s := range ss {
		out = append(out, f(s))
	}
	return out
}

func median(xs []float64) float64 {
	s := slices.Sorted(slices.Values(xs))
	n := len(s)
	if n%2 == 1 {
		return s[n/2]
	}
	return (s[n/2-1] + s[n/2]) / 2
}

func rowsOf(rows []row, target string) []row {
	return slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return r.target != target })
}

// compare prints a target's table. Ratios are of medians, against capslock.
func compare(out io.Writer, t target, rows []row) {
	packages := 0
	for _, r := range rows {
		packages = max(packages, r.packages)
	}
	fmt.Fprintf(out, "\n### %s: %s `%s` (%d packages)\n\n", t.Name, t.id(), t.Pattern, packages)
	fmt.Fprintln(out, "| | wall s | CPU s | peak MB | capslock takes, wall | CPU | memory | runs | load |")
	fmt.Fprintln(out, "|---|--:|--:|--:|--:|--:|--:|--:|--:|")
	var peer row
	for _, r := range rows {
		if r.step == "capslock" {
			peer = r
		}
	}
	for _, r := range rows {
		fmt.Fprintf(out, "| %s | %.2f | %.2f | %.0f | %s | %s | %s | %d | %.1f to %.1f |\n", r.step, r.wall, r.cpu, r.peak,
			times(peer.wall, r.wall), times(peer.cpu, r.cpu), times(peer.peak, r.peak), r.rounds, r.load[0], r.load[1])
	}
}

func times(of, by float64) string {
	if of == 0 || by == 0 {
		return ""
	}
	if x := of / by; x < 10 {
		return fmt.Sprintf("%.1f x", x)
	}
	return fmt.Sprintf("%.0f x", of/by)
}

// growth prints what a cold scan takes against what it reads.
func growth(out io.Writer, rows []row) {
	cold := grown(rows)
	if len(cold) == 0 {
		return
	}
	fmt.Fprint(out, "\n### Growth: a cold scan\n\n| module | packages | read with bodies | wall s | CPU s | peak MB | repeat, wall s |\n|---|--:|--:|--:|--:|--:|--:|\n")
	for _, r := range cold {
		repeat := ""
		for _, o := range rows {
			if o.target == r.target && o.step == "cachevet, repeat" {
				repeat = fmt.Sprintf("%.2f", o.wall)
			}
		}
		fmt.Fprintf(out, "| %s | %d | %d | %.2f | %.2f | %.0f | %s |\n", moduleOf(r.target), r.packages, r.analysed, r.wall, r.cpu, r.peak, repeat)
	}
}

// grown lists the cold scans, by packages read.
func grown(rows []row) []row {
	cold := slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return r.step != "cachevet, cold" })
	slices.SortFunc(cold, func(a, b row) int {
		if a.analysed != b.analysed {
			return a.analysed - b.analysed
		}
		return strings.Compare(a.target, b.target)
	})
	return cold
}

func moduleOf(name string) string {
	for _, t := range targets {
		if t.Name == name {
			return t.Module + " " + t.Version
		}
	}
	return name
}
