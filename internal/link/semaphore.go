package link

import "github.com/cachevet/cachevet/internal/summary"

const semaphorePkg = "golang.org/x/sync/semaphore"

// excludes: a semaphore lets one in at a time where it was made for one. Others limit
// how many work at once, and all of them may do the same.
func (p *Program) excludes(f *Func, c *summary.Call) bool {
	return c.Pkg == semaphorePkg && (c.Name == "Acquire" || c.Name == "TryAcquire") && p.MadeBy(Ref{f, c.Recv}, p.forOne)
}

// forOne: the call makes a semaphore of the weight 1.
func (p *Program) forOne(made Ref) bool {
	c := &made.F.Calls[made.Value().N]
	if c.Pkg != semaphorePkg || c.Name != "NewWeighted" || len(c.Args) == 0 {
		return false
	}
	n, known := p.Int(Val{made.With(c.Args[0]), nil})
	return known && n == 1
}
