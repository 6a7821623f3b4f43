package signals

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNames(t *testing.T) {
	x := newText("", "`Store.Clear()` calls FLUSHDB", "See redis/store.go and cache.RedisStore.ClearAll(ctx).\n\n```go\nc.DeleteExpired()\n```\n> quoted KEYS")
	want := []string{"Clear", "ClearAll", "DeleteExpired", "FLUSHDB", "KEYS", "RedisStore", "RedisStore.ClearAll", "Store.Clear", "c.DeleteExpired", "cache.RedisStore", "cache.RedisStore.ClearAll", "redis/store.go"}
	if diff := cmp.Diff(want, x.names()); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestSplitCode(t *testing.T) {
	body := "said\n> quoted\n```\nfenced\n~~~\n```\n- [x] checklist\n<!-- hidden\nstill -->\n    indented\n2024-01-02 10:00:00 log\ngoroutine 5 [running]:\nsaid too\n"
	said, code := splitCode(body)
	for _, w := range []string{"said", "said too"} {
		if !strings.Contains(said, w) {
			t.Errorf("%q is not in what was said: %q", w, said)
		}
	}
	for _, w := range []string{"quoted", "fenced", "indented", "log", "goroutine"} {
		if !strings.Contains(code, w) || strings.Contains(said, w) {
			t.Errorf("%q: want it in the code, said %q", w, said)
		}
	}
	for _, w := range []string{"checklist", "hidden", "still"} {
		if strings.Contains(said+code, w) {
			t.Errorf("%q was kept", w)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"a\x1b[31mb\x1b[0m":          "ab",
		"a\x1b]8;;http://x\x07b":     "ab",
		"\u202eabc\u2066":            "abc",
		"dead\u200block":             "deadlock",
		"a\tb\u00a0c\rd":             "a b c d",
		"\xff\xfeok":                 "ok",
		"two\nlines":                 "two\nlines",
		"\u0000\u0085nul":            "nul",
		"缓存击穿":                       "缓存击穿",
		strings.Repeat("\x1b", 5000): "",
	} {
		if got := strings.TrimSpace(Clean(in)); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLongBodyWeighsLess(t *testing.T) {
	early := newText("", "t", "deadlock")
	late := newText("", "t", strings.Repeat("x ", head)+"deadlock")
	l := lexicon(t)
	if a, b := l.judge("", early, "").Score, l.judge("", late, "").Score; a <= b {
		t.Errorf("score %.2f at the beginning, %.2f at the end; want less at the end", a, b)
	}
}

// TestLiterals: the look for literals never changes an answer.
func TestLiterals(t *testing.T) {
	texts := []string{
		"Redis KEYS blocks production, use SCAN", "the loader is called twice for the same key", "Deadlock in Set", "memory grows without bound",
		"缓存雪崩与死锁", "connection pool exhausted", "flushes the whole database", "", "x", "is this still maintained?", "stale data after update",
	}
	check := func(name string, ps patterns) {
		for _, s := range texts {
			p := newProse(s)
			for _, x := range ps {
				if got, want := x.possible(p) && x.re().MatchString(s), x.re().MatchString(s); got != want {
					t.Errorf("%s: %s on %q: %v with literals %q, %v without", name, x.re(), s, got, x.needs(), want)
				}
			}
		}
	}
	l := lexicon(t)
	bare := 0
	for _, k := range l.classes {
		for _, r := range append(k.Rules, k.Against...) {
			check(r.Rule, r.match)
			check(r.Rule, r.with)
			check(r.Rule, r.without)
			for _, x := range r.match {
				if len(x.needs()) == 0 {
					bare++
				}
			}
		}
	}
	if bare > 60 {
		t.Errorf("%d patterns have no literals to look for", bare)
	}
}
