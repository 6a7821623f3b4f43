package retrystorm

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// spinning finds a loop that waits at the server for what comes next, and where
// that fails goes round again at once: as long as the server is down, as fast as
// it can.
func spinning(p *link.Program, f *link.Func, call int32) (analyzers.Candidate, bool) {
	l := f.LoopAt[f.Calls[call].Block]
	if l < 0 || f.Calls[call].Kind != summary.Plain || !endless(p, f, l) || p.PauseIn(f, l).Waits || ticks(f, &f.Loops[l]) {
		return analyzers.Candidate{}, false
	}
	for _, r := range p.Under(f, call, depth, 0) {
		if r.Conf == finding.Possible || r.Client.Kind != rules.Remote || !p.Cat.Commands[r.Command].Blocking {
			continue
		}
		if roundAgain(p, f, &f.Loops[l], call) {
			return candidate(f, call, r, false), true
		}
	}
	return analyzers.Candidate{}, false
}

// ticks: a turn waits for a timer.
func ticks(f *link.Func, loop *link.Loop) bool {
	return slices.ContainsFunc(loop.Blocks, func(b int32) bool {
		return slices.ContainsFunc(f.Blocks[b].Items, func(it summary.Item) bool {
			return it.Kind == summary.RecvItem && strings.HasSuffix(f.TypeAt(f.Values[it.N].Type).Text, "time.Time")
		})
	})
}

// roundAgain reports whether a way leads from where the call has failed back to
// the loop's head, with nothing on it that takes time. An error by name, such as
// that nothing came, is no failure.
func roundAgain(p *link.Program, f *link.Func, loop *link.Loop, call int32) bool {
	seen := map[int32]bool{}
	var walk func(b int32) bool
	walk = func(b int32) bool {
		if b == loop.Header {
			return true
		}
		if seen[b] || !loop.Has(b) || slow(f, b) {
			return false
		}
		seen[b] = true
		blk := &f.Blocks[b]
		for i, s := range blk.Succs {
			if len(blk.Succs) == 2 && blk.Cond != 0 && namesError(f, blk.Cond, i == 0) {
				continue
			}
			if walk(s) {
				return true
			}
		}
		return false
	}
	for _, b := range loop.Blocks {
		blk := &f.Blocks[b]
		if blk.Cond == 0 || len(blk.Succs) != 2 || !p.Derives(f, blk.Cond, call) {
			continue
		}
		for _, s := range blk.Succs {
			if s != loop.Header && p.OnFailure(f, s) && !p.OnFailure(f, b) && walk(s) {
				return true
			}
		}
	}
	return false
}

// slow: what a block calls may wait, or may see to it that the loop ends.
func slow(f *link.Func, b int32) bool {
	return slices.ContainsFunc(f.Calls, func(c summary.Call) bool {
		if c.Block != b {
			return false
		}
		lower := strings.ToLower(c.Name)
		for _, word := range []string{"sleep", "wait", "pause", "backoff", "retry", "delay", "cancel", "stop", "close", "shutdown", "fatal", "panic", "exit", "reconnect"} {
			if strings.Contains(lower, word) {
				return true
			}
		}
		return false
	})
}
