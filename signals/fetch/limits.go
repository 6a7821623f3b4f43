package fetch

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Searches have a limit of their own on the hosts that have one.
const (
	coreCategory   = "core"
	searchCategory = "search"
)

func category(u *url.URL) string {
	if strings.Contains(u.Path, "/search/") || strings.HasSuffix(u.Path, "/search") {
		return searchCategory
	}
	return coreCategory
}

// limited refuses a call to a place that is known to be exhausted.
func (f *Fetcher) limited(place string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if until := f.until[place]; f.cfg.Now().Before(until) {
		return &Error{Reason: RateLimited, Reset: until}
	}
	return nil
}

func (f *Fetcher) forget(place string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.until, place)
}

// refusal turns a status that is no answer into an error; nil for successes,
// redirects and 304.
func (f *Fetcher) refusal(a *answer, place string, try int) error {
	switch code := a.Status; {
	case code < 400:
		return nil
	case code == http.StatusTooManyRequests, code == http.StatusForbidden && limits(a):
		reset := f.reset(a, try)
		f.mu.Lock()
		f.until[place] = reset
		f.mu.Unlock()
		return &Error{Reason: RateLimited, Status: code, Reset: reset}
	case code == http.StatusNotFound, code == http.StatusGone:
		return &Error{Reason: NotFound, Status: code}
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return &Error{Reason: Unauthorised, Status: code}
	case code == http.StatusUnavailableForLegalReasons:
		return &Error{Reason: Blocked, Status: code}
	case code < 500:
		return &Error{Reason: Rejected, Status: code, Err: message(a)}
	}
	return &Error{Reason: Unavailable, Status: a.Status}
}

// limits tells a 403 that means "later" from one that means "never".
func limits(a *answer) bool {
	if a.all.Get("Retry-After") != "" || remaining(a) == "0" {
		return true
	}
	body := strings.ToLower(string(a.Body[:min(len(a.Body), 4<<10)]))
	return strings.Contains(body, "rate limit") || strings.Contains(body, "abuse detection")
}

func remaining(a *answer) string {
	if v := a.all.Get("X-RateLimit-Remaining"); v != "" {
		return v
	}
	return a.all.Get("RateLimit-Remaining")
}

// reset says when to come back: as the server says, else after a minute that
// doubles with every try.
func (f *Fetcher) reset(a *answer, try int) time.Time {
	now := f.cfg.Now()
	if v := a.all.Get("Retry-After"); v != "" {
		if s, err := strconv.Atoi(v); err == nil && s >= 0 {
			return now.Add(time.Duration(min(s, 24*3600)) * time.Second)
		}
		if at, err := http.ParseTime(v); err == nil {
			return at
		}
	}
	for _, name := range []string{"X-RateLimit-Reset", "RateLimit-Reset"} {
		if s, err := strconv.ParseInt(a.all.Get(name), 10, 64); err == nil && remaining(a) == "0" {
			return time.Unix(s, 0)
		}
	}
	return now.Add(time.Minute << (try - 1))
}

// message is what the server says of a rejected call, cut short.
func message(a *answer) error {
	var said struct {
		Message string `json:"message"`
	}
	if json.Unmarshal(a.Body, &said) != nil || said.Message == "" {
		return nil
	}
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, said.Message)
	return errors.New(plain[:min(len(plain), 120)])
}
