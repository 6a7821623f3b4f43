// Package store keeps bytes on disk under the hash of their recipe: of all that
// went into making them. An entry may vanish at any time, and a miss is never an
// error, so that nothing correct may depend on a hit.
//
// It does not know what the bytes mean, whether a key describes its value fully,
// or where the user's cache folder is.
//
// The files are those of the go command's build cache, through the library that
// publishes it: entries are named by content and checked against their hash on
// each read, so that a killed writer, a full disk or a flipped bit is a miss
// that the next Put heals. Any number of processes of one machine may share a
// folder. Limits: the checksum finds damage, not forgery; on a network file
// system two machines can cost each other entries, never correctness.
package store

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rogpeppe/go-internal/cache"
)

// DESIGN. Values are compressed before they are named by content: summaries
// shrink to a third with zstd's fastest level, which pays for itself in hashing
// and reading, and again on the way to a remote. An own layout (one file per
// entry, temp and rename) reads small entries about twice as fast, 15 against 39
// microseconds; the library's was taken because its concurrency is proven.

// format names the layout and the envelope; another number is another folder.
const format = "v1"

const defaultMaxBytes = 2 << 30

// Key is the hash of a recipe.
type Key = [sha256.Size]byte

// Options say how a store behaves. Now is required.
type Options struct {
	// MaxBytes caps the folder; the entries unused for longest go first. The cap
	// is applied on Close, so that a run may exceed it. 0: 2 GiB.
	MaxBytes int64
	Now      func() time.Time
	// Warn is told, once for each cause, why something is not kept or shared. It
	// may be called from several goroutines. May be nil.
	Warn func(error)
	// Remote is asked for what the folder lacks and given what is new. May be nil.
	Remote Remote
	Limits Limits
}

// Store is a folder of entries. A nil Store never hits and keeps nothing.
type Store struct {
	dir      string
	opts     Options
	files    *cache.Cache // nil: the folder cannot be used
	packer   *packer
	link     *link // nil: no remote
	warned   sync.Once
	readOnly atomic.Bool
	written  atomic.Int64
	stats    counters
}

// Open returns the store in dir, an absolute path, making the folder when it is
// missing. A folder that cannot be used is reported through Warn, and the store
// then keeps nothing; the error is for options that make no sense.
func Open(dir string, opts Options) (*Store, error) {
	if !filepath.IsAbs(dir) {
		return nil, fmt.Errorf("open store %q: the path is not absolute", dir)
	}
	if opts.Now == nil || opts.MaxBytes < 0 {
		return nil, errors.New("open store: a clock and a size of 0 or more bytes are needed")
	}
	if opts.MaxBytes == 0 {
		opts.MaxBytes = defaultMaxBytes
	}
	p, err := newPacker()
	if err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	s := &Store{dir: filepath.Join(dir, format), opts: opts, packer: p}
	if s.files, err = openFolder(s.dir); err != nil {
		s.cannotWrite(err)
	}
	if opts.Remote != nil {
		s.link = newLink(opts)
	}
	return s, nil
}

// cacheTag tells backup programs that the folder can be made again.
const cacheTag = "Signature: 8a477f597d28d172789f06886806bc55\n# Results of cachevet; safe to delete.\n"

func openFolder(dir string) (*cache.Cache, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	tag := filepath.Join(dir, "CACHEDIR.TAG")
	if _, err := os.Stat(tag); errors.Is(err, os.ErrNotExist) {
		if err := os.WriteFile(tag, []byte(cacheTag), 0o644); err != nil {
			return nil, err
		}
	}
	return cache.Open(dir)
}

// cannotWrite stops writing for this run and says so once.
func (s *Store) cannotWrite(err error) {
	s.readOnly.Store(true)
	s.warned.Do(func() {
		if s.opts.Warn != nil {
			s.opts.Warn(fmt.Errorf("results are not kept for the next run: %w", err))
		}
	})
}

// Get returns the value kept under key. The caller owns the bytes.
func (s *Store) Get(key Key) ([]byte, bool) {
	if s == nil {
		return nil, false
	}
	if data, ok := s.local(key); ok {
		s.stats.hits.Add(1)
		return data, true
	}
	if packed, ok := s.link.get(key); ok {
		if data, err := s.packer.unpack(packed); err == nil {
			s.keep(key, packed)
			s.stats.remote.Add(1)
			return data, true
		}
	}
	s.stats.misses.Add(1)
	return nil, false
}

// Local is the store without its remote, for what means something on this
// machine only.
func (s *Store) Local() Local { return Local{s} }

// Local is the view that Store.Local returns.
type Local struct{ s *Store }

// Get is Store.Get without the remote.
func (l Local) Get(key Key) ([]byte, bool) {
	data, ok := l.s.local(key)
	if ok {
		l.s.stats.hits.Add(1)
	} else {
		l.s.stats.misses.Add(1)
	}
	return data, ok
}

// Put is Store.Put without the remote.
func (l Local) Put(key Key, data []byte) error {
	packed, err := l.s.packer.pack(data)
	if err == nil {
		l.s.keep(key, packed)
	}
	return err
}

func (s *Store) local(key Key) ([]byte, bool) {
	if s.files == nil {
		return nil, false
	}
	packed, _, err := s.files.GetBytes(key)
	if err != nil {
		return nil, false
	}
	data, err := s.packer.unpack(packed)
	return data, err == nil
}

// Put keeps data under key. That a folder is full or cannot be written is
// reported through Warn, not returned: the run goes on without storing. The
// error is for a value that no store takes (over 256 MiB).
func (s *Store) Put(key Key, data []byte) error {
	if s == nil {
		return nil
	}
	packed, err := s.packer.pack(data)
	if err != nil {
		return err
	}
	s.keep(key, packed)
	s.link.put(key, packed)
	return nil
}

func (s *Store) keep(key Key, packed []byte) {
	if s.files == nil || s.readOnly.Load() {
		return
	}
	// NoVerify: the library's verify mode, set by an environment variable meant
	// for the go command, would panic here.
	if _, _, err := s.files.PutNoVerify(key, bytes.NewReader(packed)); err != nil {
		s.cannotWrite(err)
		return
	}
	s.written.Add(int64(len(packed)))
	s.stats.puts.Add(1)
}

// Close waits, within Limits.Close, for what is still on its way to the remote,
// then applies the size cap. The store must not be used afterwards.
func (s *Store) Close() error {
	if s == nil {
		return nil
	}
	s.link.close()
	s.packer.close()
	if s.files == nil || s.readOnly.Load() || s.written.Load() == 0 {
		return nil
	}
	return s.trim()
}

// counters count for Stats.
type counters struct{ hits, remote, misses, puts atomic.Int64 }

// Stats counts what a store did since it was opened: values found in the folder
// and in the remote, not found, and written to the folder.
type Stats struct{ Hits, Remote, Misses, Puts int64 }

// Stats returns the counts so far.
func (s *Store) Stats() Stats {
	if s == nil {
		return Stats{}
	}
	c := &s.stats
	return Stats{Hits: c.hits.Load(), Remote: c.remote.Load(), Misses: c.misses.Load(), Puts: c.puts.Load()}
}
