package fetch

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// answer is one answer of a server, as it is kept.
type answer struct {
	URL    string      `json:"url"`
	Status int         `json:"status"`
	Header http.Header `json:"header"`
	Body   []byte      `json:"body"`
	Stored time.Time   `json:"stored"`
	// all are the headers as they came, for limits; they are not kept.
	all http.Header
}

// keepHeader selects what a later reader needs, and nothing that identifies.
func keepHeader(h http.Header) http.Header {
	out := http.Header{}
	for _, name := range []string{
		"Content-Type", "Etag", "Last-Modified", "Link", "Location",
		"X-Next-Page", "X-Page", "X-Prev-Page", "X-Per-Page", "X-Total", "X-Total-Count", "X-Total-Pages",
	} {
		if v := h.Values(name); len(v) > 0 {
			out[http.CanonicalHeaderKey(name)] = v
		}
	}
	return out
}

// cacheKey names an answer: the same address asked with and without a token,
// or for another media type, is another answer. The token itself stays out.
func cacheKey(req *http.Request, authorised bool) string {
	who := "anonymous"
	if authorised {
		who = "authorised"
	}
	sum := sha256.Sum256([]byte(req.URL.String() + "\n" + req.Header.Get("Accept") + "\n" + who))
	return hex.EncodeToString(sum[:])
}

// condition asks the server to answer only where something changed.
func (a *answer) condition(h http.Header) {
	if a == nil {
		return
	}
	if tag := a.Header.Get("Etag"); tag != "" {
		h.Set("If-None-Match", tag)
	} else if at := a.Header.Get("Last-Modified"); at != "" {
		h.Set("If-Modified-Since", at)
	}
}

func (f *Fetcher) path(key string) string {
	return filepath.Join(f.cfg.Dir, key[:2], key+".json")
}

// load returns the kept answer or nil. A file that cannot be read is as good
// as none: it will be written again.
func (f *Fetcher) load(key, url string) *answer {
	if f.cfg.Dir == "" {
		return nil
	}
	data, err := os.ReadFile(f.path(key))
	if err != nil {
		return nil
	}
	a := new(answer)
	if json.Unmarshal(data, a) != nil || a.URL != url || a.Status != http.StatusOK || a.Header == nil {
		return nil
	}
	return a
}

// save keeps an answer. Where the disk refuses, the run goes on without: the
// cache only saves calls.
func (f *Fetcher) save(key string, a *answer) {
	if f.cfg.Dir == "" {
		return
	}
	data, err := json.Marshal(a)
	if err != nil {
		return
	}
	_ = writeFile(f.path(key), data)
}

// writeFile replaces a file in one step, so that another process sees the old
// or the new bytes and never half of them.
func writeFile(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".tmp-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(data)
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}
