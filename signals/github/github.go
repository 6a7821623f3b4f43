// Package github reads repositories, issues and pull requests from GitHub and
// GitHub Enterprise through go-github. It judges nothing, and it leaves limits,
// tokens and the disk to the client that it is given.
package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/go-github/v62/github"

	"github.com/cachevet/cachevet/signals"
	"github.com/cachevet/cachevet/signals/fetch"
)

// Provider makes trackers for github.com, *.ghe.com and hosts called github.*.
func Provider() signals.Provider {
	return signals.Provider{Name: "github", Serves: serves, New: New}
}

func serves(host string) bool {
	return host == "github.com" || strings.HasSuffix(host, ".ghe.com") || strings.HasPrefix(host, "github.")
}

// New returns the tracker of a host. A host with a scheme is taken as it is.
func New(host string, client *http.Client) (signals.Tracker, error) {
	c := github.NewClient(client)
	if base := apiBase(host); base != "" {
		var err error
		if c, err = c.WithEnterpriseURLs(base, base); err != nil {
			return nil, fmt.Errorf("address of GitHub at %s: %w", host, err)
		}
	}
	return &tracker{api: c}, nil
}

// apiBase is the address of a host's API; empty for github.com.
func apiBase(host string) string {
	switch {
	case host == "github.com":
		return ""
	case strings.Contains(host, "://"):
		return host
	case strings.HasSuffix(host, ".ghe.com"):
		return "https://api." + host + "/"
	}
	return "https://" + host + "/"
}

type tracker struct {
	api *github.Client
}

// split cuts OWNER/NAME.
func split(repo string) (owner, name string, err error) {
	owner, name, ok := strings.Cut(repo, "/")
	if !ok || owner == "" || name == "" || strings.Contains(name, "/") {
		return "", "", fmt.Errorf("repository %q is not OWNER/NAME", repo)
	}
	return owner, name, nil
}

// limit turns the library's own refusals into those of fetch. It refuses
// before asking once an answer said that nothing remains.
func limit(err error) error {
	var rate *github.RateLimitError
	if errors.As(err, &rate) {
		return &fetch.Error{Reason: fetch.RateLimited, Reset: rate.Rate.Reset.Time, Err: err}
	}
	var abuse *github.AbuseRateLimitError
	if errors.As(err, &abuse) {
		return &fetch.Error{Reason: fetch.RateLimited, Err: err}
	}
	return err
}

// Repository implements signals.Tracker.
func (t *tracker) Repository(ctx context.Context, repo string) (signals.Facts, error) {
	owner, name, err := split(repo)
	if err != nil {
		return signals.Facts{}, err
	}
	r, _, err := t.api.Repositories.Get(ctx, owner, name)
	if err != nil {
		return signals.Facts{}, fmt.Errorf("read repository %s: %w", repo, limit(err))
	}
	if r.GetFullName() == "" {
		return signals.Facts{}, fmt.Errorf("read repository %s: the answer names no repository", repo)
	}
	return signals.Facts{
		Name: r.GetFullName(), URL: r.GetHTMLURL(), Archived: r.GetArchived(), HasIssues: r.GetHasIssues(),
		Parent: r.GetParent().GetFullName(), MirrorOf: r.GetMirrorURL(), Open: r.GetOpenIssuesCount(), Pushed: r.GetPushedAt().Time,
	}, nil
}
