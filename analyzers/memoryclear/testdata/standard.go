package standard

import (
	"io"
	"net/http"

	gocache "github.com/patrickmn/go-cache"
)

var pages = gocache.New(gocache.NoExpiration, 0)

type Flushed struct{ w io.Writer }

// Write sends at once what it is given: an http.Flusher is no cache, though one has
// its method.
func (f Flushed) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	if to, ok := f.w.(http.Flusher); ok {
		to.Flush()
	}
	return n, err
}

// emptied is an interface of the module's own, over whatever cache there is.
type emptied interface{ Flush() }

type Store struct{ all emptied }

func (s *Store) SetPage(name string, page []byte) {
	s.all.Flush() // want "memory-clear warn PURGE"
	pages.SetDefault(name, page)
}
