package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// warnings collects what a store says.
type warnings struct {
	mu   sync.Mutex
	text []string
}

func (w *warnings) add(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text = append(w.text, err.Error())
}

func (w *warnings) want(t *testing.T, parts ...string) {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.text) != len(parts) {
		t.Fatalf("warnings %q, want %d", w.text, len(parts))
	}
	for i, part := range parts {
		if !strings.Contains(w.text[i], part) {
			t.Errorf("warning %q, want it to mention %q", w.text[i], part)
		}
	}
}

func openTest(t testing.TB, dir string, opts Options) *Store {
	t.Helper()
	if opts.Now == nil {
		opts.Now = time.Now
	}
	s, err := Open(dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func testKey(i int) Key {
	return sha256.Sum256(binary.LittleEndian.AppendUint64(nil, uint64(i)))
}

// testValue is a value that follows from its number: half noise, half text.
func testValue(i, size int) []byte {
	r := rand.NewChaCha8(testKey(i))
	out := make([]byte, size)
	for n := 0; n < size; {
		if n%64 < 32 {
			out[n] = byte(r.Uint64())
			n++
			continue
		}
		n += copy(out[n:], fmt.Sprintf("github.com/x/y.%d;", i))
	}
	return out
}

func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir, Options{})
	for i, size := range []int{0, 1, rawBelow, 10_000, 1 << 20} {
		if _, ok := s.Get(testKey(i)); ok {
			t.Fatalf("value %d found before it was put", i)
		}
		if err := s.Put(testKey(i), testValue(i, size)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := openTest(t, dir, Options{})
	for i, size := range []int{0, 1, rawBelow, 10_000, 1 << 20} {
		got, ok := again.Get(testKey(i))
		if !ok || !bytes.Equal(got, testValue(i, size)) {
			t.Errorf("value %d: found %t, %d bytes, want %d", i, ok, len(got), size)
		}
	}
	if got, want := again.Stats(), (Stats{Hits: 5}); got != want {
		t.Errorf("stats %+v, want %+v", got, want)
	}
	info, err := again.Info()
	if err != nil || info.Entries != 5 || info.Bytes == 0 || info.Bytes > 1<<20 {
		t.Errorf("info %+v, %v", info, err)
	}
}

func TestReplace(t *testing.T) {
	s := openTest(t, t.TempDir(), Options{})
	for _, v := range []string{"long first value", "second"} {
		if err := s.Put(testKey(1), []byte(v)); err != nil {
			t.Fatal(err)
		}
		if got, _ := s.Get(testKey(1)); string(got) != v {
			t.Errorf("got %q, want %q", got, v)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, open := range map[string]func() (*Store, error){
		"relative folder": func() (*Store, error) { return Open("cache", Options{Now: time.Now}) },
		"no clock":        func() (*Store, error) { return Open(t.TempDir(), Options{}) },
		"negative cap":    func() (*Store, error) { return Open(t.TempDir(), Options{Now: time.Now, MaxBytes: -1}) },
	} {
		if _, err := open(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestNilStore(t *testing.T) {
	var s *Store
	if err := s.Put(testKey(1), []byte("x")); err != nil {
		t.Error(err)
	}
	if _, ok := s.Get(testKey(1)); ok {
		t.Error("a nil store holds something")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestDamageHeals damages each file of an entry in each way that a crash or a
// disk can, and wants a miss or the value, never other bytes, then a heal.
func TestDamageHeals(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"emptied":   func([]byte) []byte { return nil },
		"truncated": func(b []byte) []byte { return b[:len(b)/2] },
		"longer":    func(b []byte) []byte { return append(b, "garbage"...) },
		"bit flip":  func(b []byte) []byte { b[len(b)/2] ^= 4; return b },
		"zeroed":    func(b []byte) []byte { return make([]byte, len(b)) },
	} {
		for _, suffix := range []string{indexSuffix, contentSuffix} {
			t.Run(name+suffix, func(t *testing.T) {
				s := openTest(t, t.TempDir(), Options{})
				want := testValue(7, 5000)
				if err := s.Put(testKey(7), want); err != nil {
					t.Fatal(err)
				}
				damageFiles(t, s, suffix, damage)
				if got, ok := s.Get(testKey(7)); ok && !bytes.Equal(got, want) {
					t.Fatal("a damaged entry was handed out")
				}
				if err := s.Put(testKey(7), want); err != nil {
					t.Fatal(err)
				}
				if got, ok := s.Get(testKey(7)); !ok || !bytes.Equal(got, want) {
					t.Errorf("not healed by the next Put: found %t", ok)
				}
			})
		}
	}
}

func damageFiles(t *testing.T, s *Store, suffix string, damage func([]byte) []byte) {
	t.Helper()
	files, err := s.list()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range files {
		if !strings.HasSuffix(f.path, suffix) {
			continue
		}
		data, err := os.ReadFile(f.path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(f.path, damage(data), 0o644); err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n == 0 {
		t.Fatal("nothing to damage")
	}
}

func TestUnusableFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	var w warnings
	s := openTest(t, filepath.Join(file, "below"), Options{Warn: w.add})
	for i := range 3 {
		if err := s.Put(testKey(i), []byte("x")); err != nil {
			t.Error(err)
		}
		if _, ok := s.Get(testKey(i)); ok {
			t.Error("found in a folder that is none")
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	w.want(t, "not kept")
}

func TestCleanAndCap(t *testing.T) {
	now := time.Now()
	dir := t.TempDir()
	fill := openTest(t, dir, Options{Now: func() time.Time { return now }})
	aged := map[string]bool{}
	for i := range 20 {
		r := rand.NewChaCha8(testKey(i))
		v := make([]byte, 10_000) // does not compress
		for j := range v {
			v[j] = byte(r.Uint64())
		}
		if err := fill.Put(testKey(i), v); err != nil {
			t.Fatal(err)
		}
		age(t, fill, now.Add(time.Duration(i-100)*time.Hour), aged)
	}
	// Entry i was last used i hours after the oldest; a file of the user's own
	// lies among them.
	own := filepath.Join(fill.dir, "00", "notes.txt")
	if err := os.WriteFile(own, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}

	capped := openTest(t, dir, Options{MaxBytes: 100_000, Now: func() time.Time { return now }})
	if err := capped.Put(testKey(99), []byte("new")); err != nil {
		t.Fatal(err)
	}
	if err := capped.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := capped.Info()
	if err != nil || info.Bytes > 85_000 || info.Bytes < 60_000 {
		t.Errorf("after the trim %+v, %v", info, err)
	}
	for i := range 20 {
		if _, ok := fill.Get(testKey(i)); ok != (i >= 12) {
			t.Errorf("entry %d kept: %t", i, ok)
		}
	}

	freed, err := fill.Clean(0)
	if err != nil || freed != info.Bytes {
		t.Errorf("clean freed %d of %d, %v", freed, info.Bytes, err)
	}
	if _, err := os.Stat(own); err != nil {
		t.Errorf("the user's file is gone: %v", err)
	}
}

// age sets the last use of all files that are not in aged yet.
func age(t *testing.T, s *Store, used time.Time, aged map[string]bool) {
	t.Helper()
	files, err := s.list()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if aged[f.path] {
			continue
		}
		aged[f.path] = true
		if err := os.Chtimes(f.path, used, used); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCleanOld(t *testing.T) {
	now := time.Now()
	s := openTest(t, t.TempDir(), Options{})
	if err := s.Put(testKey(1), []byte("old")); err != nil {
		t.Fatal(err)
	}
	files, err := s.list()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		past := now.Add(-48 * time.Hour)
		if err := os.Chtimes(f.path, past, past); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Put(testKey(2), []byte("fresh")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Clean(24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Get(testKey(1)); ok {
		t.Error("the old entry is still there")
	}
	if _, ok := s.Get(testKey(2)); !ok {
		t.Error("the fresh entry is gone")
	}
}

func TestTooLong(t *testing.T) {
	if testing.Short() {
		t.Skip("needs 256 MiB")
	}
	s := openTest(t, t.TempDir(), Options{})
	if err := s.Put(testKey(1), make([]byte, maxValue+1)); err == nil {
		t.Error("a value over the limit was taken")
	}
}

func TestUnpackBomb(t *testing.T) {
	p, err := newPacker()
	if err != nil {
		t.Fatal(err)
	}
	// Concatenated frames unpack to more than any value may have.
	frame, err := p.pack(make([]byte, 64<<20))
	if err != nil {
		t.Fatal(err)
	}
	bomb := append([]byte{packZstd}, bytes.Repeat(frame[1:], 5)...)
	if _, err := p.unpack(bomb); err == nil {
		t.Error("unpacked to 320 MiB")
	}
}

func TestRecipe(t *testing.T) {
	seen := map[Key]string{}
	for name, r := range map[string]*Recipe{
		"empty":         NewRecipe("summary", 1),
		"other kind":    NewRecipe("linked", 1),
		"other version": NewRecipe("summary", 2),
		"ab c":          NewRecipe("summary", 1).Text("ab", "c"),
		"a bc":          NewRecipe("summary", 1).Text("a", "bc"),
		"two texts":     NewRecipe("summary", 1).Text("a", "b").Text("a", "c"),
		"list of two":   NewRecipe("summary", 1).Texts("a", []string{"b", "c"}),
		"list of one":   NewRecipe("summary", 1).Texts("a", []string{"bc"}),
		"empty list":    NewRecipe("summary", 1).Texts("a", nil),
		"key":           NewRecipe("summary", 1).Key("a", testKey(1)),
	} {
		k := r.Sum()
		if other, dup := seen[k]; dup {
			t.Errorf("%q and %q share a key", name, other)
		}
		seen[k] = name
	}
	if a, b := NewRecipe("x", 1).Text("a", "b").Sum(), NewRecipe("x", 1).Bytes("a", []byte("b")).Sum(); a != b {
		t.Error("the same recipe gave two keys")
	}
}

func BenchmarkStore(b *testing.B) {
	for _, size := range []int{4 << 10, 64 << 10, 1 << 20} {
		s := openTest(b, b.TempDir(), Options{})
		values := make([][]byte, 64)
		for i := range values {
			values[i] = testValue(i, size)
			if err := s.Put(testKey(i), values[i]); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(fmt.Sprintf("get/%dKiB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(size))
			for i := 0; b.Loop(); i++ {
				if _, ok := s.Get(testKey(i % len(values))); !ok {
					b.Fatal("miss")
				}
			}
		})
		b.Run(fmt.Sprintf("put/%dKiB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(size))
			for i := 0; b.Loop(); i++ {
				v := values[i%len(values)]
				binary.LittleEndian.PutUint64(v, uint64(i)) // new content
				if err := s.Put(testKey(i%len(values)), v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("open", func(b *testing.B) {
		dir := b.TempDir()
		for b.Loop() {
			openTest(b, dir, Options{})
		}
	})
}
