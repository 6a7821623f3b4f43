package cmd

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"time"
)

// memoryLimit reads --mem-limit: a number with an optional unit, or "" for most
// of what the machine or its control group has, or 0 for none.
func (a *app) memoryLimit() (uint64, error) {
	s := strings.TrimSpace(strings.ToUpper(a.flags.memLimit))
	if s == "" {
		return availableMemory() / 10 * 8, nil
	}
	s = strings.TrimSuffix(strings.TrimSuffix(s, "B"), "I")
	shift := 0
	for unit, n := range map[string]int{"K": 10, "M": 20, "G": 30} {
		if rest, ok := strings.CutSuffix(s, unit); ok {
			s, shift = rest, n
		}
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n < 0 {
		return 0, usage("--mem-limit %q: write a size such as 2GiB or 500MB", a.flags.memLimit)
	}
	return uint64(n * float64(uint64(1)<<shift)), nil
}

// boundMemory makes the collector work harder near the limit and ends the run
// above it, before the kernel does.
func (a *app) boundMemory(ctx context.Context) (context.Context, context.CancelFunc, error) {
	limit, err := a.memoryLimit()
	if err != nil {
		return ctx, func() {}, err
	}
	if a.getenv("GOGC") == "" {
		debug.SetGCPercent(200) // a short run: a quarter less CPU for half as much memory again
	}
	if limit == 0 {
		return ctx, func() {}, nil
	}
	if a.getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(int64(limit / 10 * 9))
	}
	ctx, cancel := context.WithCancelCause(ctx)
	go watchMemory(ctx, limit, func(err error) {
		a.overrun.Store(err)
		cancel(err)
	})
	return ctx, func() { cancel(nil) }, nil
}

// watchMemory looks at once, and then often enough that little can be added
// between two looks.
func watchMemory(ctx context.Context, limit uint64, stop func(error)) {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	for {
		metrics.Read(sample)
		if used := sample[0].Value.Uint64() - sample[1].Value.Uint64(); used > limit {
			stop(incomplete("more than %s of memory is needed; raise --mem-limit, or name fewer packages", size(limit)))
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func size(n uint64) string {
	if n >= 1<<30 {
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	}
	return fmt.Sprintf("%d MiB", n>>20)
}

// availableMemory is what the control group or the machine has, 0 if unknown.
func availableMemory() uint64 {
	if runtime.GOOS != "linux" {
		return 0
	}
	total := fromMeminfo()
	for _, name := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		data, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		if n, err := strconv.ParseUint(strings.TrimSpace(string(data)), 10, 64); err == nil && n > 0 && (total == 0 || n < total) {
			return n
		}
	}
	return total
}

func fromMeminfo() uint64 {
	data, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0
	}
	for _, line := range strings.Split(string(data), "\n") {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "MemTotal:" {
			n, err := strconv.ParseUint(f[1], 10, 64)
			if err != nil {
				return 0
			}
			return n << 10
		}
	}
	return 0
}
