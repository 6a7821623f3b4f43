package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// ErrMissing is what a Remote returns for a name that it does not hold.
var ErrMissing = errors.New("no such entry")

// Remote is a shared place for values: a bucket or a folder. Names are
// relative slash-separated paths of hexadecimal digits. It may be used by several
// goroutines. Errors are shown to the user and must hold no credentials.
type Remote interface {
	// Get returns the bytes under name, or an error that is ErrMissing.
	Get(ctx context.Context, name string) ([]byte, error)
	// Put keeps data under name, at once or not at all.
	Put(ctx context.Context, name string, data []byte) error
}

// Limits bound what a remote may cost. A zero field stands for its default.
type Limits struct {
	Op    time.Duration // one transfer; 3 s
	Total time.Duration // all time in which the run waits for it; 15 s
	Close time.Duration // waiting at the end for values still to be sent; 10 s
	// ReadOnly sends nothing, as for builds of code that is not trusted.
	ReadOnly bool
}

func (l Limits) withDefaults() Limits {
	set := func(d *time.Duration, to time.Duration) {
		if *d == 0 {
			*d = to
		}
	}
	set(&l.Op, 3*time.Second)
	set(&l.Total, 15*time.Second)
	set(&l.Close, 10*time.Second)
	return l
}

const (
	senders   = 4
	maxQueue  = 1024
	maxQueued = 128 << 20 // bytes
)

// link talks to a remote and gives up on it, for the rest of the run, at the
// first failure or when it cost too much time. A nil link does nothing.
type link struct {
	remote Remote
	limits Limits
	now    func() time.Time
	warn   func(error)
	ctx    context.Context
	cancel context.CancelCauseFunc
	once   sync.Once

	waits meter

	queue   chan upload
	queued  atomic.Int64
	dropped atomic.Int64
	sending sync.WaitGroup
}

type upload struct {
	name string
	data []byte
}

func newLink(opts Options) *link {
	l := &link{remote: opts.Remote, limits: opts.Limits.withDefaults(), now: opts.Now, warn: opts.Warn, queue: make(chan upload, maxQueue)}
	l.ctx, l.cancel = context.WithCancelCause(context.Background())
	for range senders {
		l.sending.Go(l.send)
	}
	return l
}

// giveUp ends the use of the remote and says why, once.
func (l *link) giveUp(err error) {
	l.once.Do(func() {
		l.cancel(err)
		if l.warn != nil {
			l.warn(fmt.Errorf("shared store is left out for the rest of this run: %w", err))
		}
	})
}

func (l *link) get(key Key) ([]byte, bool) {
	if l == nil || l.ctx.Err() != nil {
		return nil, false
	}
	l.waits.begin(l.now())
	data, err := l.bounded(func(ctx context.Context) ([]byte, error) {
		return l.remote.Get(ctx, nameOf(key))
	})
	if waited := l.waits.end(l.now()); waited > l.limits.Total {
		l.giveUp(fmt.Errorf("it took %s so far", waited.Round(time.Millisecond)))
	}
	if err != nil {
		if !errors.Is(err, ErrMissing) && l.ctx.Err() == nil {
			l.giveUp(err)
		}
		return nil, false
	}
	return open(key, data)
}

// bounded runs one transfer. It returns in time even if the remote ignores its
// context, and then leaves the call behind.
func (l *link) bounded(transfer func(context.Context) ([]byte, error)) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(l.ctx, l.limits.Op, fmt.Errorf("no answer within %s", l.limits.Op))
	defer cancel()
	type answer struct {
		data []byte
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		// A driver's crash must not be the run's.
		defer func() {
			if p := recover(); p != nil {
				done <- answer{err: errors.New("the driver crashed")}
			}
		}()
		data, err := transfer(ctx)
		done <- answer{data, err}
	}()
	select {
	case a := <-done:
		if a.err != nil && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return a.data, a.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// put queues a value; when the queue is full the value is not shared.
func (l *link) put(key Key, packed []byte) {
	if l == nil || l.limits.ReadOnly || l.ctx.Err() != nil {
		return
	}
	size := int64(len(packed))
	if l.queued.Add(size) > maxQueued {
		l.queued.Add(-size)
		l.dropped.Add(1)
		return
	}
	select {
	case l.queue <- upload{nameOf(key), seal(key, packed)}:
	default:
		l.queued.Add(-size)
		l.dropped.Add(1)
	}
}

func (l *link) send() {
	for u := range l.queue {
		if l.ctx.Err() == nil {
			_, err := l.bounded(func(ctx context.Context) ([]byte, error) {
				return nil, l.remote.Put(ctx, u.name, u.data)
			})
			if err != nil {
				l.giveUp(err)
			}
		}
		l.queued.Add(int64(sealed - len(u.data)))
	}
}

// close waits for the queue, but not longer than the limit.
func (l *link) close() {
	if l == nil {
		return
	}
	close(l.queue)
	done := make(chan struct{})
	go func() {
		l.sending.Wait()
		close(done)
	}()
	timer := time.NewTimer(l.limits.Close)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
		l.giveUp(fmt.Errorf("not everything was sent within %s", l.limits.Close))
	}
	if n := l.dropped.Load(); n > 0 {
		l.giveUp(fmt.Errorf("it is too slow: %d results were not sent", n))
	}
	l.cancel(nil)
}

// meter sums the time in which at least one transfer is under way.
type meter struct {
	mu    sync.Mutex
	busy  int
	since time.Time
	sum   time.Duration
}

func (m *meter) begin(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.busy++; m.busy == 1 {
		m.since = now
	}
}

func (m *meter) end(now time.Time) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.busy--
	m.sum += now.Sub(m.since)
	m.since = now
	return m.sum
}

func nameOf(key Key) string {
	name := hex.EncodeToString(key[:])
	return format + "/" + name[:2] + "/" + name
}

// sealed is how many bytes an envelope adds.
const sealed = sha256.Size

// seal prefixes a value with the hash of key and value, so that a damaged object
// or one under a wrong name is a miss.
func seal(key Key, packed []byte) []byte {
	sum := sealSum(key, packed)
	return append(sum[:], packed...)
}

func open(key Key, data []byte) ([]byte, bool) {
	if len(data) < sealed {
		return nil, false
	}
	sum := sealSum(key, data[sealed:])
	return data[sealed:], bytes.Equal(sum[:], data[:sealed])
}

func sealSum(key Key, packed []byte) Key {
	h := sha256.New()
	h.Write(key[:])
	h.Write(packed)
	return Key(h.Sum(nil))
}
