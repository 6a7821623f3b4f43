package signals

import (
	"flag"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// labelled names a file of labelled threads for TestLabelled.
var labelled = flag.String("labelled", "", "JSON array of threads with a label each, to measure the judge on")

func lexicon(t testing.TB) *Lexicon {
	t.Helper()
	l, err := LoadLexicon()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestJudge(t *testing.T) {
	l := lexicon(t)
	tests := []struct{ name, title, text, class, phrase string }{
		{"flush", "Invalidate wipes the whole redis", "We lost the sessions of every user.", "flush", "wipes the whole redis"},
		{"stdout", "Flush stdout before the program exits", "The buffer is not written.", Irrelevant, ""},
		{"keys", "List() uses KEYS in production", "It blocks the server for seconds, please use SCAN.", "keys-scan", "KEYS"},
		{"api keys", "Rotate API keys every month", "Each key should be renewed.", Irrelevant, ""},
		{"herd", "Loader is called twice for one key when requests arrive together", "Both miss the cache.", "stampede", "Loader is called twice"},
		{"deadlock", "Deadlock between Set and the eviction callback", "", "lock-bug", "Deadlock"},
		{"lock file", "Commit the lock file", "The package-lock.json is missing.", Irrelevant, ""},
		{"leak", "Memory grows without bound", "Keys in the cache never expire.", "ttl-leak-memory", "grows without bound"},
		{"pool", "redis: connection pool exhausted after deploy", "", "connection-storm", "pool exhausted"},
		{"unmaintained", "Is this library still maintained?", "Last commit is two years old.", "unmaintained", ""},
		{"clone", "Support the FLUSHALL command", "Our server clone does not know it.", Irrelevant, ""},
		{"retracted", "Deadlock in Get", "Never mind, this was my fault, not a bug.", Irrelevant, ""},
		{"chinese", "缓存击穿问题", "高并发时数据库被打满", "stampede", "缓存击穿问题"},
		{"chinese deadlock", "锁释放后仍然死锁", "", "lock-bug", ""},
		{"comma", "If redis fails, requests crash", "", "outage-incident", "If redis fails, requests crash"},
		{"wish", "How to create a key that never expires", "Is there a way to set TTL 0?", Irrelevant, ""},
		{"readme", "Update README", "flush redis before you start", Irrelevant, ""},
		{"quoted", "Upgrade guide", "> deadlock\n\n```\nfatal error: deadlock\n```\n", Irrelevant, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := l.Judge(Thread{URL: "u", Kind: KindIssue, Title: tt.title, Text: tt.text})
			if got.Class != tt.class {
				t.Fatalf("class = %s (%.2f, %v), want %s", got.Class, got.Score, got.Hits, tt.class)
			}
			if !strings.Contains(got.Phrase, tt.phrase) {
				t.Errorf("phrase = %q, want it to hold %q", got.Phrase, tt.phrase)
			}
			if got.Class != Irrelevant && got.Phrase == "" {
				t.Error("no phrase is cited")
			}
		})
	}
}

func TestJudgeHostile(t *testing.T) {
	l := lexicon(t)
	got := l.Judge(Thread{Title: "\x1b[31mDead\u200block\u202e in \x07Get\r\n::error::x", Text: strings.Repeat("<script>", 1<<20)})
	if got.Class != "lock-bug" {
		t.Fatalf("class = %s, want lock-bug", got.Class)
	}
	if strings.ContainsAny(got.Phrase, "\x1b\u202e\u200b\x07\n\r") || len([]rune(got.Phrase)) > maxPhrase {
		t.Errorf("phrase is not clean: %q", got.Phrase)
	}
}

func TestJudgeFile(t *testing.T) {
	l := lexicon(t)
	in := `[{"url":"https://h/o/r/issues/1","kind":"issue","state":"open","date":"2020-01-02","title":"Deadlock in Set","text":"it hangs","extra":1},
		{"url":"https://h/o/r/issues/2","kind":"issue","state":"open","date":"2020-01-02","title":"Typo","text":"in the docs"}]`
	got, err := l.JudgeFile(strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	var classes []string
	for _, j := range got {
		classes = append(classes, j.URL+" "+j.Class)
	}
	want := []string{"https://h/o/r/issues/1 lock-bug", "https://h/o/r/issues/2 irrelevant"}
	if diff := cmp.Diff(want, classes); diff != "" {
		t.Errorf("judgements (-want +got):\n%s", diff)
	}
	for _, bad := range []string{"", "{}", `[{"url":`, `"x"`} {
		if _, err := l.JudgeFile(strings.NewReader(bad)); err == nil || !strings.Contains(err.Error(), "JSON array") {
			t.Errorf("JudgeFile(%q) error = %v, want one that says what is wanted", bad, err)
		}
	}
}

// TestLabelled prints precision and recall on a file of labelled threads. It
// measures and fails only where the file cannot be judged.
func TestLabelled(t *testing.T) {
	if *labelled == "" {
		t.Skip("give -labelled FILE to measure")
	}
	s := measure(t, *labelled)
	t.Log(s)
	if s.total == 0 {
		t.Error("the file holds no thread")
	}
}

// TestLexiconIsSound compiles what LoadLexicon leaves for later.
func TestLexiconIsSound(t *testing.T) {
	dir, err := fs.Sub(lexiconFiles, "lexicon")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readLexicon(dir, true); err != nil {
		t.Error(err)
	}
}

func TestRepositoryOfLessons(t *testing.T) {
	l := lexicon(t)
	in := Thread{URL: "https://h/o/cache/issues/1", Title: "Thundering herd on a cold cache", Text: "notes"}
	own := l.Judge(in)
	in.URL = "https://h/o/interview-notes/issues/1"
	if lesson := l.Judge(in); own.Class != "stampede" || lesson.Score >= own.Score {
		t.Errorf("%s %.2f in a cache's tracker, %.2f in one of lessons; want less there", own.Class, own.Score, lesson.Score)
	}
}

func TestLexiconIsStrict(t *testing.T) {
	const ok = "words: {}\n"
	tests := []struct{ name, file, want string }{
		{"unknown key", "class: x\nmeans: m\nrulez: []\n", "field rulez not found"},
		{"name", "class: y\nmeans: m\n", `class is "y"`},
		{"no means", "class: x\n", "means is missing"},
		{"macro", "class: x\nmeans: m\nrules: [{rule: a, weight: 1, match: ['<nope>']}]\n", "<nope>"},
		{"expression", "class: x\nmeans: m\nrules: [{rule: a, weight: 1, match: ['(']}]\n", `rule "a"`},
		{"empty", "class: x\nmeans: m\nrules: [{rule: a, weight: 1, match: ['b*']}]\n", "matches the empty text"},
		{"weight", "class: x\nmeans: m\nrules: [{rule: a, match: ['b']}]\n", "a weight above 0"},
		{"twice", "class: x\nmeans: m\nrules: [{rule: a, weight: 1, match: ['b']}, {rule: a, weight: 1, match: ['c']}]\n", "already in x.yaml"},
		{"field", "class: x\nmeans: m\nrules: [{rule: a, weight: 1, in: body, match: ['b']}]\n", `in is "body"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readLexicon(fstest.MapFS{"shared.yaml": {Data: []byte(ok)}, "x.yaml": {Data: []byte(tt.file)}}, true)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "lexicon/x.yaml") {
				t.Errorf("error = %v, want one about %s in lexicon/x.yaml", err, tt.want)
			}
		})
	}
}

func FuzzJudge(f *testing.F) {
	l := lexicon(f)
	f.Add("Deadlock in Set", "it hangs\n```go\nfoo()\n```")
	f.Add("\x1b]0;x\a", "<!-- > - [ ] \xff\xfe `")
	f.Add("缓存击穿", strings.Repeat("flush all ", 40))
	f.Fuzz(func(t *testing.T, title, body string) {
		thread := Thread{Kind: KindIssue, Title: title, Text: body}
		got := l.Judge(thread)
		if (got.Class == Irrelevant) != (got.Phrase == "") {
			t.Errorf("class %s with phrase %q", got.Class, got.Phrase)
		}
		if Clean(got.Phrase) != got.Phrase || len([]rune(got.Phrase)) > maxPhrase {
			t.Errorf("phrase is not clean: %q", got.Phrase)
		}
		if diff := cmp.Diff(got, l.Judge(thread)); diff != "" {
			t.Errorf("a second judgement differs:\n%s", diff)
		}
	})
}

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(m.Run())
}
