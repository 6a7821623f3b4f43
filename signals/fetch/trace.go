package fetch

import (
	"context"
	"sort"
	"sync"
	"time"
)

// Trace bounds and records the calls made on behalf of one thing.
type Trace struct {
	mu     sync.Mutex
	left   int
	hosts  map[string]bool
	oldest time.Time
	stale  bool
}

type traceKey struct{}

// WithTrace returns a context whose calls count against budget requests over
// the network; answers from disk are free.
func WithTrace(ctx context.Context, budget int) (context.Context, *Trace) {
	t := &Trace{left: budget, hosts: map[string]bool{}}
	return context.WithValue(ctx, traceKey{}, t), t
}

func traceOf(ctx context.Context) *Trace {
	t, _ := ctx.Value(traceKey{}).(*Trace)
	return t
}

// spend takes one request from the budget and records the host.
func (t *Trace) spend(host string) bool {
	if t == nil {
		return true
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.left <= 0 {
		return false
	}
	t.left--
	t.hosts[host] = true
	return true
}

// used records how old an answer is, and whether it could not be renewed.
func (t *Trace) used(at time.Time, stale bool) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.oldest.IsZero() || at.Before(t.oldest) {
		t.oldest = at
	}
	t.stale = t.stale || stale
}

// Left is how many requests the budget still allows.
func (t *Trace) Left() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.left
}

// Hosts lists the hosts that were contacted, sorted.
func (t *Trace) Hosts() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := make([]string, 0, len(t.hosts))
	for h := range t.hosts {
		out = append(out, h)
	}
	sort.Strings(out)
	return out
}

// AsOf is the date of the oldest answer that was used; zero if there is none.
func (t *Trace) AsOf() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.oldest
}

// Stale tells that an answer from disk stood in for one that could not be had.
func (t *Trace) Stale() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.stale
}
