// Package gitea reads repositories, issues and pull requests from Gitea and
// Forgejo, Codeberg among them, through Gitea's client. Their keyword search
// differs from server to server, so the newest threads are listed, up to a few
// hundred.
package gitea

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"code.gitea.io/sdk/gitea"

	"github.com/cachevet/cachevet/signals"
)

// Provider makes trackers for gitea.com, codeberg.org and hosts called gitea.*
// or forgejo.*.
func Provider() signals.Provider {
	return signals.Provider{Name: "gitea", Serves: serves, New: New}
}

func serves(host string) bool {
	return host == "codeberg.org" || strings.HasPrefix(host, "gitea.") || strings.HasPrefix(host, "forgejo.")
}

// New returns the tracker of a host. A host with a scheme is taken as it is.
func New(host string, client *http.Client) (signals.Tracker, error) {
	base := host
	if !strings.Contains(base, "://") {
		base = "https://" + host
	}
	if _, err := url.Parse(base); err != nil {
		return nil, fmt.Errorf("address of Gitea at %s: %w", host, err)
	}
	return &tracker{base: base, client: client}, nil
}

type tracker struct {
	base   string
	client *http.Client
}

// api makes a client for one call: the library keeps the context in it. Not
// asking for the server's version saves a call and works with Forgejo.
func (t *tracker) api(ctx context.Context) (*gitea.Client, error) {
	c, err := gitea.NewClient(t.base, gitea.SetHTTPClient(t.client), gitea.SetContext(ctx), gitea.SetGiteaVersion(""))
	if err != nil {
		return nil, fmt.Errorf("address of Gitea at %s: %w", t.base, err)
	}
	return c, nil
}

// open makes a client and cuts OWNER/NAME.
func (t *tracker) open(ctx context.Context, repo string) (c *gitea.Client, owner, name string, err error) {
	owner, name, ok := strings.Cut(repo, "/")
	if !ok || owner == "" || name == "" || strings.Contains(name, "/") {
		return nil, "", "", fmt.Errorf("repository %q is not OWNER/NAME", repo)
	}
	c, err = t.api(ctx)
	return c, owner, name, err
}

// Repository implements signals.Tracker.
func (t *tracker) Repository(ctx context.Context, repo string) (signals.Facts, error) {
	c, owner, name, err := t.open(ctx, repo)
	if err != nil {
		return signals.Facts{}, err
	}
	r, _, err := c.GetRepo(owner, name)
	if err != nil {
		return signals.Facts{}, fmt.Errorf("read repository %s: %w", repo, err)
	}
	if r.FullName == "" {
		return signals.Facts{}, fmt.Errorf("read repository %s: the answer names no repository", repo)
	}
	facts := signals.Facts{
		Name: r.FullName, URL: signals.WebURL(r.HTMLURL), Archived: r.Archived, HasIssues: r.HasIssues && r.ExternalTracker == nil, Open: r.OpenIssues, Pushed: r.Updated,
	}
	if r.Parent != nil {
		facts.Parent = r.Parent.FullName
	}
	if r.Mirror {
		facts.MirrorOf = signals.WebURL(r.OriginalURL)
	}
	return facts, nil
}

func at(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
