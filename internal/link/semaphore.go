package link

import "github.com/cachevet/cachevet/internal/summary"

const semaphorePkg = "golang.org/x/sync/semaphore"

// excludes: a semaphore lets one in at a time where it was made for one. Others limit
// how many work at once, and all of them may do the same.
func (p *Program) excludes(f *Func, c *summary.Call) bool {
	return c.Pkg == semaphorePkg && (c.Name == "Acquire" || c.Name == "TryAcquire") && p.ofWeightOne(Ref{f, c.Recv}, 0)
}

// ofWeightOne: every call that makes the semaphore gives it the weight 1.
func (p *Program) ofWeightOne(v Ref, d int) bool {
	if v.V == 0 || d > 6 {
		return false
	}
	var stored []Ref
	switch x := v.Value(); x.Op {
	case summary.CallVal:
		c := &v.F.Calls[x.N]
		if c.Pkg != semaphorePkg || c.Name != "NewWeighted" || len(c.Args) == 0 {
			return false
		}
		n, known := p.Int(Val{v.With(c.Args[0]), nil})
		return known && n == 1
	case summary.Load, summary.Convert:
		return p.ofWeightOne(v.With(x.A), d+1)
	case summary.FieldOf, summary.GlobalAddr:
		stored = p.Stored(x.Str)
	case summary.Alloc:
		stored = p.Assigned(v)
	}
	for _, s := range stored {
		if !p.ofWeightOne(s, d+1) {
			return false
		}
	}
	return len(stored) > 0
}
