package own

import (
	"database/sql"
	"sync"

	gocache "github.com/patrickmn/go-cache"
)

// Cacher is the module's own: what fills it may be anything.
type Cacher interface {
	Get(key string) (any, bool)
	Put(key string, v any)
	Delete(key string)
	Clear()
}

type memCache struct {
	mu sync.Mutex
	m  map[string]any
}

func (c *memCache) Get(key string) (any, bool) { v, ok := c.m[key]; return v, ok }
func (c *memCache) Put(key string, v any)      { c.m[key] = v }
func (c *memCache) Delete(key string)          { delete(c.m, key) }
func (c *memCache) Clear()                     { c.m = map[string]any{} }

type Rows struct {
	db     *sql.DB
	cache  Cacher
	recent map[string]any
	cached map[string]any
	mem    *gocache.Cache
}

func New(db *sql.DB) *Rows {
	return &Rows{db: db, cache: &memCache{m: map[string]any{}}, cached: map[string]any{}}
}

func (r *Rows) Update(id string, v any) {
	r.cache.Clear() // want "memory-clear warn Clear"
}

func (r *Rows) UpdateOne(id string, v any) {
	r.cache.Delete(id)
}

func (r *Rows) Insert(id string, v any) {
	r.mem.Flush() // want "memory-clear warn PURGE"
}

func (r *Rows) Remove(id string) {
	r.cached = map[string]any{} // want "memory-clear warn clear"
}

func (r *Rows) Forget(id string) {
	if _, err := r.db.Exec("DELETE FROM rows WHERE id = ?", id); err == nil {
		clear(r.cached) // want "memory-clear warn clear"
	}
}

// Rotate replaces a map that is no cache.
func (r *Rows) Update2(id string) { r.recent = map[string]any{} }

// Reload writes nothing.
func (r *Rows) Reload() {
	r.cache.Clear() // want "memory-clear note Clear"
}

// InvalidateAll says what it does.
func (r *Rows) InvalidateAll() {
	r.mem.Flush() // want "memory-clear note PURGE"
}

// parser is no cache, whatever its method is called.
type parser struct{ m map[string]int }

func (p *parser) ClearCaches() { p.m = map[string]int{} }

func (r *Rows) SetParser(p *parser) { p.ClearCaches() }

// Directives are of one header.
type Directives struct{ NoCache map[string]bool }

// AddPair reads one of them.
func (d *Directives) AddPair(name, value string) {
	d.NoCache = make(map[string]bool)
	d.NoCache[value] = true
}

// entry is a file, as it stands in a cache.
type entry struct {
	CacheSize   int64
	CacheAge    int64
	CacheHashes map[string]string
}

// UpdateEntry makes it another file's.
func (e *entry) UpdateEntry(size int64) {
	e.CacheSize = size
	e.CacheHashes = map[string]string{}
}

// SliceCache takes out several at once, or all.
type SliceCache struct{ m map[string][]string }

func (c *SliceCache) InvalidateAll(keys ...string) {
	for _, k := range keys {
		delete(c.m, k)
	}
}

func (c *SliceCache) RemoveAll() { c.m = map[string][]string{} }

type Polls struct{ votes *SliceCache }

// DeletePoll takes out what hangs on the poll.
func (p *Polls) DeletePoll(id string) { p.votes.InvalidateAll(id, "of:"+id) }

// DeletePolls takes out the polls of all.
func (p *Polls) DeletePolls(id string) { p.votes.RemoveAll() } // want "memory-clear warn"

// Add makes the map that is not there yet.
func (r *Rows) Add(id string, v any) {
	if r.cached == nil {
		r.cached = make(map[string]any)
	}
	r.cached[id] = v
}

// lazy works something out once, and drops what it needed before.
type lazy struct {
	whole     map[string]any
	partCache map[string]any
}

func (l *lazy) set(v any) {
	if l.whole == nil {
		l.whole = map[string]any{"": v}
		l.partCache = map[string]any{}
	}
}

func (r *Rows) SetLazy(l *lazy, v any) { l.set(v) }

// reset is asked for more than once.
func (l *lazy) reset(v any) {
	if l.whole != nil {
		l.whole = map[string]any{"": v}
		l.partCache = map[string]any{} // want "memory-clear warn clear"
	}
}

func (r *Rows) SetAgain(l *lazy, v any) { l.reset(v) }

// reader has parts of one thing while it is read.
type reader struct{ parts *gocache.Cache }

func (r *reader) Close() error {
	r.parts.Flush() // want "memory-clear note PURGE"
	return nil
}

func (r *Rows) PutFrom(id string, src *reader) {
	defer src.Close()
	r.cache.Put(id, src)
}

// UpdateAll keeps what is young: the map that takes the old one's place has entries.
func (r *Rows) UpdateAll(young func(any) bool) {
	keep := map[string]any{}
	for id, v := range r.cached {
		if young(v) {
			keep[id] = v
		}
	}
	r.cached = keep
}

// sums gathers what comes by until somebody takes it all.
type sums struct{ cache map[string]int }

func (s *sums) Add(id string, n int) { s.cache[id] += n }
func (s *sums) Each(give func(id string, n int)) {
	for id, n := range s.cache {
		give(id, n)
	}
}
func (s *sums) Reset() { s.cache = map[string]int{} }

type Window struct{ sums *sums }

func (w *Window) Push(give func(id string, n int)) {
	w.sums.Each(give)
	w.sums.Reset()
}

// AddWindow gives the object its first map.
func AddWindow() *Window {
	s := &sums{}
	s.first()
	return &Window{sums: s}
}

func (s *sums) first() { s.again() }
func (s *sums) again() { s.cache = map[string]int{} }

// Set takes nothing out first.
func (w *Window) Set(id string, n int) {
	w.sums.clear()
	w.sums.Add(id, n)
}

func (s *sums) clear() {
	s.cache = map[string]int{} // want "memory-clear warn clear"
}

// Images gathers what it has seen until that is stored.
type Images struct {
	seenCache map[string][]byte
	db        interface{ InsertAll(m map[string][]byte) }
}

func (i *Images) UpdateImage(k string, v []byte) { i.seenCache[k] = v }

func (i *Images) UpdateAll() {
	if i.db != nil {
		i.db.InsertAll(i.seenCache)
	}
	clear(i.seenCache)
}
