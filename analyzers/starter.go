package analyzers

import (
	"slices"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/roots"
)

// maxStart bounds the calls between a go statement and the loop that it starts.
const maxStart = 4

// started lists the calls that lead from a go statement, or from a function that
// was handed over to be run, to what repeats by itself: who asks why it runs finds
// it where these stand. Empty where that is the function itself, or not plain.
func started(r roots.Root) []*link.Edge {
	if r.Loop < 0 {
		return nil
	}
	var out []*link.Edge
	for f := r.F; len(out) < maxStart; {
		if e := launch(f, r.F.Decl); e != nil {
			return slices.Insert(out, 0, e)
		}
		e := onlyCall(f)
		if e == nil {
			break
		}
		out = slices.Insert(out, 0, e)
		f = e.Caller
	}
	return nil
}

// launch is the edge that starts f beside its caller: a go statement, or a call in
// a function literal that others run.
func launch(f *link.Func, own string) *link.Edge {
	var best *link.Edge
	for _, e := range f.In {
		if e.Call < 0 || e.Entry || e.Caller.Decl == own || !e.Async && !handedOver(e.Caller) {
			continue
		}
		if best == nil || e.Async && !best.Async || e.Async == best.Async && e.Caller.Name < best.Caller.Name {
			best = e
		}
	}
	return best
}

// handedOver: a function literal that only others than the function around it
// call, or that function by a go statement.
func handedOver(f *link.Func) bool {
	return f.Name != f.Decl && len(f.In) > 0 && !slices.ContainsFunc(f.In, func(e *link.Edge) bool {
		return e.Caller.Decl == f.Decl && !e.Async && e.Via != link.Callback
	})
}

// onlyCall is the one call of f, nil where there are several or it is a guess.
func onlyCall(f *link.Func) *link.Edge {
	if len(f.In) != 1 || f.In[0].Call < 0 || f.In[0].Entry || f.In[0].Conf == finding.Possible || f.In[0].Via == link.Callback {
		return nil
	}
	return f.In[0]
}
