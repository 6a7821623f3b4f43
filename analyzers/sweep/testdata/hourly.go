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
