package fresh

import (
	"database/sql"
	"encoding/json"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	gocache "github.com/patrickmn/go-cache"
)

var nameCache = map[string]string{}

// Rows keeps caches of several makes.
type Rows struct {
	db       *sql.DB
	mu       sync.Mutex
	cache    map[string]string
	views    sync.Map
	rowCache sync.Map
	flags    atomic.Pointer[map[string]string]
	cached   atomic.Value
	entries  *gocache.Cache
}

func (r *Rows) SaveName(id, name string) {
	nameCache = make(map[string]string) // want "memory-clear warn clear"
}

func (r *Rows) SaveRow(id string) {
	for k := range r.cache {
		delete(r.cache, k) // want "memory-clear warn clear"
	}
}

func (r *Rows) AddRow(id string) {
	r.rowCache = sync.Map{} // want "memory-clear warn clear"
}

// Format is how rows are written.
type Format struct {
	rowCache sync.Map
	comma    string
}

// SetComma has what was written in another form gone.
func (f *Format) SetComma(c string) {
	f.rowCache = sync.Map{} // want "memory-clear note clear"
	f.comma = c
}

// SetQuote does it by a step.
func (f *Format) SetQuote(c string) {
	f.reset()
	f.comma = c
}

func (f *Format) reset() {
	f.rowCache = sync.Map{} // want "memory-clear note clear"
}

// Writer writes in a form.
type Writer struct{ form Format }

// SetSeparator hands on.
func (w *Writer) SetSeparator(c string) { w.form.SetComma(c) }

// SetDelimiter has another name for it.
func (w *Writer) SetDelimiter(c string) { w.form.SetComma(c) }

// SaveOwned takes out what the row owns.
func (r *Rows) SaveOwned(id string) {
	for k, owner := range r.cache {
		if owner == id {
			delete(r.cache, k)
		}
	}
}

func (r *Rows) DeleteRow(id string) {
	r.rowCache.Clear() // want "memory-clear warn clear"
}

func (r *Rows) PutRow(id string) {
	r.rowCache.Range(func(k, v any) bool { // want "memory-clear warn clear"
		r.rowCache.Delete(k)
		return true
	})
}

func (r *Rows) DeleteOwned(id string) {
	r.rowCache.Range(func(k, v any) bool {
		if v == id {
			r.rowCache.Delete(k)
		}
		return true
	})
}

// DeleteViews is of no cache.
func (r *Rows) DeleteViews(id string) { r.views.Clear() }

func (r *Rows) SetFlag(id string) {
	r.cached.Store(map[string]string{}) // want "memory-clear warn clear"
}

// SetFlags puts something else in its place.
func (r *Rows) SetFlags(id string) {
	r.cached.Store(map[string]string{id: ""})
}

func (r *Rows) UpdateRow(id string) {
	c := gocache.New(time.Minute, time.Minute)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries = c // want "memory-clear warn clear"
}

// SetExpiry is of another life.
func (r *Rows) SetExpiry(d time.Duration) { r.entries = gocache.New(d, d) }

func (r *Rows) UpdateFirst(id string) {
	if r.entries == nil {
		r.entries = gocache.New(time.Minute, time.Minute)
	}
	if nameCache == nil {
		nameCache = map[string]string{}
	}
}

// SaveCounts writes what was counted, and begins again.
func (r *Rows) SaveCounts() {
	for id, n := range r.cache {
		r.db.Exec("UPDATE counts SET n = ? WHERE id = ?", n, id)
	}
	r.cache = map[string]string{}
}

// UpdateNames takes them from a setting.
func UpdateNames(setting string) error {
	nameCache = make(map[string]string)
	return json.Unmarshal([]byte(setting), &nameCache)
}

type parts struct{ users, teams map[string]string }

// Dir keeps several maps as one.
type Dir struct{ cache parts }

func (d *Dir) AddMember(id string) {
	d.cache = parts{users: map[string]string{}, teams: map[string]string{}} // want "memory-clear warn clear"
}

// ServeHTTP empties the cache for those who change something.
func (r *Rows) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodGet {
		r.entries.Flush() // want "memory-clear warn PURGE"
	}
}

// Look is for those who read.
func (r *Rows) Look(w http.ResponseWriter, req *http.Request) {
	if req.Method == http.MethodGet {
		r.entries.Flush() // want "memory-clear note PURGE"
	}
}
