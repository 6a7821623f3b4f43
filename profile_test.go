package main

import (
	"os"
	"strconv"
	"strings"

	"github.com/google/pprof/profile"
	"github.com/rogpeppe/go-internal/testscript"
)

// writeProfile is the script command "profile FILE main.f;main.g=30 ...": a CPU
// profile with one sample for each stack, outermost first, and its weight.
func writeProfile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: profile FILE f;g=WEIGHT...")
	}
	p := &profile.Profile{SampleType: []*profile.ValueType{{Type: "cpu", Unit: "nanoseconds"}}}
	for _, arg := range args[1:] {
		stack, weight, _ := strings.Cut(arg, "=")
		n, err := strconv.ParseInt(weight, 10, 64)
		ts.Check(err)
		s := &profile.Sample{Value: []int64{n}}
		for _, name := range strings.Split(stack, ";") {
			id := uint64(len(p.Function) + 1)
			fn := &profile.Function{ID: id, Name: name}
			l := &profile.Location{ID: id, Line: []profile.Line{{Function: fn}}}
			p.Function, p.Location = append(p.Function, fn), append(p.Location, l)
			s.Location = append([]*profile.Location{l}, s.Location...)
		}
		p.Sample = append(p.Sample, s)
	}
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(p.Write(f))
	ts.Check(f.Close())
}
