package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// RoundTrip implements http.RoundTripper. A redirect and a success come back as
// they are; whatever else a server says comes back as *Error.
func (f *Fetcher) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer func() { _ = req.Body.Close() }()
	}
	if req.Method != http.MethodGet {
		return nil, &Error{Reason: Rejected, Err: fmt.Errorf("method %s is not served", req.Method)}
	}
	header, value := f.auth(req.URL)
	key := cacheKey(req, header != "")
	kept := f.load(key, req.URL.String())
	trace := traceOf(req.Context())
	if kept != nil && (f.cfg.Offline || f.fresh(kept, req.URL)) {
		trace.used(kept.Stored, false)
		return kept.response(req), nil
	}
	if f.cfg.Offline {
		return nil, &Error{Reason: Offline}
	}
	got, err := f.ask(req, kept, header, value)
	if err != nil {
		if kept != nil && mayUseStale(err) {
			trace.used(kept.Stored, true)
			return kept.response(req), nil
		}
		return nil, err
	}
	trace.used(got.Stored, false)
	if got.Status == http.StatusOK {
		f.save(key, got)
	}
	return got.response(req), nil
}

// mayUseStale tells whether an older answer is better than none.
func mayUseStale(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Reason == RateLimited || e.Reason == Unavailable || e.Reason == OverBudget)
}

// auth returns the header that authenticates with u's host, only where nobody
// on the way can read it.
func (f *Fetcher) auth(u *url.URL) (header, value string) {
	if u.Scheme != "https" && !loopback(u.Hostname()) {
		return "", ""
	}
	header, value = f.cfg.Auth(u.Host)
	if value == "" {
		return "", ""
	}
	return header, value
}

// fresh tells whether a kept answer needs no asking.
func (f *Fetcher) fresh(k *answer, u *url.URL) bool {
	limit := f.cfg.Fresh
	if category(u) == searchCategory {
		limit = f.cfg.FreshSearch
	}
	age := f.cfg.Now().Sub(k.Stored)
	return age >= 0 && age < limit
}

// maxTries bounds how often one call is repeated.
const maxTries = 3

// ask sends the request until there is an answer, a final refusal, or no more
// time to wait for either.
func (f *Fetcher) ask(req *http.Request, kept *answer, header, value string) (*answer, error) {
	place := req.URL.Host + " " + category(req.URL)
	for try := 1; ; try++ {
		if err := f.limited(place); err != nil {
			return nil, err
		}
		if !traceOf(req.Context()).spend(req.URL.Host) {
			return nil, &Error{Reason: OverBudget}
		}
		got, err := f.once(req, kept, header, value)
		if err == nil {
			err = f.refusal(got, place, try)
		}
		if err == nil {
			return f.renewed(got, kept)
		}
		wait, ok := f.patience(err, try)
		if !ok {
			return nil, err
		}
		if err := f.cfg.Sleep(req.Context(), wait); err != nil {
			return nil, &Error{Reason: Unavailable, Err: err}
		}
		f.forget(place)
	}
}

// renewed turns a 304 into the kept answer with today's date.
func (f *Fetcher) renewed(got, kept *answer) (*answer, error) {
	if got.Status != http.StatusNotModified {
		return got, nil
	}
	if kept == nil {
		return nil, &Error{Reason: Unavailable, Status: got.Status, Err: errors.New("nothing was asked to be renewed")}
	}
	again := *kept
	again.Stored = got.Stored
	return &again, nil
}

// once makes one call and reads the whole answer.
func (f *Fetcher) once(req *http.Request, kept *answer, header, value string) (got *answer, err error) {
	ctx, cancel := context.WithTimeout(req.Context(), f.cfg.Timeout)
	defer cancel()
	out := req.Clone(ctx)
	for _, name := range []string{"Authorization", "Private-Token", "Job-Token", "Cookie"} {
		out.Header.Del(name)
	}
	if header != "" {
		out.Header.Set(header, value)
	}
	if f.cfg.UserAgent != "" {
		out.Header.Set("User-Agent", f.cfg.UserAgent)
	}
	kept.condition(out.Header)
	resp, err := f.cfg.Transport.RoundTrip(out)
	if err != nil {
		return nil, &Error{Reason: Unavailable, Err: withoutURL(err)}
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, f.cfg.MaxBody+1))
	if err != nil {
		return nil, &Error{Reason: Unavailable, Status: resp.StatusCode, Err: fmt.Errorf("answer cut off: %w", err)}
	}
	if int64(len(body)) > f.cfg.MaxBody {
		return nil, &Error{Reason: TooLarge, Err: fmt.Errorf("more than %d bytes", f.cfg.MaxBody)}
	}
	return &answer{URL: req.URL.String(), Status: resp.StatusCode, Header: keepHeader(resp.Header), Body: body, Stored: f.cfg.Now(), all: resp.Header}, nil
}

// withoutURL drops the address from an error: it is said elsewhere.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

func loopback(host string) bool {
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}

// response makes an answer look as if it had just arrived. It carries no limit
// headers: a library that reads yesterday's would refuse to ask today.
func (a *answer) response(req *http.Request) *http.Response {
	return &http.Response{
		Status: fmt.Sprintf("%d %s", a.Status, http.StatusText(a.Status)), StatusCode: a.Status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.Header.Clone(), Body: io.NopCloser(bytes.NewReader(a.Body)), ContentLength: int64(len(a.Body)), Request: req,
	}
}

// patience tells whether to repeat a failed call, and after how long.
func (f *Fetcher) patience(err error, try int) (time.Duration, bool) {
	var e *Error
	if !errors.As(err, &e) || try >= maxTries {
		return 0, false
	}
	var wait time.Duration
	switch {
	case e.Reason == RateLimited && !e.Reset.IsZero():
		wait = max(e.Reset.Sub(f.cfg.Now()), time.Second)
	case e.Reason == Unavailable && e.Status >= 500:
		wait = time.Duration(try) * time.Second
	default:
		return 0, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.waited+wait > f.cfg.MaxWait {
		return 0, false
	}
	f.waited += wait
	return wait, true
}
