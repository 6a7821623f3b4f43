package stampede

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/rules"
)

// alone: an in-process cache is asked by one goroutine that takes messages one after
// the other. It starts none for them, and is not started several times.
func alone(x *fill, a analyzers.At) bool {
	if a.Root.Kind != "consumer" || a.Root.Loop < 0 || x.read.Kind != rules.Memory || a.Root.Framework != "" {
		return false
	}
	async := func(e *link.Edge) bool { return e.Async }
	if slices.ContainsFunc(a.Path, async) || !slices.ContainsFunc(a.Root.F.In, async) {
		return false
	}
	return !slices.ContainsFunc(a.Root.F.In, func(e *link.Edge) bool {
		return e.Async && e.Call >= 0 && e.Caller.LoopAt[e.Caller.Calls[e.Call].Block] >= 0
	})
}
