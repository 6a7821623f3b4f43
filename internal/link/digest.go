package link

import (
	"crypto/sha1"
	"encoding/hex"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// A script runs by its SHA-1 digest: the evaluator takes a digest for the source that
// it is of, be it had from the server, computed here, or written out in hex.

// digestMemo is what a Program remembers of the questions of this file.
type digestMemo struct {
	digests map[string]string // scripts by their SHA-1, nil before the first question
}

// source gives the script of which a text is the digest, where that is written out
// somewhere in the program, else the text.
func (p *Program) source(text string) string {
	if len(text) != hex.EncodedLen(sha1.Size) {
		return text
	}
	if p.digests == nil {
		p.digests = map[string]string{}
		for _, f := range p.Funcs {
			for i := range f.Values {
				if v := &f.Values[i]; v.Op == summary.Const && strings.Contains(v.Str, "call") {
					sum := sha1.Sum([]byte(v.Str))
					p.digests[hex.EncodeToString(sum[:])] = v.Str
				}
			}
		}
	}
	if src := p.digests[strings.ToLower(text)]; src != "" {
		return src
	}
	return text
}

// digest evaluates the steps from a source to its digest.
func (e *evaluator) digest(v Val, c *summary.Call, d int) ([]string, bool) {
	switch {
	case (c.Callee == "crypto/sha1.Sum" || c.Callee == "encoding/hex.EncodeToString") && len(c.Args) == 1:
		return e.eval(v.With(c.Args[0]), d), true
	case hashes(c) && c.Name == "Sum":
		return e.written(v, c.Recv, d), true
	}
	return nil, false
}

func hashes(c *summary.Call) bool { return c.Pkg == "hash" && c.Recv != 0 }

// written evaluates what one call has written into a hash.
func (e *evaluator) written(v Val, hash int32, d int) []string {
	f := v.F
	var what []int32
	for i := range f.Calls {
		switch c := &f.Calls[i]; {
		case hashes(c) && c.Name == "Write" && c.Recv == hash && len(c.Args) == 1:
			what = append(what, c.Args[0])
		case c.Callee == "io.WriteString" && len(c.Args) == 2 && f.Unconverted(c.Args[0]) == hash:
			what = append(what, c.Args[1])
		}
	}
	if len(what) != 1 {
		return unknown
	}
	return e.eval(v.With(what[0]), d)
}

// isDigest: a value is the sum of a hash, which %x writes out.
func (f *Func) isDigest(v int32) bool {
	x := &f.Values[f.Unconverted(v)]
	if x.Op != summary.CallVal {
		return false
	}
	c := &f.Calls[x.N]
	return c.Callee == "crypto/sha1.Sum" || hashes(c) && c.Name == "Sum"
}
