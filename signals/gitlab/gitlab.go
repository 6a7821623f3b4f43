// Package gitlab reads projects, issues and merge requests from GitLab through
// its client. GitLab searches for one word at a time and cannot combine them,
// so a project is listed, newest threads first, up to a few hundred.
package gitlab

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	gitlab "gitlab.com/gitlab-org/api/client-go"

	"github.com/cachevet/cachevet/signals"
)

// Provider makes trackers for gitlab.com and hosts called gitlab.*.
func Provider() signals.Provider {
	return signals.Provider{Name: "gitlab", Serves: func(host string) bool { return strings.HasPrefix(host, "gitlab.") }, New: New}
}

// unlimited leaves limits to the client underneath; the library's own limiter
// would ask the host for its limits first.
type unlimited struct{}

func (unlimited) Wait(context.Context) error { return nil }

// New returns the tracker of a host. A host with a scheme is taken as it is.
func New(host string, client *http.Client) (signals.Tracker, error) {
	base := host
	if !strings.Contains(base, "://") {
		base = "https://" + host
	}
	api, err := gitlab.NewAuthSourceClient(gitlab.Unauthenticated{}, gitlab.WithBaseURL(base), gitlab.WithHTTPClient(client),
		gitlab.WithoutRetries(), gitlab.WithCustomLimiter(unlimited{}))
	if err != nil {
		return nil, fmt.Errorf("address of GitLab at %s: %w", host, err)
	}
	return &tracker{api: api}, nil
}

type tracker struct {
	api *gitlab.Client
}

// Repository implements signals.Tracker.
func (t *tracker) Repository(ctx context.Context, repo string) (signals.Facts, error) {
	p, _, err := t.api.Projects.GetProject(repo, nil, gitlab.WithContext(ctx))
	if err != nil {
		return signals.Facts{}, fmt.Errorf("read project %s: %w", repo, err)
	}
	if p.PathWithNamespace == "" {
		return signals.Facts{}, fmt.Errorf("read project %s: the answer names no project", repo)
	}
	facts := signals.Facts{
		Name: p.PathWithNamespace, URL: signals.WebURL(p.WebURL), Archived: p.Archived, Open: int(p.OpenIssuesCount),
		HasIssues: p.IssuesAccessLevel != gitlab.DisabledAccessControl, Pushed: at(p.LastActivityAt),
	}
	if p.ForkedFromProject != nil {
		facts.Parent = p.ForkedFromProject.PathWithNamespace
	}
	if p.Mirror {
		facts.MirrorOf = signals.WebURL(p.ImportURL)
	}
	return facts, nil
}

func at(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
