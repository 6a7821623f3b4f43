package gitlab

import (
	"context"
	"fmt"
	"strings"

	gitlab "gitlab.com/gitlab-org/api/client-go"

	"github.com/cachevet/cachevet/signals"
)

// What is listed of issues, and likewise of merge requests.
const (
	pageSize = 100
	maxPages = 3
)

// Threads implements signals.Tracker.
func (t *tracker) Threads(ctx context.Context, repo string, _ signals.Query) (signals.Found, error) {
	found, err := t.issues(ctx, repo)
	if err != nil {
		return found, err
	}
	pulls, err := t.merges(ctx, repo)
	found.Threads = append(found.Threads, pulls.Threads...)
	if found.Truncated == "" {
		found.Truncated = pulls.Truncated
	}
	return found, err
}

func (t *tracker) issues(ctx context.Context, repo string) (signals.Found, error) {
	opts := &gitlab.ListProjectIssuesOptions{
		ListOptions: gitlab.ListOptions{PerPage: pageSize}, State: gitlab.Ptr("all"), Scope: gitlab.Ptr("all"), OrderBy: gitlab.Ptr("updated_at"),
	}
	return signals.Pages(maxPages, func(n int) (threads []signals.Thread, more bool, err error) {
		opts.Page = int64(n)
		list, resp, err := t.api.Issues.ListProjectIssues(repo, opts, gitlab.WithContext(ctx))
		if err != nil {
			return nil, false, fmt.Errorf("list issues of %s: %w", repo, err)
		}
		for _, i := range list {
			if i != nil && !i.Confidential {
				threads = append(threads, issue(i))
			}
		}
		return threads, resp.NextPage != 0, nil
	})
}

func issue(i *gitlab.Issue) signals.Thread {
	out := signals.Thread{
		URL: signals.WebURL(i.WebURL), Kind: signals.KindIssue, State: signals.StateOpen, Title: i.Title, Text: i.Description, Number: int(i.IID),
		Replies: int(i.UserNotesCount), Labels: i.Labels, Created: at(i.CreatedAt), Closed: at(i.ClosedAt),
	}
	if i.State == "closed" {
		out.State = signals.StateClosed
	}
	if i.Author != nil {
		out.Bot = bot(i.Author.Username)
	}
	out.Date = out.Created.Format("2006-01-02")
	return out
}

func (t *tracker) merges(ctx context.Context, repo string) (signals.Found, error) {
	opts := &gitlab.ListProjectMergeRequestsOptions{
		ListOptions: gitlab.ListOptions{PerPage: pageSize}, State: gitlab.Ptr("all"), Scope: gitlab.Ptr("all"), OrderBy: gitlab.Ptr("updated_at"),
	}
	return signals.Pages(maxPages, func(n int) (threads []signals.Thread, more bool, err error) {
		opts.Page = int64(n)
		list, resp, err := t.api.MergeRequests.ListProjectMergeRequests(repo, opts, gitlab.WithContext(ctx))
		if err != nil {
			return nil, false, fmt.Errorf("list merge requests of %s: %w", repo, err)
		}
		for _, m := range list {
			if m != nil {
				threads = append(threads, merge(m))
			}
		}
		return threads, resp.NextPage != 0, nil
	})
}

func merge(m *gitlab.BasicMergeRequest) signals.Thread {
	out := signals.Thread{
		URL: signals.WebURL(m.WebURL), Kind: signals.KindPull, State: signals.StateOpen, Title: m.Title, Text: m.Description, Number: int(m.IID),
		Replies: int(m.UserNotesCount), Labels: m.Labels, Created: at(m.CreatedAt), Closed: at(m.ClosedAt), Merged: at(m.MergedAt),
	}
	switch m.State {
	case "merged":
		out.State = signals.StateMerged
	case "closed", "locked":
		out.State = signals.StateClosed
	}
	if m.Author != nil {
		out.Bot = bot(m.Author.Username)
	}
	out.Date = out.Created.Format("2006-01-02")
	return out
}

// bot tells the accounts of access tokens and of the usual machines.
func bot(user string) bool {
	return strings.HasPrefix(user, "project_") && strings.Contains(user, "_bot") || strings.HasPrefix(user, "group_") && strings.Contains(user, "_bot") ||
		strings.HasSuffix(user, "-bot") || user == "renovate"
}
