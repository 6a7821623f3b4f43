package signals

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/cachevet/cachevet/signals/fetch"
)

// Tracker is one host's issue tracker, seen by cachevet. Its errors wrap
// *fetch.Error where the host gave no usable answer.
type Tracker interface {
	// Repository tells the facts of a repository, under the name it has today.
	Repository(ctx context.Context, repo string) (Facts, error)
	// Threads finds issues and pull requests: all of them where there are few,
	// else those that the query's words find. With an error it returns what it
	// has found until then.
	Threads(ctx context.Context, repo string, q Query) (Found, error)
}

// Fixer is a Tracker that can tell where a fix is.
type Fixer interface {
	// Fix tells what closed a thread; a zero Fix where nobody says.
	Fix(ctx context.Context, repo string, t Thread) (Fix, error)
	// Contains tells whether the history of rev, a tag or commit, holds commit.
	Contains(ctx context.Context, repo, rev, commit string) (bool, error)
	// Tags lists the names of the newest tags.
	Tags(ctx context.Context, repo string) ([]string, error)
}

// Facts are what a host knows of a repository without judging.
type Facts struct {
	// Name is OWNER/NAME as of today, which differs where it was renamed.
	Name string
	// URL is where a browser finds it.
	URL      string
	Archived bool
	// HasIssues is false where the tracker is turned off.
	HasIssues bool
	// Parent is the repository that this one is a fork of, MirrorOf the address
	// that it mirrors.
	Parent, MirrorOf string
	// Open counts open issues, pull requests included where the host does.
	Open   int
	Pushed time.Time
}

// Query says what to look for.
type Query struct {
	// Words are search terms, most telling first; those with blanks are quoted.
	Words []string
	// Symbols are names that findings report, to be searched one by one.
	Symbols []string
}

// Found is what a search or a listing gave. Truncated says why it is not all.
type Found struct {
	Threads   []Thread
	Truncated string
}

// Pages reads up to limit pages of threads. page gets the number of a page, the
// first being 1, and tells whether another follows. With an error the threads
// read until then are returned.
func Pages(limit int, page func(n int) (threads []Thread, more bool, err error)) (Found, error) {
	var found Found
	for n := 1; n <= limit; n++ {
		threads, more, err := page(n)
		found.Threads = append(found.Threads, threads...)
		if err != nil || !more {
			return found, err
		}
	}
	found.Truncated = "only the newest threads were read"
	return found, nil
}

// WebURL lets only web addresses through, without a name or password in them:
// what a host says is foreign.
func WebURL(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	u.User = nil
	return u.String()
}

// Fix is what closed a thread. Direct is set where the thread is a pull
// request itself, so that its title tells whether it mends or adds something.
type Fix struct {
	Commit string
	Title  string
	At     time.Time
	Direct bool
}

// Provider makes trackers for one kind of host.
type Provider struct {
	// Name is github, gitlab or gitea.
	Name string
	// Serves tells whether a host is known to be of this kind.
	Serves func(host string) bool
	// New makes the tracker of a host. The client authenticates by itself.
	New func(host string, client *http.Client) (Tracker, error)
}

// reason turns an error into the words of a status.
func reason(err error) string {
	var e *fetch.Error
	switch {
	case err == nil:
		return statusOK
	case errors.As(err, &e):
		r := e.Reason
		if !e.Reset.IsZero() {
			r += " (resets " + e.Reset.UTC().Format(time.RFC3339) + ")"
		}
		return r
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return "no time left"
	}
	return statusUnreadable
}

// The statuses that do not come from a failed call.
const (
	statusOK          = "ok"
	statusEarlier     = "ok, from an earlier run"
	statusOff         = "off"
	statusPrivate     = "private: nobody was asked"
	statusUnresolved  = "unresolved: no repository is known for this path"
	statusUnsupported = "unsupported host "
	statusNoTracker   = "no-tracker"
	statusUnreadable  = "unreadable answer"
)

// Known tells whether a module's status means that its tracker was read whole.
func Known(status string) bool {
	return status == statusOK || status == statusEarlier
}

// is tells whether err has the given reason.
func is(err error, why string) bool {
	var e *fetch.Error
	return errors.As(err, &e) && e.Reason == why
}
