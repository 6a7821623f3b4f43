package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// A sample is what one run of one tool took.
type sample struct {
	Target string `json:"target"`
	Step   string `json:"step"`
	Round  int    `json:"round"`
	// Wall is the time it took, CPU what it and its children used, both in seconds.
	Wall float64 `json:"wall"`
	CPU  float64 `json:"cpu"`
	// Peak is the resident memory of the largest process, in MB of a million bytes.
	Peak float64 `json:"peak"`
	// Load is the machine's load over a minute as the run began; 0 where unknown.
	Load   float64 `json:"load"`
	Output int     `json:"output"` // bytes
	// Packages are those of the closure, Analysed those read with their bodies.
	Packages int `json:"packages,omitempty"`
	Analysed int `json:"analysed,omitempty"`
	Findings int `json:"findings,omitempty"`
}

// A command is one thing to time.
type command struct {
	dir  string
	args []string
	env  []string
	// ok are the exit codes that count as an answer besides 0.
	ok []int
}

// time runs a command once. Its output is drained into memory, since a pipe that
// blocks would be measured too.
func (b *bench) time(ctx context.Context, c command) (sample, []byte, error) {
	cmd := exec.CommandContext(ctx, c.args[0], c.args[1:]...)
	cmd.Dir, cmd.Env = c.dir, append(slices.Clone(b.env), c.env...)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	s := sample{Load: load()}
	start := time.Now()
	err := cmd.Run()
	s.Wall = time.Since(start).Seconds()
	var exit *exec.ExitError
	if errors.As(err, &exit) && slices.Contains(c.ok, exit.ExitCode()) {
		err = nil
	}
	if err != nil {
		return s, nil, fmt.Errorf("%s: %w: %s", strings.Join(c.args, " "), err, tail(stderr.String()))
	}
	state := cmd.ProcessState
	s.CPU = (state.UserTime() + state.SystemTime()).Seconds()
	if u, ok := state.SysUsage().(*syscall.Rusage); ok {
		s.Peak = float64(u.Maxrss) * unit() / 1e6
	}
	s.Output = out.Len()
	return s, out.Bytes(), nil
}

// unit is what getrusage counts resident memory in, in bytes.
func unit() float64 {
	if runtime.GOOS == "darwin" {
		return 1
	}
	return 1024
}

func tail(text string) string {
	const most = 400
	text = strings.TrimSpace(text)
	if len(text) > most {
		return "..." + text[len(text)-most:]
	}
	return text
}

func load() float64 {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0
	}
	var l float64
	if _, err := fmt.Sscan(string(data), &l); err != nil {
		return 0
	}
	return l
}

func readSamples(r io.Reader) ([]sample, error) {
	var out []sample
	sc := bufio.NewScanner(r)
	for sc.Scan() {
		var s sample
		if err := json.Unmarshal(sc.Bytes(), &s); err != nil {
			return nil, fmt.Errorf("sample %d: %w", len(out)+1, err)
		}
		out = append(out, s)
	}
	return out, sc.Err()
}
