// Package fetch asks web APIs politely: answers are kept on disk and asked for
// again with their ETag, limits are honoured with a cap on waiting, a token
// goes to its own host only, sizes and times are bounded, and every host that
// was contacted is recorded.
//
// It knows nothing of trackers or of what the answers mean. It serves GET only.
// Failures of every kind come back as *Error, whose Reason is meant for users.
package fetch

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Config says how to ask. Zero values stand for the defaults named here.
type Config struct {
	// Transport does the real work; nil is a new one that goes through Proxy.
	Transport http.RoundTripper
	// Proxy chooses the proxy of a request, as http.ProxyFromEnvironment does.
	Proxy func(*http.Request) (*url.URL, error)
	// Dir is where answers are kept; empty keeps none. Several processes may
	// share it.
	Dir string
	// Offline answers from Dir alone.
	Offline bool
	// Auth returns the header and value that authenticate with a host, or
	// nothing. It is asked anew for every hop of a redirect.
	Auth func(host string) (header, value string)
	// Now is the clock and must be given; Sleep waits, by a timer if nil.
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
	// MaxWait bounds the waiting for limits over the life of the fetcher; 30 s.
	MaxWait time.Duration
	// Timeout bounds one call; 10 s. MaxBody one answer, in bytes; 32 MB, so that a
	// page of a hundred of the longest threads still fits.
	Timeout time.Duration
	MaxBody int64
	// Fresh is how long an answer is used without asking again; 10 min. What a
	// search found is used for FreshSearch; 24 h.
	Fresh, FreshSearch time.Duration
	// UserAgent names the program.
	UserAgent string
}

// Fetcher is the state that the calls of one run share.
type Fetcher struct {
	cfg Config

	mu     sync.Mutex
	waited time.Duration
	// until holds, for each host and kind of call, when its limit ends.
	until map[string]time.Time
}

// New returns a fetcher with the defaults filled in.
func New(cfg Config) *Fetcher {
	if cfg.Transport == nil {
		cfg.Transport = &http.Transport{
			Proxy:                  cfg.Proxy,
			DialContext:            (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
			TLSHandshakeTimeout:    5 * time.Second,
			MaxIdleConnsPerHost:    2,
			IdleConnTimeout:        30 * time.Second,
			ForceAttemptHTTP2:      true,
			MaxResponseHeaderBytes: 256 << 10,
		}
	}
	if cfg.Auth == nil {
		cfg.Auth = func(string) (string, string) { return "", "" }
	}
	if cfg.Sleep == nil {
		cfg.Sleep = sleep
	}
	cfg.MaxWait = either(cfg.MaxWait, 30*time.Second)
	cfg.Timeout = either(cfg.Timeout, 10*time.Second)
	cfg.Fresh = either(cfg.Fresh, 10*time.Minute)
	cfg.FreshSearch = either(cfg.FreshSearch, 24*time.Hour)
	if cfg.MaxBody <= 0 {
		cfg.MaxBody = 32 << 20
	}
	return &Fetcher{cfg: cfg, until: map[string]time.Time{}}
}

func either(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Client returns a client for the libraries that speak a host's API. It
// follows up to five redirects, and none from https to plain http.
func (f *Fetcher) Client() *http.Client {
	return &http.Client{Transport: f, CheckRedirect: checkRedirect}
}

func checkRedirect(req *http.Request, via []*http.Request) error {
	if len(via) > 5 {
		return &Error{Reason: "too many redirects"}
	}
	if req.URL.Scheme != "https" && via[0].URL.Scheme == "https" {
		return &Error{Reason: "redirected to an address without encryption"}
	}
	return nil
}

// Error is a call that gave no usable answer.
type Error struct {
	// Reason is a few words for a user: rate-limited, offline, not-found ...
	Reason string
	// Status is the HTTP status, 0 where there was no answer.
	Status int
	// Reset is when a limit ends, zero if unknown.
	Reset time.Time
	Err   error
}

// The reasons that callers tell apart.
const (
	Offline      = "offline"
	OverBudget   = "budget used up"
	NotFound     = "not-found"
	Unauthorised = "unauthorised"
	RateLimited  = "rate-limited"
	Rejected     = "query rejected"
	Unavailable  = "unavailable"
	Blocked      = "blocked for legal reasons"
	TooLarge     = "answer too large"
)

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Reason)
	if !e.Reset.IsZero() {
		fmt.Fprintf(&b, " (until %s)", e.Reset.UTC().Format(time.RFC3339))
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, ": HTTP status %d", e.Status)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
