package link

import "slices"

// Loop is one natural loop of a function's control flow.
type Loop struct {
	Header int32
	// Blocks are the blocks inside, the header included, sorted.
	Blocks []int32
	// Parent is the enclosing loop's index, -1 if none.
	Parent int
}

// Has reports whether block b is in the loop.
func (l *Loop) Has(b int32) bool {
	_, ok := slices.BinarySearch(l.Blocks, b)
	return ok
}

// LoopsAt returns the loops around block b, innermost first.
func (f *Func) LoopsAt(b int32) []int {
	var out []int
	for l := f.LoopAt[b]; l >= 0; l = f.Loops[l].Parent {
		out = append(out, l)
	}
	return out
}

// Dominates reports whether every way to block b leads through block a.
func (f *Func) Dominates(a, b int32) bool {
	domin := f.dominators()
	for b != a {
		if b == 0 || domin[b] == b {
			return false
		}
		b = domin[b]
	}
	return true
}

// Reaches reports whether control can go from block a to block b, by at least
// one step.
func (f *Func) Reaches(a, b int32) bool {
	for w := f.visitBlocks(f.Blocks[a].Succs...); w.next(); {
		if w.at == b {
			return true
		}
		w.push(f.Blocks[w.at].Succs...)
	}
	return false
}

// findLoops finds the natural loops. nowhere is what LoopAt is without any: -1
// for each block, shared by all functions that have none.
func (f *Func) findLoops(nowhere []int) {
	f.LoopAt = nowhere[:len(f.Blocks)]
	if !f.turnsBack() {
		return
	}
	f.LoopAt = slices.Clone(f.LoopAt)
	preds := f.preds()
	bodies := map[int32][]int32{}
	var headers []int32
	for b := range f.Blocks {
		for _, s := range f.Blocks[b].Succs {
			if f.reachable(int32(b)) && f.Dominates(s, int32(b)) {
				if bodies[s] == nil {
					headers = append(headers, s)
				}
				bodies[s] = append(bodies[s], int32(b))
			}
		}
	}
	slices.Sort(headers)
	for _, h := range headers {
		f.Loops = append(f.Loops, Loop{Header: h, Blocks: f.loopBody(h, bodies[h], preds), Parent: -1})
	}
	f.nest()
}

// Merged lists the loops that share the header of one and make it up, each with a way
// back of its own: a loop that begins a turn of another one, or ways to go on early. None
// where there is one alone.
func (f *Func) Merged(l int) []Loop {
	if f.merged == nil {
		f.merged = make([][]Loop, len(f.Loops))
		preds := f.preds()
		for i := range f.Loops {
			f.merged[i] = f.splits(i, preds)
		}
	}
	return f.merged[l]
}

func (f *Func) splits(l int, preds [][]int32) (out []Loop) {
	h := f.Loops[l].Header
	back := slices.DeleteFunc(slices.Clone(preds[h]), func(b int32) bool { return !f.Loops[l].Has(b) })
	if len(back) < 2 {
		return nil
	}
	for _, b := range back {
		out = append(out, Loop{Header: h, Blocks: f.loopBody(h, []int32{b}, preds), Parent: l})
	}
	return out
}

// turnsBack reports whether some block leads to itself or to one before it: every
// cycle has such a step.
func (f *Func) turnsBack() bool {
	for b := range f.Blocks {
		for _, s := range f.Blocks[b].Succs {
			if int(s) <= b {
				return true
			}
		}
	}
	return false
}

// reachable reports whether the function's start leads to block b.
func (f *Func) reachable(b int32) bool { return b == 0 || f.dominators()[b] != b }

func (f *Func) preds() [][]int32 {
	preds := make([][]int32, len(f.Blocks))
	edges := 0
	for b := range f.Blocks {
		edges += len(f.Blocks[b].Succs)
	}
	// One array for all lists: count, cut, fill.
	count, all := make([]int, len(f.Blocks)), make([]int32, edges)
	for b := range f.Blocks {
		for _, s := range f.Blocks[b].Succs {
			count[s]++
		}
	}
	for b, n := range count {
		preds[b], all = all[:0:n], all[n:]
	}
	for b := range f.Blocks {
		for _, s := range f.Blocks[b].Succs {
			preds[s] = append(preds[s], int32(b))
		}
	}
	return preds
}

// dominators gives each block's immediate dominator.
func (f *Func) dominators() []int32 {
	if f.domin == nil {
		f.findDominators(f.preds())
	}
	return f.domin
}

// findDominators is Cooper, Harvey and Kennedy's iteration over the reverse
// postorder.
func (f *Func) findDominators(preds [][]int32) {
	n := len(f.Blocks)
	order, rank := f.postorder()
	f.domin = make([]int32, n)
	for i := range f.domin {
		f.domin[i] = int32(i) // unreachable blocks dominate only themselves
	}
	known := make([]bool, n)
	known[0] = true
	for changed := true; changed; {
		changed = false
		for i := len(order) - 1; i >= 0; i-- {
			b := order[i]
			if b == 0 {
				continue
			}
			idom := int32(-1)
			for _, p := range preds[b] {
				switch {
				case !known[p]:
				case idom < 0:
					idom = p
				default:
					idom = f.meet(idom, p, rank)
				}
			}
			if idom >= 0 && (!known[b] || f.domin[b] != idom) {
				f.domin[b], known[b], changed = idom, true, true
			}
		}
	}
}

func (f *Func) meet(a, b int32, rank []int) int32 {
	for a != b {
		for rank[a] < rank[b] {
			a = f.domin[a]
		}
		for rank[b] < rank[a] {
			b = f.domin[b]
		}
	}
	return a
}

func (f *Func) postorder() (order []int32, rank []int) {
	rank = make([]int, len(f.Blocks))
	seen := make([]bool, len(f.Blocks))
	type frame struct {
		b    int32
		next int
	}
	stack := []frame{{0, 0}}
	seen[0] = true
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if succs := f.Blocks[top.b].Succs; top.next < len(succs) {
			s := succs[top.next]
			top.next++
			if !seen[s] {
				seen[s] = true
				stack = append(stack, frame{s, 0})
			}
			continue
		}
		rank[top.b] = len(order)
		order = append(order, top.b)
		stack = stack[:len(stack)-1]
	}
	return order, rank
}

func (f *Func) loopBody(h int32, tails []int32, preds [][]int32) []int32 {
	body := []int32{h}
	for w := f.visitBlocks(tails...); w.next(); {
		if w.at != h && f.reachable(w.at) {
			body = append(body, w.at)
			w.push(preds[w.at]...)
		}
	}
	slices.Sort(body)
	return body
}

// nest sets each loop's parent and each block's innermost loop.
func (f *Func) nest() {
	size := func(i int) int { return len(f.Loops[i].Blocks) }
	for i := range f.Loops {
		for j := range f.Loops {
			if i != j && f.Loops[j].Has(f.Loops[i].Header) && size(j) > size(i) {
				if p := f.Loops[i].Parent; p < 0 || size(j) < size(p) {
					f.Loops[i].Parent = j
				}
			}
		}
		for _, b := range f.Loops[i].Blocks {
			if p := f.LoopAt[b]; p < 0 || size(i) < size(p) {
				f.LoopAt[b] = i
			}
		}
	}
}
