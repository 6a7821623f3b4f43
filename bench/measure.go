package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A step is one row of the table: a command, made anew for each round.
type step struct {
	name string
	// before makes the command's surroundings what the name says.
	before func(round int) error
	make   func(round int) command
}

// measure runs every step of every target, round after round, so that a machine
// that slows down slows all of them, and writes a line for each run.
func (b *bench) measure(ctx context.Context, rounds int, out io.Writer) error {
	enc := json.NewEncoder(out)
	for _, t := range targets {
		if len(b.keep) > 0 && !slices.Contains(b.keep, t.Name) {
			continue
		}
		fmt.Fprintf(b.notes, "%s: %s %s\n", t.Name, t.id(), t.Pattern)
		if err := b.fetch(ctx, t); err != nil {
			return err
		}
		for round := range rounds {
			if err := b.round(ctx, t, round+1, enc); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) round(ctx context.Context, t target, round int, enc *json.Encoder) error {
	for _, st := range b.stepsOf(t) {
		if !b.wanted(st.name) {
			continue
		}
		if st.before != nil {
			if err := st.before(round); err != nil {
				return fmt.Errorf("%s, %s: %w", t.Name, st.name, err)
			}
		}
		s, answer, err := b.time(ctx, st.make(round))
		if err != nil {
			return fmt.Errorf("%s, %s: %w", t.Name, st.name, err)
		}
		s.Target, s.Step, s.Round = t.Name, st.name, round
		if strings.HasPrefix(st.name, "cachevet") {
			if err := s.account(answer); err != nil {
				return fmt.Errorf("%s, %s: %w", t.Name, st.name, err)
			}
		}
		fmt.Fprintf(b.notes, "%-8s %-24s %d  %7.2f s  %7.2f CPU s  %7.0f MB  load %.1f\n", t.Name, st.name, round, s.Wall, s.CPU, s.Peak, s.Load)
		if err := enc.Encode(s); err != nil {
			return fmt.Errorf("write a sample: %w", err)
		}
	}
	return nil
}

// account reads what cachevet says it looked at.
func (s *sample) account(report []byte) error {
	var r struct {
		Findings []struct{}
		Coverage struct{ Packages, Analysed int }
	}
	if err := json.Unmarshal(report, &r); err != nil {
		return fmt.Errorf("read the report: %w", err)
	}
	s.Packages, s.Analysed, s.Findings = r.Coverage.Packages, r.Coverage.Analysed, len(r.Findings)
	return nil
}

func (b *bench) wanted(name string) bool {
	return len(b.steps) == 0 || slices.ContainsFunc(b.steps, func(p string) bool { return strings.HasPrefix(name, p) })
}

// stepsOf lists the steps of a target in the order in which they need each other.
func (b *bench) stepsOf(t target) []step {
	steps := []step{{name: "go list -deps", make: b.inCopy(t, "go", "list", "-deps", t.Pattern)}}
	if t.Peers {
		steps = append(steps,
			step{name: "capslock", make: b.inCopy(t, b.capslock, "-packages="+t.Pattern, "-capability_map="+b.capabilities, "-disable_builtin", "-output=json")},
			step{name: "govulncheck", make: b.inCopy(t, b.govulncheck, "-db=file://"+b.advisories, "-format=json", t.Pattern)},
		)
	}
	steps = append(steps, b.scans(t)...)
	for _, e := range t.Edits {
		steps = append(steps, b.edit(t, e))
	}
	if t.Fetch {
		steps = append(steps, b.checks(t)...)
	}
	return steps
}

func (b *bench) inCopy(t target, args ...string) func(int) command {
	return func(int) command { return command{dir: b.copyOf(t), args: args} }
}

// scans times the same packages with nothing in the store, with all summaries in
// it but another question, and with the answer in it.
func (b *bench) scans(t target) []step {
	clear := func(int) error { return os.RemoveAll(b.store(t)) }
	config := filepath.Join(b.dir, t.Name+".yaml")
	ask := func(round int) error {
		// Naming one more hot function changes the question, not the summaries.
		text := fmt.Sprintf("version: 1\nhot: [\"bench.invalid/round%d.F\"]\n", round)
		return os.WriteFile(config, []byte(text), 0o644)
	}
	return []step{
		{name: "cachevet, cold", before: clear, make: b.scan(t)},
		{name: "cachevet, warm", before: ask, make: b.scan(t, "--config", config)},
		{name: "cachevet, repeat", make: b.scan(t)},
	}
}

func (b *bench) store(t target) string { return filepath.Join(b.dir, "store", t.Name) }

func (b *bench) scan(t target, more ...string) func(int) command {
	return b.ask(t, b.copyOf(t), append([]string{"scan", t.Pattern}, more...)...)
}

func (b *bench) ask(t target, dir string, args ...string) func(int) command {
	line := append([]string{b.cachevet}, args...)
	line = append(line, "--no-signals", "--format", "json")
	return func(int) command {
		// 1 says that the gate fails, which is an answer; 3 says incomplete, which is none.
		return command{dir: dir, args: line, env: []string{"CACHEVET_CACHE=" + b.store(t)}, ok: []int{1}}
	}
}

// edit changes what a function does in a way that no round had before, so that no
// store knows the result.
func (b *bench) edit(t target, e edit) step {
	file := filepath.Join(b.copyOf(t), e.File)
	change := func(round int) error {
		old, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("edit %s: %w", e.File, err)
		}
		before, after, ok := strings.Cut(string(old), e.After+"\n")
		if !ok {
			return fmt.Errorf("edit %s: it has no line %q", e.File, e.After)
		}
		line := fmt.Sprintf("\tprintln(\"round\", %d)\n", round)
		return os.WriteFile(file, []byte(before+e.After+"\n"+line+after), 0o644)
	}
	return step{name: "cachevet, " + e.Name, before: change, make: b.scan(t)}
}

// checks times what a user types before adding the module, in an empty folder.
func (b *bench) checks(t target) []step {
	clear := func(int) error { return os.RemoveAll(b.store(t)) }
	run := b.ask(t, filepath.Join(b.dir, "empty"), "check", t.id())
	return []step{
		{name: "cachevet check, cold", before: clear, make: run},
		{name: "cachevet check, repeat", make: run},
	}
}
