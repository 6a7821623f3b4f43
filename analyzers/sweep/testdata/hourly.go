package hourly

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"
)

type Worker struct {
	c    *redis.Client
	stop chan struct{}
}

func New(c *redis.Client) *Worker { return &Worker{c: c, stop: make(chan struct{})} }

// RunHourly is called by whoever starts it, who does not come back from it.
func (w *Worker) RunHourly(ctx context.Context) {
	t := time.NewTicker(time.Hour)
	for {
		select {
		case <-t.C:
			w.save(ctx)
		case <-w.stop:
			return
		}
	}
}

func (w *Worker) save(ctx context.Context) {
	it := w.c.Scan(ctx, 0, "x*", 100).Iterator()
	for it.Next(ctx) { // want "scan-sweep note SCAN"
		w.c.Del(ctx, it.Val())
	}
}

// AwaitAll polls: a request may stand behind it.
func (w *Worker) AwaitAll(ctx context.Context) {
	t := time.NewTicker(time.Second)
	for {
		select {
		case <-t.C:
			w.swept(ctx)
		case <-ctx.Done():
			return
		}
	}
}

func (w *Worker) swept(ctx context.Context) {
	it := w.c.Scan(ctx, 0, "y*", 100).Iterator()
	for it.Next(ctx) { // want "scan-sweep fail SCAN"
		w.c.Del(ctx, it.Val())
	}
}

// Sample goes on until it is told to stop, and tells nobody anything.
func (w *Worker) Sample(ctx context.Context) {
	t := time.NewTicker(15 * time.Second)
	for {
		select {
		case <-t.C:
			w.sampled(ctx)
		case <-ctx.Done():
			return
		}
	}
}

func (w *Worker) sampled(ctx context.Context) {
	it := w.c.Scan(ctx, 0, "z*", 100).Iterator()
	for it.Next(ctx) { // want "scan-sweep note SCAN"
		w.c.Del(ctx, it.Val())
	}
}

// Until goes on until there is what its caller waits for.
func (w *Worker) Until(ctx context.Context) {
	t := time.NewTicker(15 * time.Second)
	for {
		select {
		case <-t.C:
			if w.any(ctx) {
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

func (w *Worker) any(ctx context.Context) bool {
	it := w.c.Scan(ctx, 0, "u*", 100).Iterator()
	n := 0
	for it.Next(ctx) { // want "scan-sweep fail SCAN"
		w.c.Del(ctx, it.Val())
		n++
	}
	return n > 0
}
