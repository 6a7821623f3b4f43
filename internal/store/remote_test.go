package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"
)

var errDown = errors.New("connection refused")

// fake is a remote in memory that can be slow, down or damaged.
type fake struct {
	mu      sync.Mutex
	objects map[string][]byte
	gets    int
	puts    int
	down    bool
	delay   time.Duration
	deaf    bool // ignores its context
	crash   bool
}

func newFake() *fake { return &fake{objects: map[string][]byte{}} }

func (f *fake) wait(ctx context.Context) error {
	if f.deaf {
		time.Sleep(f.delay)
		return nil
	}
	select {
	case <-time.After(f.delay):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (f *fake) Get(ctx context.Context, name string) ([]byte, error) {
	f.mu.Lock()
	f.gets++
	if f.crash {
		f.mu.Unlock()
		panic("s3cr3t")
	}
	data, ok := f.objects[name]
	f.mu.Unlock()
	if err := f.wait(ctx); err != nil {
		return nil, err
	}
	switch {
	case f.down:
		return nil, errDown
	case !ok:
		return nil, fmt.Errorf("get %s: %w", name, ErrMissing)
	}
	return bytes.Clone(data), nil
}

func (f *fake) Put(ctx context.Context, name string, data []byte) error {
	f.mu.Lock()
	f.puts++
	f.mu.Unlock()
	if err := f.wait(ctx); err != nil {
		return err
	}
	if f.down {
		return errDown
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.objects[name] = bytes.Clone(data)
	return nil
}

func (f *fake) count() (gets, puts, objects int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.gets, f.puts, len(f.objects)
}

func putAll(t *testing.T, s *Store, n int) {
	t.Helper()
	for i := range n {
		if err := s.Put(testKey(i), testValue(i, 3000)); err != nil {
			t.Fatal(err)
		}
	}
}

func wantValues(t *testing.T, s *Store, n int) {
	t.Helper()
	for i := range n {
		if got, ok := s.Get(testKey(i)); !ok || !bytes.Equal(got, testValue(i, 3000)) {
			t.Errorf("value %d: found %t, %d bytes", i, ok, len(got))
		}
	}
}

func closeTest(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestRemoteShares(t *testing.T) {
	f := newFake()
	first := openTest(t, t.TempDir(), Options{Remote: f})
	putAll(t, first, 20)
	closeTest(t, first)

	var w warnings
	dir := t.TempDir()
	second := openTest(t, dir, Options{Remote: f, Warn: w.add})
	wantValues(t, second, 20)
	if got, want := second.Stats(), (Stats{Remote: 20, Puts: 20}); got != want {
		t.Errorf("stats %+v, want %+v", got, want)
	}
	if _, ok := second.Get(testKey(50)); ok {
		t.Error("found what nobody put")
	}
	closeTest(t, second)
	w.want(t)

	// What came from the remote is now in the folder, and was not sent back.
	_, puts, objects := f.count()
	if puts != 20 || objects != 20 {
		t.Errorf("%d puts for %d objects, want 20", puts, objects)
	}
	third := openTest(t, dir, Options{})
	wantValues(t, third, 20)
}

// TestLocal: what is for this machine alone neither comes from the remote nor
// goes there.
func TestLocal(t *testing.T) {
	f := newFake()
	shared := openTest(t, t.TempDir(), Options{Remote: f})
	putAll(t, shared, 1)
	closeTest(t, shared)
	gets, puts, _ := f.count()

	s := openTest(t, t.TempDir(), Options{Remote: f})
	local := s.Local()
	if _, ok := local.Get(testKey(0)); ok {
		t.Error("the remote was asked")
	}
	if err := local.Put(testKey(1), []byte("here")); err != nil {
		t.Fatal(err)
	}
	if got, ok := local.Get(testKey(1)); !ok || string(got) != "here" {
		t.Errorf("got %q, %t", got, ok)
	}
	closeTest(t, s)
	if g, p, _ := f.count(); g != gets || p != puts {
		t.Errorf("%d gets and %d puts at the remote", g-gets, p-puts)
	}
}

func TestRemoteWithoutFolder(t *testing.T) {
	f := newFake()
	var w warnings
	s := openTest(t, "/dev/null/none", Options{Remote: f, Warn: w.add})
	putAll(t, s, 3)
	closeTest(t, s)
	s = openTest(t, "/dev/null/none", Options{Remote: f})
	wantValues(t, s, 3)
	w.want(t, "not kept")
}

func TestRemoteDamage(t *testing.T) {
	for name, damage := range map[string]func(map[string][]byte){
		"bit flip": func(o map[string][]byte) {
			for name := range o {
				o[name][len(o[name])/2] ^= 1
			}
		},
		"short": func(o map[string][]byte) {
			for name := range o {
				o[name] = o[name][:10]
			}
		},
		"swapped": func(o map[string][]byte) {
			a, b := nameOf(testKey(0)), nameOf(testKey(1))
			o[a], o[b] = o[b], o[a]
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			s := openTest(t, t.TempDir(), Options{Remote: f})
			putAll(t, s, 2)
			closeTest(t, s)
			damage(f.objects)

			var w warnings
			s = openTest(t, t.TempDir(), Options{Remote: f, Warn: w.add})
			for i := range 2 {
				if _, ok := s.Get(testKey(i)); ok {
					t.Errorf("damaged value %d was taken", i)
				}
			}
			putAll(t, s, 2)
			closeTest(t, s)
			w.want(t)

			s = openTest(t, t.TempDir(), Options{Remote: f})
			wantValues(t, s, 2)
		})
	}
}

func TestRemoteDown(t *testing.T) {
	f := newFake()
	f.down = true
	var w warnings
	s := openTest(t, t.TempDir(), Options{Remote: f, Warn: w.add})
	for i := range 10 {
		if _, ok := s.Get(testKey(i)); ok {
			t.Error("found in a remote that is down")
		}
	}
	putAll(t, s, 10)
	wantValues(t, s, 10)
	closeTest(t, s)
	if gets, puts, _ := f.count(); gets != 1 || puts != 0 {
		t.Errorf("%d gets and %d puts after the first failure", gets, puts)
	}
	w.want(t, "connection refused")
}

func TestRemoteCrash(t *testing.T) {
	f := newFake()
	f.crash = true
	var w warnings
	s := openTest(t, t.TempDir(), Options{Remote: f, Warn: w.add})
	for i := range 3 {
		if _, ok := s.Get(testKey(i)); ok {
			t.Error("found by a driver that crashes")
		}
	}
	closeTest(t, s)
	w.want(t, "the driver crashed")
}

// TestRemoteHangs: a remote that never answers costs one transfer's limit, even
// to many readers at once, and even if it ignores its context.
func TestRemoteHangs(t *testing.T) {
	for _, deaf := range []bool{false, true} {
		t.Run(fmt.Sprintf("deaf=%t", deaf), func(t *testing.T) {
			f := newFake()
			f.delay, f.deaf = 20*time.Second, deaf
			var w warnings
			s := openTest(t, t.TempDir(), Options{Remote: f, Warn: w.add, Limits: Limits{Op: 50 * time.Millisecond}})
			start := time.Now()
			var readers sync.WaitGroup
			for i := range 50 {
				readers.Go(func() { s.Get(testKey(i)) })
			}
			readers.Wait()
			for i := range 50 {
				s.Get(testKey(i))
			}
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("took %s", took)
			}
			closeTest(t, s)
			w.want(t, "no answer within 50ms")
		})
	}
}

// TestRemoteSlow: answers that come, but slowly, are waited for until their sum
// is over the limit.
func TestRemoteSlow(t *testing.T) {
	f := newFake()
	f.delay = 20 * time.Millisecond
	var w warnings
	s := openTest(t, t.TempDir(), Options{Remote: f, Warn: w.add, Limits: Limits{Total: 200 * time.Millisecond}})
	for i := range 50 {
		s.Get(testKey(i))
	}
	gets, _, _ := f.count()
	if gets > 12 {
		t.Errorf("asked %d times, want it to stop after about 10", gets)
	}
	closeTest(t, s)
	w.want(t, "it took")
}

func TestRemoteSlowSend(t *testing.T) {
	f := newFake()
	f.delay = 5 * time.Second
	var w warnings
	s := openTest(t, t.TempDir(), Options{Remote: f, Warn: w.add, Limits: Limits{Close: 50 * time.Millisecond}})
	putAll(t, s, 30)
	start := time.Now()
	closeTest(t, s)
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("close took %s", took)
	}
	w.want(t, "not everything was sent")
}

func TestRemoteReadOnly(t *testing.T) {
	f := newFake()
	s := openTest(t, t.TempDir(), Options{Remote: f, Limits: Limits{ReadOnly: true}})
	putAll(t, s, 3)
	closeTest(t, s)
	if _, puts, _ := f.count(); puts != 0 {
		t.Errorf("%d puts to a remote that is only read", puts)
	}
}

func TestRemoteQueueFull(t *testing.T) {
	f := newFake()
	f.delay = 30 * time.Millisecond
	var w warnings
	s := openTest(t, t.TempDir(), Options{Remote: f, Warn: w.add, Limits: Limits{Close: 50 * time.Millisecond}})
	for i := range maxQueue + 200 {
		s.link.put(testKey(i), []byte("x"))
	}
	closeTest(t, s)
	if s.link.dropped.Load() == 0 {
		t.Error("nothing was dropped from a full queue")
	}
	w.want(t, "left out")
}

func TestEnvelopeNames(t *testing.T) {
	names := map[string]bool{}
	for i := range 100 {
		names[nameOf(testKey(i))] = true
	}
	if len(names) != 100 {
		t.Errorf("%d names for 100 keys", len(names))
	}
	for name := range maps.Keys(names) {
		if len(name) != len("v1/00/")+64 {
			t.Errorf("name %q", name)
		}
	}
}

func FuzzEnvelope(f *testing.F) {
	p, err := newPacker()
	if err != nil {
		f.Fatal(err)
	}
	packed, err := p.pack(testValue(1, 1000))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seal(testKey(1), packed), []byte("x"))
	f.Add([]byte("short"), []byte{packZstd, 0x28, 0xb5, 0x2f, 0xfd})
	f.Fuzz(func(t *testing.T, sealedData, packedData []byte) {
		if got, ok := open(testKey(1), sealedData); ok && !bytes.Equal(seal(testKey(1), got), sealedData) {
			t.Error("opened what was not sealed")
		}
		if data, err := p.unpack(packedData); err == nil && len(data) > maxValue {
			t.Errorf("unpacked to %d bytes", len(data))
		}
	})
}
