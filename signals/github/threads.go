package github

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/go-github/v62/github"

	"github.com/cachevet/cachevet/signals"
	"github.com/cachevet/cachevet/signals/fetch"
)

// A repository is listed where all its threads fit these pages.
const (
	pageSize = 100
	maxPages = 3
)

// maxQueries bounds the planned searches for each kind of thread.
const maxQueries = 3

// Threads implements signals.Tracker: a listing for small repositories, which
// misses no wording, and searches for large ones.
func (t *tracker) Threads(ctx context.Context, repo string, q signals.Query) (signals.Found, error) {
	owner, name, err := split(repo)
	if err != nil {
		return signals.Found{}, err
	}
	opts := &github.IssueListByRepoOptions{State: "all", Sort: "updated", Direction: "desc", ListOptions: github.ListOptions{PerPage: pageSize}}
	page, resp, err := t.api.Issues.ListByRepo(ctx, owner, name, opts)
	if err != nil {
		return signals.Found{}, fmt.Errorf("list threads of %s: %w", repo, limit(err))
	}
	found := signals.Found{Threads: convertAll(page)}
	if len(page) < pageSize || resp.LastPage > 0 && resp.LastPage <= maxPages {
		for opts.Page = 2; opts.Page <= resp.LastPage; opts.Page++ {
			if page, _, err = t.api.Issues.ListByRepo(ctx, owner, name, opts); err != nil {
				return found, fmt.Errorf("list threads of %s: %w", repo, limit(err))
			}
			found.Threads = append(found.Threads, convertAll(page)...)
		}
		return found, nil
	}
	return t.search(ctx, repo, q, found)
}

// search adds what the planned queries find to the newest threads.
func (t *tracker) search(ctx context.Context, repo string, q signals.Query, found signals.Found) (signals.Found, error) {
	var errs []error
	for _, query := range plan(repo, q) {
		opts := &github.SearchOptions{TextMatch: true, ListOptions: github.ListOptions{PerPage: pageSize}}
		result, _, err := t.api.Search.Issues(ctx, query, opts)
		if err != nil {
			errs = append(errs, fmt.Errorf("search threads of %s: %w", repo, limit(err)))
			if stop(err) {
				break
			}
			continue
		}
		switch {
		case result.GetIncompleteResults():
			found.Truncated = "the search timed out"
		case result.GetTotal() > pageSize && found.Truncated == "":
			found.Truncated = "more threads match than were read"
		}
		found.Threads = append(found.Threads, convertAll(result.Issues)...)
	}
	return found, errors.Join(errs...)
}

// stop tells whether further searches would fail alike.
func stop(err error) bool {
	var e *fetch.Error
	return !errors.As(limit(err), &e) || e.Reason != fetch.Rejected
}

// plan lists the queries, the symbols of findings first: they find what can be
// tied. Issues and pull requests are asked for apart, as some tokens demand.
func plan(repo string, q signals.Query) []string {
	var out []string
	for _, symbol := range q.Symbols {
		out = append(out, signals.Plan("repo:"+repo+" is:issue", []string{signals.Term(symbol)}, 1)...)
	}
	issues := signals.Plan("repo:"+repo+" is:issue", q.Words, maxQueries)
	pulls := signals.Plan("repo:"+repo+" is:pull-request", q.Words, maxQueries)
	for i := range issues {
		out = append(out, issues[i])
		if i < len(pulls) {
			out = append(out, pulls[i])
		}
	}
	return out
}

func convertAll(list []*github.Issue) []signals.Thread {
	out := make([]signals.Thread, 0, len(list))
	for _, i := range list {
		if i != nil && signals.WebURL(i.GetHTMLURL()) != "" {
			out = append(out, convert(i))
		}
	}
	return out
}

// convert reads an issue as GitHub tells it; a pull request is one with links.
func convert(i *github.Issue) signals.Thread {
	out := signals.Thread{
		URL: signals.WebURL(i.GetHTMLURL()), Kind: signals.KindIssue, State: i.GetState(), Date: i.GetCreatedAt().Format("2006-01-02"),
		Title: i.GetTitle(), Text: i.GetBody(), Number: i.GetNumber(), Replies: i.GetComments(), Association: i.GetAuthorAssociation(),
		Bot: i.GetUser().GetType() == "Bot" || strings.HasSuffix(i.GetUser().GetLogin(), "[bot]"), Reason: i.GetStateReason(),
		Created: i.GetCreatedAt().Time, Closed: i.GetClosedAt().Time,
	}
	for _, l := range i.Labels {
		out.Labels = append(out.Labels, l.GetName())
	}
	for _, m := range i.TextMatches {
		if !strings.EqualFold(m.GetProperty(), "title") && !strings.EqualFold(m.GetObjectType(), "Issue") {
			out.Mentions += m.GetFragment() + "\n"
		}
	}
	if i.PullRequestLinks != nil {
		out.Kind = signals.KindPull
		if at := i.PullRequestLinks.GetMergedAt(); !at.IsZero() {
			out.State, out.Merged = signals.StateMerged, at.Time
		}
	}
	return out
}
