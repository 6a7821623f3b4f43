package github

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/go-github/v62/github"

	"github.com/cachevet/cachevet/signals"
)

// Fix implements signals.Fixer. A pull request is its own fix; an issue was
// closed by the commit that its timeline names, or by a merged pull request of
// the same repository that says so.
func (t *tracker) Fix(ctx context.Context, repo string, thread signals.Thread) (signals.Fix, error) {
	owner, name, err := split(repo)
	if err != nil {
		return signals.Fix{}, err
	}
	if thread.Kind == signals.KindPull {
		return t.pull(ctx, owner, name, thread.Number, true)
	}
	events, _, err := t.api.Issues.ListIssueTimeline(ctx, owner, name, thread.Number, &github.ListOptions{PerPage: pageSize})
	if err != nil {
		return signals.Fix{}, fmt.Errorf("read timeline of %s#%d: %w", repo, thread.Number, limit(err))
	}
	if fix, ok := closingCommit(events); ok {
		return fix, nil
	}
	if number := closingPull(events, repo, thread.Number); number != 0 {
		return t.pull(ctx, owner, name, number, false)
	}
	return signals.Fix{}, nil
}

// closingCommit is the commit of the last closing, unless it was reopened.
func closingCommit(events []*github.Timeline) (signals.Fix, bool) {
	var fix signals.Fix
	for _, e := range events {
		switch e.GetEvent() {
		case "reopened":
			fix = signals.Fix{}
		case "closed":
			if e.GetCommitID() != "" {
				fix = signals.Fix{Commit: e.GetCommitID(), At: e.GetCreatedAt().Time}
			}
		}
	}
	return fix, fix.Commit != ""
}

// closingPull is the number of a merged pull request that says it closes n.
func closingPull(events []*github.Timeline, repo string, n int) int {
	found := 0
	for _, e := range events {
		pull := e.GetSource().GetIssue()
		if e.GetEvent() != "cross-referenced" || pull == nil || pull.PullRequestLinks == nil || pull.PullRequestLinks.GetMergedAt().IsZero() {
			continue
		}
		if same(pull, repo) && signals.Closes(pull.GetTitle()+"\n"+pull.GetBody(), n) {
			found = pull.GetNumber()
		}
	}
	return found
}

func same(i *github.Issue, repo string) bool {
	return strings.Contains(strings.ToLower(i.GetHTMLURL()), "/"+strings.ToLower(repo)+"/")
}

func (t *tracker) pull(ctx context.Context, owner, name string, number int, direct bool) (signals.Fix, error) {
	p, _, err := t.api.PullRequests.Get(ctx, owner, name, number)
	if err != nil {
		return signals.Fix{}, fmt.Errorf("read pull request %s/%s#%d: %w", owner, name, number, limit(err))
	}
	if !p.GetMerged() && p.GetMergedAt().IsZero() {
		return signals.Fix{}, nil
	}
	return signals.Fix{Commit: p.GetMergeCommitSHA(), Title: p.GetTitle(), At: p.GetMergedAt().Time, Direct: direct}, nil
}

// Contains implements signals.Fixer.
func (t *tracker) Contains(ctx context.Context, repo, rev, commit string) (bool, error) {
	owner, name, err := split(repo)
	if err != nil {
		return false, err
	}
	c, _, err := t.api.Repositories.CompareCommits(ctx, owner, name, commit, rev, &github.ListOptions{PerPage: 1})
	if err != nil {
		return false, fmt.Errorf("compare %s with %s in %s: %w", commit, rev, repo, limit(err))
	}
	return c.GetStatus() == "ahead" || c.GetStatus() == "identical", nil
}

// Tags implements signals.Fixer.
func (t *tracker) Tags(ctx context.Context, repo string) ([]string, error) {
	owner, name, err := split(repo)
	if err != nil {
		return nil, err
	}
	var out []string
	opts := &github.ListOptions{PerPage: pageSize}
	for range maxPages {
		tags, resp, err := t.api.Repositories.ListTags(ctx, owner, name, opts)
		if err != nil {
			return out, fmt.Errorf("list tags of %s: %w", repo, limit(err))
		}
		for _, tag := range tags {
			out = append(out, tag.GetName())
		}
		if resp.NextPage == 0 {
			break
		}
		opts.Page = resp.NextPage
	}
	return out, nil
}
