package lua

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite the expected readings in testdata")

// TestGolden reads each testdata/*.txtar: pairs of NAME.lua and NAME.want.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out := &txtar.Archive{Comment: ar.Comment}
		for _, f := range ar.Files {
			name, isScript := strings.CutSuffix(f.Name, ".lua")
			if !isScript {
				continue
			}
			got := describe(string(f.Data))
			out.Files = append(out.Files, f, txtar.File{Name: name + ".want", Data: []byte(got)})
			t.Run(name, func(t *testing.T) {
				if diff := cmp.Diff(wanted(ar, name), got); diff != "" && !*update {
					t.Errorf("reading differs (-want +got), rewrite with -update:\n%s", diff)
				}
			})
		}
		if *update {
			if err := os.WriteFile(file, txtar.Format(out), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func wanted(ar *txtar.Archive, name string) string {
	for _, f := range ar.Files {
		if f.Name == name+".want" {
			return string(f.Data)
		}
	}
	return ""
}

func describe(src string) string {
	s, err := Parse(src)
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	var b strings.Builder
	for i, c := range s.Calls {
		fmt.Fprintf(&b, "%d: line %d %s", i, c.Line, orUnknown(c.Command))
		for _, a := range c.Args {
			b.WriteString(" " + show(a))
		}
		if c.Guarded {
			b.WriteString(" if")
		}
		for _, l := range c.Loops {
			fmt.Fprintf(&b, " [%s bound=%d of=%d n=%d]", l.Over, l.Bound, l.Of, l.N)
		}
		b.WriteByte('\n')
	}
	if s.Partial {
		b.WriteString("partial\n")
	}
	if s.LooksFirst {
		b.WriteString("looks-first\n")
	}
	fmt.Fprintf(&b, "compare-delete=%t compare-expire=%t expiry=%t nx=%t sweep=%t\n",
		s.CompareDelete, s.CompareExpire, s.SetsExpiry, s.SetsIfAbsent, s.SweepsKeyspace())
	return b.String()
}

func orUnknown(s string) string {
	if s == "" {
		return "?"
	}
	return s
}

func show(a Arg) string {
	s := map[Kind]string{Unknown: "?", Key: "KEYS", Argv: "ARGV", Result: "result"}[a.Kind]
	switch a.Kind {
	case Const:
		s = fmt.Sprintf("%q", a.Text)
	case Concat:
		var parts []string
		for _, p := range a.Parts {
			parts = append(parts, show(p))
		}
		s = "(" + strings.Join(parts, "..") + ")"
	}
	if a.Of >= 0 && a.Kind != Concat {
		s += fmt.Sprintf("@%d", a.Of)
	}
	if a.Index > 0 {
		s += fmt.Sprintf("[%d]", a.Index)
	}
	if a.Derived {
		s += "~"
	}
	if a.Spread {
		s += "..."
	}
	return s
}

func TestCanonicalIgnoresLayoutAndComments(t *testing.T) {
	a := "-- drop the lock\nif redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call(\"DEL\", KEYS[1]) end"
	b := "if redis.call(\"GET\",KEYS[1])==ARGV[1]\n then --[[ new\nwords ]] return redis.call([[DEL]], KEYS[1])\nend\n"
	c := strings.Replace(a, "DEL", "UNLINK", 1)
	pa, pb, pc := mustParse(t, a), mustParse(t, b), mustParse(t, c)
	if pa.Canonical != pb.Canonical {
		t.Errorf("layout changed the canonical text:\n%s\n%s", pa.Canonical, pb.Canonical)
	}
	if pa.Canonical == pc.Canonical {
		t.Error("another command left the canonical text as it was")
	}
}

func mustParse(t *testing.T, src string) *Script {
	t.Helper()
	s, err := Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestOptions(t *testing.T) {
	s := mustParse(t, `redis.call('scan', c, 'match', 'a*', 'Count', 1e4) redis.call('set', KEYS[1], 'v', 'nx', 'px', ARGV[1])`)
	count, ok := s.Calls[0].Option("COUNT")
	if !ok || count.Text != "10000" {
		t.Errorf("COUNT = %+v, %t", count, ok)
	}
	if px, _ := s.Calls[1].Option("PX"); px.Kind != Argv || px.Index != 1 {
		t.Errorf("PX = %+v", px)
	}
	if !s.Calls[1].Flag("NX") || s.Calls[0].Flag("NX") {
		t.Error("NX is on the SET alone")
	}
	if !s.Has("SET") || s.Has("KEYS") {
		t.Error("Has: want SET, no KEYS")
	}
}

func TestExpires(t *testing.T) {
	for src, want := range map[string]bool{
		`redis.call('SETEX', KEYS[1], 10, 'v')`:                                                            true,
		`redis.call('SET', KEYS[1], 'v')`:                                                                  false,
		`redis.call('SETNX', KEYS[1], 'v') redis.call('EXPIRE', KEYS[1], 10)`:                              true,
		`redis.call('SET', KEYS[1], 'v') redis.call('EXPIRE', KEYS[2], 10)`:                                false,
		`if redis.call('INCR', KEYS[1]) == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end`:             true,
		`local k = 'a:' .. KEYS[1] redis.call('HSET', k, 'f', 1) redis.call('EXPIRE', 'a:' .. KEYS[1], 9)`: true,
		`for i, k in ipairs(KEYS) do redis.call('SET', k, 'v') end redis.call('EXPIRE', KEYS[ARGV[1]], 1)`: false,
		`redis.call('SET', ARGV[1] + 1, 'v') redis.call('EXPIRE', ARGV[1] + 2, 1)`:                         false,
		`local r = redis.call('GET', 'x') redis.call('SET', r, 'v') redis.call('EXPIRE', r, 1)`:            false,
	} {
		s := mustParse(t, src)
		write := len(s.Calls) - 1
		for write > 0 && slices.Contains([]string{"EXPIRE", "PEXPIRE"}, s.Calls[write].Command) {
			write--
		}
		if got := s.Expires(write); got != want {
			t.Errorf("%s: %t, want %t", src, got, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for name, src := range map[string]string{
		"too long":  strings.Repeat(" ", MaxSource+1),
		"not lua":   "SELECT * FROM users WHERE id = ?",
		"only text": "the quick brown fox",
		"prose":     "Please give redis.call() one argument.",
	} {
		if s, err := Parse(src); err == nil {
			t.Errorf("%s: read as %+v", name, s)
		}
	}
}

func TestHostileDepth(t *testing.T) {
	for name, src := range map[string]string{
		"parens":  "return " + strings.Repeat("(", 60_000) + "1" + strings.Repeat(")", 60_000),
		"nots":    "return " + strings.Repeat("not ", 60_000) + "1",
		"concat":  "return 'a'" + strings.Repeat("..'a'", 40_000),
		"tables":  "return " + strings.Repeat("{", 60_000) + strings.Repeat("}", 60_000),
		"blocks":  strings.Repeat("do ", 40_000) + strings.Repeat("end ", 40_000),
		"elseif":  "if a then b() " + strings.Repeat("elseif a then b() ", 10_000) + "end",
		"doubler": doubling(40),
		"open":    "redis.call('KEYS', '*' " + strings.Repeat("[==[", 50_000),
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Parse(src)
			if err == nil && s == nil {
				t.Error("neither script nor error")
			}
		})
	}
}

// doubling nests functions each of which calls the next one twice.
func doubling(n int) string {
	b := "local function f0() redis.call('PING') end\n"
	for i := 1; i < n; i++ {
		b += fmt.Sprintf("local function f%d() f%d() f%d() end\n", i, i-1, i-1)
	}
	return b + fmt.Sprintf("f%d()", n-1)
}

func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, e := range ar.Files {
			f.Add(string(e.Data))
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		s, err := Parse(src)
		if err != nil {
			return
		}
		for _, c := range s.Calls {
			for _, l := range c.Loops {
				if l.Of >= len(s.Calls) || l.Bound == Cursor && l.Of < 0 {
					t.Errorf("loop names call %d of %d", l.Of, len(s.Calls))
				}
			}
			for _, a := range c.Args {
				if a.Of >= len(s.Calls) {
					t.Errorf("argument derives from call %d of %d", a.Of, len(s.Calls))
				}
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	src := "local c = '0' repeat local r = redis.call('SCAN', c, 'MATCH', ARGV[1]) c = r[1] for _, k in ipairs(r[2]) do redis.call('DEL', k) end until c == '0'"
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if _, err := Parse(src); err != nil {
			b.Fatal(err)
		}
	}
}
