// Package keysets fetches the keys of issuers.
package keysets

import (
	"net/http"
	"sync"
	"time"

	"github.com/lestrrat-go/jwx/jwk"
	"github.com/patrickmn/go-cache"
)

var (
	mu   = &sync.Mutex{}
	kept = cache.New(5*time.Minute, 10*time.Minute)
)

// KeySet waits for the issuer as long as that takes.
func KeySet(uri string) (any, error) {
	mu.Lock()
	defer mu.Unlock()
	if x, found := kept.Get(uri); found {
		return x, nil
	}
	set, err := jwk.FetchHTTP(uri) // want "no-deadline warn"
	if err != nil {
		return nil, err
	}
	kept.SetDefault(uri, set)
	return set, nil
}

var client = &http.Client{Timeout: time.Second}

// Timed does not.
func Timed(uri string) (any, error) {
	mu.Lock()
	defer mu.Unlock()
	if x, found := kept.Get(uri); found {
		return x, nil
	}
	set, err := jwk.FetchHTTP(uri, jwk.WithHTTPClient(client))
	if err != nil {
		return nil, err
	}
	kept.SetDefault(uri, set)
	return set, nil
}
