package gate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/finding"
)

// today is the day that the tests' waivers are held against.
var today = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

func flush(change func(*finding.Finding)) finding.Finding {
	f := finding.Finding{
		ID: "f1", Hazard: "flush", Level: finding.Fail, Module: "example.com/lib", Version: "v1.2.0", Command: "FLUSHALL",
		Entry: finding.Entry{Function: "example.com/lib.Save", Heat: finding.Request},
	}
	if change != nil {
		change(&f)
	}
	return f
}

func joined(effects ...string) []finding.Joined {
	var out []finding.Joined
	for _, e := range effects {
		out = append(out, finding.Joined{URL: "https://example.com/1", Effect: e})
	}
	return out
}

func TestDecide(t *testing.T) {
	at := func(l finding.Level) finding.Finding { return flush(func(f *finding.Finding) { f.Level = l }) }
	skip := finding.Skip{Package: "example.com/lib/p", Why: "does not type-check", Matters: true}
	tests := []struct {
		name     string
		policy   Policy
		base     *Baseline
		opt      Options
		findings []finding.Finding
		skipped  []finding.Skip
		signals  string
		verdict  finding.Verdict
		level    finding.Level
		status   finding.Status
		reason   string
	}{
		{name: "nothing", verdict: finding.Pass, reason: "nothing dangerous"},
		{name: "fail", findings: []finding.Finding{at(finding.Fail)}, verdict: finding.Failed, level: finding.Fail, status: finding.New,
			reason: "fail: example.com/lib@v1.2.0 brings FLUSHALL, reached from example.com/lib.Save (flush)"},
		{name: "warn", findings: []finding.Finding{at(finding.Warn)}, verdict: finding.WarnOnly, level: finding.Warn, status: finding.New, reason: "1 new finding at level warn"},
		{name: "note", findings: []finding.Finding{at(finding.Note)}, verdict: finding.Pass, level: finding.Note, status: finding.New, reason: "1 new at level note"},
		{name: "existing", findings: []finding.Finding{flush(func(f *finding.Finding) { f.Status = finding.Existing })}, verdict: finding.Pass, level: finding.Fail, status: finding.Existing, reason: "1 there before"},
		{name: "baseline", base: &Baseline{Findings: []Old{{ID: "f1"}}}, findings: []finding.Finding{at(finding.Fail)}, verdict: finding.Pass, level: finding.Fail, status: finding.Existing},
		{name: "baseline of another", base: &Baseline{Findings: []Old{{ID: "f2"}}}, findings: []finding.Finding{at(finding.Fail)}, verdict: finding.Failed, level: finding.Fail, status: finding.New},
		{name: "fail-on warn", policy: Policy{FailOn: "warn"}, findings: []finding.Finding{at(finding.Warn)}, verdict: finding.Failed, level: finding.Warn, status: finding.New},
		{name: "fail-on never", policy: Policy{FailOn: "never"}, findings: []finding.Finding{at(finding.Fail)}, verdict: finding.WarnOnly, level: finding.Fail, status: finding.New, reason: "which fail-on: never lets pass"},
		{name: "the flag wins", policy: Policy{FailOn: "never"}, opt: Options{FailOn: "fail"}, findings: []finding.Finding{at(finding.Fail)}, verdict: finding.Failed, level: finding.Fail, status: finding.New},

		{name: "a skip that matters", skipped: []finding.Skip{skip}, verdict: finding.Incomplete, reason: "not analysed: example.com/lib/p (does not type-check)"},
		{name: "a skip that does not", skipped: []finding.Skip{{Package: "p", Why: "w"}}, verdict: finding.Pass},
		{name: "incomplete beats warn", skipped: []finding.Skip{skip}, findings: []finding.Finding{at(finding.Warn)}, verdict: finding.Incomplete, level: finding.Warn, status: finding.New},
		{name: "fail beats incomplete", skipped: []finding.Skip{skip}, findings: []finding.Finding{at(finding.Fail)}, verdict: finding.Failed, level: finding.Fail, status: finding.New, reason: "not analysed: example.com/lib/p"},
		{name: "incomplete under fail-on never", opt: Options{FailOn: "never"}, skipped: []finding.Skip{skip}, verdict: finding.Incomplete},
		{name: "signals required, had", opt: Options{RequireSignals: true}, signals: "complete", verdict: finding.Pass},
		{name: "signals required, partial", opt: Options{RequireSignals: true}, signals: "partial", verdict: finding.Incomplete, reason: "signals are required and partial"},
		{name: "signals required by policy", policy: Policy{RequireSignals: true}, verdict: finding.Incomplete, reason: "signals are required and unknown"},

		{name: "level by hazard", policy: Policy{Levels: []LevelRule{{Hazard: "flush", Level: finding.Warn}}}, findings: []finding.Finding{at(finding.Fail)}, verdict: finding.WarnOnly, level: finding.Warn, status: finding.New},
		{name: "level of another hazard", policy: Policy{Levels: []LevelRule{{Hazard: "keys", Level: finding.Warn}}}, findings: []finding.Finding{at(finding.Fail)}, verdict: finding.Failed, level: finding.Fail, status: finding.New},
		{name: "first rule decides", policy: Policy{Levels: []LevelRule{{Heat: finding.Request, Level: finding.Note}, {Hazard: "flush", Level: finding.Fail}}}, findings: []finding.Finding{at(finding.Fail)}, verdict: finding.Pass, level: finding.Note, status: finding.New},
		{name: "another heat", policy: Policy{Levels: []LevelRule{{Heat: finding.Startup, Level: finding.Note}}}, findings: []finding.Finding{at(finding.Fail)}, verdict: finding.Failed, level: finding.Fail, status: finding.New},
		{name: "level by module range", policy: Policy{Levels: []LevelRule{{Module: "example.com/...@<v1.3.0", Level: finding.Note}}}, findings: []finding.Finding{at(finding.Fail)}, verdict: finding.Pass, level: finding.Note, status: finding.New},
		{name: "beyond the range", policy: Policy{Levels: []LevelRule{{Module: "example.com/...@<v1.2.0", Level: finding.Note}}}, findings: []finding.Finding{at(finding.Fail)}, verdict: finding.Failed, level: finding.Fail, status: finding.New},
		{name: "strict for new", policy: Policy{Levels: []LevelRule{{Status: finding.New, Level: finding.Fail}}}, findings: []finding.Finding{at(finding.Note)}, verdict: finding.Failed, level: finding.Fail, status: finding.New},
		{name: "lenient for old", policy: Policy{Levels: []LevelRule{{Status: finding.Existing, Level: finding.Note}}}, base: &Baseline{Findings: []Old{{ID: "f1"}}}, findings: []finding.Finding{at(finding.Fail)}, verdict: finding.Pass, level: finding.Note, status: finding.Existing},

		{name: "a thread raises what is shown", findings: []finding.Finding{flush(func(f *finding.Finding) { f.Level, f.Signals = finding.Note, joined("raises") })}, verdict: finding.WarnOnly, level: finding.Warn, status: finding.New},
		{name: "but decides nothing", opt: Options{FailOn: "warn"}, findings: []finding.Finding{flush(func(f *finding.Finding) { f.Level, f.Signals = finding.Note, joined("raises") })}, verdict: finding.WarnOnly, level: finding.Warn, status: finding.New},
		{name: "and never to fail", findings: []finding.Finding{flush(func(f *finding.Finding) { f.Level, f.Signals = finding.Warn, joined("raises") })}, verdict: finding.WarnOnly, level: finding.Warn, status: finding.New},
		{name: "unless the policy says so", policy: Policy{Signals: "may-fail"}, findings: []finding.Finding{flush(func(f *finding.Finding) { f.Level, f.Signals = finding.Warn, joined("raises") })}, verdict: finding.Failed, level: finding.Fail, status: finding.New},
		{name: "one step only", policy: Policy{Signals: "may-fail"}, findings: []finding.Finding{flush(func(f *finding.Finding) { f.Level, f.Signals = finding.Note, joined("raises", "raises") })}, verdict: finding.WarnOnly, level: finding.Warn, status: finding.New},
		{name: "a fix keeps it down", findings: []finding.Finding{flush(func(f *finding.Finding) { f.Level, f.Signals = finding.Note, joined("raises", "fixed") })}, verdict: finding.Pass, level: finding.Note, status: finding.New},
		{name: "a neutral thread", findings: []finding.Finding{flush(func(f *finding.Finding) { f.Level, f.Signals = finding.Note, joined("neutral") })}, verdict: finding.Pass, level: finding.Note, status: finding.New},
		{name: "signals off", policy: Policy{Signals: "off"}, findings: []finding.Finding{flush(func(f *finding.Finding) { f.Level, f.Signals = finding.Note, joined("raises") })}, verdict: finding.Pass, level: finding.Note, status: finding.New},
		{name: "the policy's level is the last word", policy: Policy{Signals: "may-fail", Levels: []LevelRule{{Hazard: "*", Level: finding.Note}}}, findings: []finding.Finding{flush(func(f *finding.Finding) { f.Signals = joined("raises") })}, verdict: finding.Pass, level: finding.Note, status: finding.New},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &finding.Report{Findings: tt.findings, Coverage: finding.Coverage{Skipped: tt.skipped, Signals: tt.signals}}
			Decide(r, &tt.policy, tt.base, tt.opt)
			if r.Verdict != tt.verdict {
				t.Errorf("verdict %s, want %s (%q)", r.Verdict, tt.verdict, r.Reasons)
			}
			if len(r.Findings) > 0 && (r.Findings[0].Level != tt.level || r.Findings[0].Status != tt.status) {
				t.Errorf("level %q, status %q; want %q, %q", r.Findings[0].Level, r.Findings[0].Status, tt.level, tt.status)
			}
			if len(r.Reasons) == 0 || !strings.Contains(strings.Join(r.Reasons, "\n"), tt.reason) {
				t.Errorf("reasons %q, want %q", r.Reasons, tt.reason)
			}
		})
	}
}

func TestWaivers(t *testing.T) {
	give := func(w finding.Waiver) finding.Waiver {
		w.Owner, w.Reason = "team", "why"
		if w.Expires == "" {
			w.Expires = "2026-06-15"
		}
		return w
	}
	tests := []struct {
		name    string
		waiver  finding.Waiver
		verdict finding.Verdict
		in      string
	}{
		{"by id, last day", give(finding.Waiver{Finding: "f1"}), finding.Pass, "used"},
		{"expired yesterday", give(finding.Waiver{Finding: "f1", Expires: "2026-06-14"}), finding.Failed, "expired"},
		{"another id", give(finding.Waiver{Finding: "f2"}), finding.Failed, "unused"},
		{"by hazard and module", give(finding.Waiver{Hazard: "flush", Module: "example.com/lib"}), finding.Pass, "used"},
		{"any hazard", give(finding.Waiver{Hazard: "*", Module: "example.com/..."}), finding.Pass, "used"},
		{"another hazard", give(finding.Waiver{Hazard: "keys", Module: "example.com/lib"}), finding.Failed, "unused"},
		{"a longer name", give(finding.Waiver{Hazard: "flush", Module: "example.com/li"}), finding.Failed, "unused"},
		{"in range", give(finding.Waiver{Hazard: "flush", Module: "example.com/lib@>=v1.0.0 <=v1.2.0"}), finding.Pass, "used"},
		{"out of range", give(finding.Waiver{Hazard: "flush", Module: "example.com/lib@>v1.2.0"}), finding.Failed, "unused"},
		{"without owner", finding.Waiver{Finding: "f1", Reason: "why", Expires: "2030-01-01"}, finding.Failed, "expired"},
		{"without hazard", give(finding.Waiver{Module: "example.com/lib"}), finding.Failed, "expired"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &finding.Report{Findings: []finding.Finding{flush(nil)}}
			Decide(r, &Policy{Waivers: []finding.Waiver{tt.waiver}}, nil, Options{Now: today})
			if r.Verdict != tt.verdict {
				t.Errorf("verdict %s, want %s", r.Verdict, tt.verdict)
			}
			want := finding.Waivers{Used: []finding.Waiver{}, Unused: []finding.Waiver{}, Expired: []finding.Waiver{}}
			list := map[string]*[]finding.Waiver{"used": &want.Used, "unused": &want.Unused, "expired": &want.Expired}[tt.in]
			*list = append(*list, tt.waiver)
			if diff := cmp.Diff(want, r.Waivers); diff != "" {
				t.Error(diff)
			}
			f := r.Findings[0]
			if waived := f.Status == finding.Waived && f.Waiver != nil; waived != (tt.in == "used") {
				t.Errorf("status %s, waiver %v", f.Status, f.Waiver)
			}
		})
	}
}

func TestReasonsAreCut(t *testing.T) {
	r := &finding.Report{}
	for i := range 9 {
		r.Findings = append(r.Findings, flush(func(f *finding.Finding) { f.ID = string(rune('a' + i)) }))
		r.Coverage.Skipped = append(r.Coverage.Skipped, finding.Skip{Package: string(rune('a' + i)), Why: "w", Matters: true})
	}
	Decide(r, nil, nil, Options{})
	if len(r.Reasons) != 2*(maxReasons+1) || r.Reasons[maxReasons] != "and 4 more that fail the gate" {
		t.Errorf("%q", r.Reasons)
	}
}

func TestExitCode(t *testing.T) {
	for v, want := range map[finding.Verdict]int{finding.Pass: 0, finding.WarnOnly: 0, finding.Failed: 1, finding.Incomplete: 3, "": 3} {
		if got := ExitCode(v); got != want {
			t.Errorf("%q exits %d, want %d", v, got, want)
		}
	}
}

func TestBaseline(t *testing.T) {
	r := &finding.Report{Findings: []finding.Finding{
		flush(func(f *finding.Finding) { f.ID = "b" }), flush(func(f *finding.Finding) { f.ID = "a" }), flush(func(f *finding.Finding) { f.ID = "a" }),
		flush(func(f *finding.Finding) { f.ID, f.Status = "c", finding.Waived }),
	}}
	want := &Baseline{Schema: "cachevet-baseline/1", Findings: []Old{{"a", "flush", "example.com/lib", "FLUSHALL"}, {"b", "flush", "example.com/lib", "FLUSHALL"}}}
	dir := t.TempDir()
	path := filepath.Join(dir, "base.json")
	if err := NewBaseline(r).Write(path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseBaseline(path, data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if err := got.Write(filepath.Join(dir, "no", "where.json")); err == nil {
		t.Error("wrote into a folder that is not there")
	}
	if err := got.Write(dir); err == nil {
		t.Error("wrote over a folder")
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".cachevet-*")); err != nil || left != nil {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestParseBaselineErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "read baseline b.json",
		"{}":                                 `schema "" is not`,
		`{"schema":"cachevet-baseline/2"}`:   "is not cachevet-baseline/1",
		`{"schema":"cachevet-baseline/1"} x`: "something follows",
		`{"schema":"cachevet-baseline/1","findings":[{}]}`: "without an id",
		`{"schema":"cachevet-baseline/1","extra":1}`:       `unknown field "extra"`,
	} {
		if _, err := ParseBaseline("b.json", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}
