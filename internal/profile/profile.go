// Package profile reads what production ran from a pprof file: which share of
// the samples each function was on the stack of. It does not know which of them
// are entries or dangerous.
package profile

import (
	"fmt"
	"io"
	"strings"

	"github.com/google/pprof/profile"
)

// MaxSize bounds a profile, in bytes.
const MaxSize = 256 << 20

// Shares holds, per function, the share of samples (0 to 1) that it or what it
// calls took. Functions are named as types.Func.FullName does; a closure counts
// for the function declared around it.
type Shares map[string]float64

// Read reads a CPU profile, compressed or not.
func Read(r io.Reader) (Shares, error) {
	p, err := profile.Parse(io.LimitReader(r, MaxSize))
	if err != nil {
		return nil, fmt.Errorf("read profile: %w", err)
	}
	if len(p.SampleType) == 0 {
		return nil, fmt.Errorf("read profile: it has no samples")
	}
	value := len(p.SampleType) - 1 // by convention the one that pprof shows
	sum := map[string]int64{}
	var total int64
	for _, s := range p.Sample {
		total += s.Value[value]
		for name := range onStack(s) {
			sum[name] += s.Value[value]
		}
	}
	out := Shares{}
	for name, v := range sum {
		if total > 0 && v > 0 {
			out[name] = float64(v) / float64(total)
		}
	}
	return out, nil
}

func onStack(s *profile.Sample) map[string]bool {
	out := map[string]bool{}
	for _, l := range s.Location {
		for _, line := range l.Line {
			if line.Function != nil {
				out[FullName(line.Function.Name)] = true
			}
		}
	}
	return out
}

// FullName turns a linker symbol, such as example.com/x.(*T).M.func1, into the
// FullName of the function declared around it: (*example.com/x.T).M. Type
// arguments are dropped.
func FullName(symbol string) string {
	symbol = strings.ReplaceAll(symbol, "[...]", "")
	slash := strings.LastIndexByte(symbol, '/')
	dot := strings.IndexByte(symbol[slash+1:], '.')
	if dot < 0 {
		return symbol
	}
	pkg, rest := symbol[:slash+1+dot], symbol[slash+dot+2:]
	pkg = strings.NewReplacer("%2e", ".", "%2E", ".").Replace(pkg)
	parts := strings.Split(rest, ".")
	if recv, ok := strings.CutPrefix(parts[0], "(*"); ok && len(parts) > 1 {
		return "(*" + pkg + "." + strings.TrimSuffix(recv, ")") + ")." + trimMark(parts[1])
	}
	if len(parts) > 1 && !isClosure(parts[1]) {
		return "(" + pkg + "." + parts[0] + ")." + trimMark(parts[1])
	}
	return pkg + "." + trimMark(parts[0])
}

// trimMark drops the mark of a method value: M-fm.
func trimMark(s string) string { return strings.TrimSuffix(s, "-fm") }

// isClosure: func1, gowrap1, deferwrap1, or a number.
func isClosure(s string) bool {
	for _, p := range []string{"func", "gowrap", "deferwrap"} {
		if rest, ok := strings.CutPrefix(s, p); ok {
			s = rest
			break
		}
	}
	return strings.Trim(s, "0123456789") == ""
}
