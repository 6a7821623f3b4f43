package report

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestShort(t *testing.T) {
	for full, want := range map[string]string{
		"(*github.com/x/y/cache.Cache).ClearAll":              "(*cache.Cache).ClearAll",
		"github.com/x/y.Flush":                                "y.Flush",
		"(*github.com/redis/go-redis/v9.Client).Keys":         "(*go-redis.Client).Keys",
		"gopkg.in/redis.v5.NewClient":                         "redis.v5.NewClient",
		"(*github.com/x/y.Map[string, github.com/a/b.T]).Get": "(*y.Map[string, b.T]).Get",
		"main.main": "main.main",
		"":          "",
	} {
		if got := short(full); got != want {
			t.Errorf("short(%q) = %q, want %q", full, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain é 缓存 \U0001F4A5":     "plain é 缓存 \U0001F4A5",
		"\x1b[31mred":               `\x1b[31mred`,
		"a\u202eb\u200bc\ufeff":     `a\u202eb\u200bc\ufeff`,
		"two\r\nlines\there":        "two  lines here",
		"bad \xff utf8 \ufffd":      "bad \\xff utf8 \ufffd",
		"::error::x ##[debug] ::::": ": :error: :x ## [debug] : : : :",
		"\U000e0041":                `\U000e0041`,
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("::error::\x1b[0m\u202e\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got := clean(s)
		if i := strings.IndexFunc(got, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
			t.Errorf("clean(%q) = %q: not printable at %d", s, got, i)
		}
		if strings.Contains(got, "::") || strings.Contains(got, "##[") {
			t.Errorf("clean(%q) = %q holds a command", s, got)
		}
	})
}

func TestWebURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://github.com/x/y/issues/1": "https://github.com/x/y/issues/1",
		"javascript:alert(1)":             "",
		"https://x/\"onclick=":            "",
		"https://x/ y":                    "",
		"https://x/\u202ey":               "",
		"":                                "",
	} {
		if got := webURL(in); got != want {
			t.Errorf("webURL(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	got := wrap("one two three 缓存击穿 unbreakable-word end", 10)
	want := []string{"one two", "three", "缓存击穿", "unbreakable-word", "end"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("wrap (-want +got):\n%s", diff)
	}
}
