package gate

import (
	"strings"
	"testing"

	"github.com/cachevet/cachevet/internal/finding"
)

func TestSharedLowersWhatIsAskedFor(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		name   string
		shared *bool
		hazard string
		heat   finding.Heat
		level  finding.Level
		want   finding.Level
	}{
		{"announced", &no, "flush", finding.Announced, finding.Warn, finding.Note},
		{"optional at startup", &no, "flush", finding.Startup, finding.Warn, finding.Note},
		{"shared", &yes, "flush", finding.Announced, finding.Warn, finding.Warn},
		{"not said", nil, "flush", finding.Announced, finding.Warn, finding.Warn},
		{"says less than it does", &no, "flush", finding.Announced, finding.Fail, finding.Fail},
		{"always at startup", &no, "flush", finding.Startup, finding.Fail, finding.Fail},
		{"per request", &no, "flush", finding.Request, finding.Fail, finding.Fail},
		{"another hazard", &no, "keys", finding.Announced, finding.Warn, finding.Warn},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := flush(func(f *finding.Finding) { f.Hazard, f.Entry.Heat, f.Level = c.hazard, c.heat, c.level })
			r := &finding.Report{Findings: []finding.Finding{f}}
			Decide(r, &Policy{Environment: Environment{Shared: c.shared}}, nil, Options{Now: today})
			if got := r.Findings[0].Level; got != c.want {
				t.Errorf("level %s, want %s", got, c.want)
			}
		})
	}
}

// A level that the policy sets is the last word.
func TestLevelsWinOverEnvironment(t *testing.T) {
	f := flush(func(f *finding.Finding) { f.Entry.Heat, f.Level = finding.Announced, finding.Warn })
	r := &finding.Report{Findings: []finding.Finding{f}}
	Decide(r, &Policy{Environment: Environment{Shared: new(false)}, Levels: []LevelRule{{Hazard: "flush", Level: finding.Fail}}}, nil, Options{Now: today})
	if r.Verdict != finding.Failed {
		t.Errorf("verdict %s", r.Verdict)
	}
}

func TestEnvironmentWords(t *testing.T) {
	for _, c := range []struct {
		name             string
		env              Environment
		hazard, command  string
		cost, fix        string
		wantCost         string
		message, without string
	}{
		{name: "keys", env: Environment{Keys: 1000000}, hazard: "keys", command: "KEYS", cost: "1 x KEYS + rows x DEL", wantCost: "1 x KEYS over about 1e6 keys + rows x DEL"},
		{name: "magnitude", env: Environment{Keys: 4200}, hazard: "scan-sweep", command: "SCAN", cost: "pages x SCAN", wantCost: "pages x SCAN over about 1e4 keys"},
		{name: "a cost without the command", env: Environment{Keys: 10}, hazard: "keys", command: "KEYS", cost: "once", wantCost: "once over about 1e1 keys"},
		{name: "no matter of keys", env: Environment{Keys: 1000000}, hazard: "flush", command: "FLUSHALL", cost: "1 x FLUSHALL", wantCost: "1 x FLUSHALL"},
		{name: "cluster", env: Environment{Cluster: true}, hazard: "flush", command: "FLUSHALL", message: "FLUSHALL acts on one node"},
		{name: "cluster and one key", env: Environment{Cluster: true}, hazard: "no-ttl", command: "SET", without: "one node"},
		{name: "old server", env: Environment{Redis: "3.2"}, hazard: "flush", command: "FLUSHALL", fix: "Delete by key: rdb.Unlink(ctx, keys...).", message: "Your Redis 3.2 has no UNLINK (since 4.0)"},
		{name: "new enough", env: Environment{Redis: "4"}, hazard: "flush", command: "FLUSHALL", fix: "rdb.Unlink(ctx, keys...)", without: "Your Redis"},
		{name: "another cure", env: Environment{Redis: "3.2"}, hazard: "flush", command: "FLUSHALL", fix: "rdb.Del(ctx, key)", without: "Your Redis"},
		{name: "very old server", env: Environment{Redis: "2.6.17"}, hazard: "keys", command: "KEYS", fix: "Use rdb.Scan.", message: "has no SCAN (since 2.8)"},
		{name: "nothing said", hazard: "keys", command: "KEYS", cost: "1 x KEYS", fix: "rdb.Unlink", wantCost: "1 x KEYS", without: "Your Redis"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := finding.Finding{Hazard: c.hazard, Command: c.command, Cost: c.cost, Fix: c.fix, Message: "It is so."}
			c.env.explain(&f)
			if f.Cost != c.wantCost {
				t.Errorf("cost %q, want %q", f.Cost, c.wantCost)
			}
			words := f.Message + " " + f.Fix
			if !strings.Contains(words, c.message) || c.without != "" && strings.Contains(words, c.without) {
				t.Errorf("words %q", words)
			}
		})
	}
}
