package signals

import (
	"strings"
	"testing"
)

func BenchmarkLoadLexicon(b *testing.B) {
	for b.Loop() {
		lexicon(b)
	}
}

func BenchmarkJudge(b *testing.B) {
	l := lexicon(b)
	t := Thread{Title: "Memory usage of the cache after an upgrade", Text: strings.Repeat("We run this with many keys in production and see that it takes longer every day. ", 12)}
	for b.Loop() {
		l.Judge(t)
	}
}

// BenchmarkJudgeHostile is the longest body that is read.
func BenchmarkJudgeHostile(b *testing.B) {
	l := lexicon(b)
	t := Thread{Title: "flush", Text: strings.Repeat("flush delete key cache not redis ", 300)}
	for b.Loop() {
		l.Judge(t)
	}
}
