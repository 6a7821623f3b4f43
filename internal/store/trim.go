package store

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

const (
	// trimEvery is how often the folder is measured, unless a run wrote a good
	// part of the cap.
	trimEvery = time.Hour
	bigShare  = 16
	// keepShare of the cap, in percent, is left by a trim, so that the next is
	// not due at once.
	keepShare = 85
)

// Info describes a store's folder.
type Info struct {
	Dir      string
	Entries  int
	Bytes    int64
	MaxBytes int64
}

// Info measures the folder.
func (s *Store) Info() (Info, error) {
	if s == nil {
		return Info{}, nil
	}
	files, err := s.list()
	info := Info{Dir: s.dir, MaxBytes: s.opts.MaxBytes}
	for _, f := range files {
		info.Bytes += f.size
		if strings.HasSuffix(f.path, indexSuffix) {
			info.Entries++
		}
	}
	return info, err
}

// Clean removes what was not used within the duration; 0 removes everything. It
// returns how many bytes were freed, and touches no file that is not an entry.
func (s *Store) Clean(unused time.Duration) (int64, error) {
	if s == nil {
		return 0, nil
	}
	files, err := s.list()
	if err != nil {
		return 0, err
	}
	limit := s.opts.Now().Add(-unused)
	return remove(files, func(f file) bool { return unused == 0 || f.used.Before(limit) })
}

// The endings that the library gives to index and content files.
const (
	indexSuffix   = "-a"
	contentSuffix = "-d"
)

type file struct {
	path string
	size int64
	used time.Time // to the hour
}

// list returns the files of all entries.
func (s *Store) list() ([]file, error) {
	var out []file
	for i := range 256 {
		sub := filepath.Join(s.dir, fmt.Sprintf("%02x", i))
		entries, err := os.ReadDir(sub)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("list store: %w", err)
		}
		for _, e := range entries {
			if !isEntry(e) {
				continue
			}
			if info, err := e.Info(); err == nil { // else removed meanwhile
				out = append(out, file{filepath.Join(sub, e.Name()), info.Size(), info.ModTime()})
			}
		}
	}
	return out, nil
}

func isEntry(e fs.DirEntry) bool {
	name := e.Name()
	return e.Type().IsRegular() && len(name) == 2*len(Key{})+len(indexSuffix) &&
		(strings.HasSuffix(name, indexSuffix) || strings.HasSuffix(name, contentSuffix))
}

// remove deletes the chosen files; one that is gone already is no error.
func remove(files []file, chosen func(file) bool) (int64, error) {
	var freed int64
	var errs []error
	for _, f := range files {
		if !chosen(f) {
			continue
		}
		switch err := os.Remove(f.path); {
		case err == nil:
			freed += f.size
		case !errors.Is(err, fs.ErrNotExist):
			errs = append(errs, fmt.Errorf("clean store: %w", err))
		}
	}
	return freed, errors.Join(errs...)
}

// trim brings the folder under its cap when that is due. One process at a time
// does it; the others find it done.
func (s *Store) trim() error {
	if !s.trimDue() {
		return nil
	}
	unlock, err := lockedfile.MutexAt(filepath.Join(s.dir, "trim.lock")).Lock()
	if err != nil {
		return fmt.Errorf("trim store: %w", err)
	}
	defer unlock()
	if !s.trimDue() {
		return nil
	}
	files, err := s.list()
	if err != nil {
		return err
	}
	if err := s.evict(files); err != nil {
		return err
	}
	s.written.Store(0)
	return s.stamp()
}

func (s *Store) trimDue() bool {
	if s.written.Load() > s.opts.MaxBytes/bigShare {
		return true
	}
	info, err := os.Stat(s.stampFile())
	if err != nil {
		return true
	}
	age := s.opts.Now().Sub(info.ModTime())
	return age > trimEvery || age < -trimEvery
}

func (s *Store) stampFile() string { return filepath.Join(s.dir, "trim.stamp") }

func (s *Store) stamp() error {
	if err := os.WriteFile(s.stampFile(), nil, 0o644); err != nil {
		return fmt.Errorf("trim store: %w", err)
	}
	now := s.opts.Now()
	if err := os.Chtimes(s.stampFile(), now, now); err != nil {
		return fmt.Errorf("trim store: %w", err)
	}
	return nil
}

// evict removes what was used longest ago until the cap is kept with room.
func (s *Store) evict(files []file) error {
	var total int64
	for _, f := range files {
		total += f.size
	}
	if total <= s.opts.MaxBytes {
		return nil
	}
	slices.SortFunc(files, func(a, b file) int {
		return cmp.Or(a.used.Compare(b.used), strings.Compare(a.path, b.path))
	})
	goal := s.opts.MaxBytes / 100 * keepShare
	_, err := remove(files, func(f file) bool {
		if total <= goal {
			return false
		}
		total -= f.size
		return true
	})
	return err
}
