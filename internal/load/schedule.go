package load

import (
	"container/heap"
	"context"
)

// event is what a worker tells the coordinator: the types of its unit are
// complete, or all its work is done.
type event struct {
	unit  *unit
	typed bool
	err   error
}

// checkAll works through the units as their imports become typed, on several
// goroutines. Among those that are ready, the one deepest in the graph goes
// first. It stops at the first error of a visit, but lets those under way end.
func (b *build) checkAll(ctx context.Context) error {
	s := newScheduler(b)
	var failed error
	for {
		for failed == nil && ctx.Err() == nil && s.running < b.opts.Workers && s.ready.Len() > 0 {
			s.running++
			go b.work(ctx, heap.Pop(&s.ready).(*unit), s.events)
		}
		if s.running == 0 {
			break
		}
		e := <-s.events
		if e.typed {
			s.release(e.unit)
			continue
		}
		s.running--
		s.done++
		if failed == nil {
			failed = e.err
		}
		report(b.graph.progress, "check", s.done, s.total)
	}
	if failed == nil {
		failed = context.Cause(ctx)
	}
	return failed
}

// work takes one unit all the way.
func (b *build) work(ctx context.Context, u *unit, events chan<- event) {
	if u.types == nil {
		b.check(ctx, u)
	}
	events <- event{unit: u, typed: true}
	var err error
	if u.full && ctx.Err() == nil {
		err = b.analyse(ctx, u)
	}
	u.files, u.info = nil, nil
	events <- event{unit: u, err: err}
}

type scheduler struct {
	ready       byOrder
	waiting     map[*unit]int // imports not yet typed
	users       map[*unit][]*unit
	events      chan event
	running     int
	done, total int
}

func newScheduler(b *build) *scheduler {
	s := &scheduler{waiting: map[*unit]int{}, users: map[*unit][]*unit{}, events: make(chan event), total: len(b.units)}
	for _, u := range b.ordered() {
		for dep := range u.deps {
			d := b.units[dep]
			s.users[d] = append(s.users[d], u)
		}
		if s.waiting[u] = len(u.deps); len(u.deps) == 0 {
			s.ready = append(s.ready, u)
		}
	}
	return s // ordered, and so already a heap
}

func (s *scheduler) release(u *unit) {
	for _, user := range s.users[u] {
		if s.waiting[user]--; s.waiting[user] == 0 {
			heap.Push(&s.ready, user)
		}
	}
}

// byOrder is a heap of units, dependencies first.
type byOrder []*unit

func (h byOrder) Len() int           { return len(h) }
func (h byOrder) Less(i, j int) bool { return h[i].pkg.order < h[j].pkg.order }
func (h byOrder) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *byOrder) Push(x any)        { *h = append(*h, x.(*unit)) }
func (h *byOrder) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
