package analyzers

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

func TestLockText(t *testing.T) {
	for text, want := range map[string]bool{
		"lock:job": true, "job_lock": true, "userlock": true, "redislock": true, "job:mutex": true, "app:leader": true, "lease-7": true,
		"blocked:user": false, "clock": false, "release:7": false, "please": false, "leaderboard": false, "busy:job": false,
	} {
		if got := lockText.MatchString(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestLockNamed(t *testing.T) {
	for decl, want := range map[string]bool{
		"(*example.com/m/jobs.Mutex).Take": true, "example.com/m/jobs.TryLock": true, "(*example.com/m/jobs.RedisLock).Del": true,
		"(*example.com/m/jobs.Blocker).Add": false, "example.com/m/jobs.Clock": false, "(*example.com/m/jobs.Block[K]).Set": false,
	} {
		f := &link.Func{Func: &summary.Func{Decl: decl}, Pkg: &summary.Package{Name: "jobs"}}
		if got := LockNamed(f); got != want {
			t.Errorf("%s: %v", decl, got)
		}
	}
}

func TestReceiver(t *testing.T) {
	got := map[string]string{}
	for _, decl := range []string{"(*example.com/m.T).M", "(example.com/m.T).M", "example.com/m.F", "(*example.com/m.C[K]).Get"} {
		got[decl] = Receiver(&link.Func{Func: &summary.Func{Decl: decl}})
	}
	want := map[string]string{
		"(*example.com/m.T).M": "example.com/m.T", "(example.com/m.T).M": "example.com/m.T",
		"example.com/m.F": "", "(*example.com/m.C[K]).Get": "example.com/m.C",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPlural(t *testing.T) {
	var plural []string
	for _, name := range []string{"Members", "SplitNames", "RolesForUser", "Status", "GetAddress", "Process", "Exists", "Invalidate", "Queues", "JobIds", "UserIDs"} {
		for _, w := range link.Words(name) {
			if isPlural(w) {
				plural = append(plural, name)
				break
			}
		}
	}
	if diff := cmp.Diff("Members SplitNames RolesForUser Queues JobIds UserIDs", strings.Join(plural, " ")); diff != "" {
		t.Error(diff)
	}
}

func TestTypeNamed(t *testing.T) {
	for typ, want := range map[string]bool{
		"example.com/m.PageCache": true, "example.com/m.Cacher": true, "example.com/m.rediscache": true, "example.com/m.CachedEnforcer": true,
		"example.com/m.Store": false, "example.com/cache.Client": false,
	} {
		if got := TypeNamed(typ, "cache"); got != want {
			t.Errorf("%s: %v", typ, got)
		}
	}
}
