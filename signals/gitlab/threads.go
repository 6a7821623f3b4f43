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

const truncated = "only the newest threads were read"

func (t *tracker) issues(ctx context.Context, repo string) (signals.Found, error) {
	var found signals.Found
	opts := &gitlab.ListProjectIssuesOptions{
		ListOptions: gitlab.ListOptions{PerPage: pageSize}, State: gitlab.Ptr("all"), Scope: gitlab.Ptr("all"), OrderBy: gitlab.Ptr("updated_at"),
	}
	for range maxPages {
		list, resp, err := t.api.Issues.ListProjectIssues(repo, opts, gitlab.WithContext(ctx))
		if err != nil {
			return found, fmt.Errorf("list issues of %s: %w", repo, err)
		}
		for _, i := range list {
			if i != nil && !i.Confidential {
				found.Threads = append(found.Threads, issue(i))
			}
		}
		if opts.Page = resp.NextPage; opts.Page == 0 {
			return found, nil
		}
	}
	found.Truncated = truncated
	return found, nil
}

func issue(i *gitlab.Issue) signals.Thread {
	out := signals.Thread{
		URL: webURL(i.WebURL), Kind: signals.KindIssue, State: signals.StateOpen, Title: i.Title, Text: i.Description, Number: int(i.IID),
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
	var found signals.Found
	opts := &gitlab.ListProjectMergeRequestsOptions{
		ListOptions: gitlab.ListOptions{PerPage: pageSize}, State: gitlab.Ptr("all"), Scope: gitlab.Ptr("all"), OrderBy: gitlab.Ptr("updated_at"),
	}
	for range maxPages {
		list, resp, err := t.api.MergeRequests.ListProjectMergeRequests(repo, opts, gitlab.WithContext(ctx))
		if err != nil {
			return found, fmt.Errorf("list merge requests of %s: %w", repo, err)
		}
		for _, m := range list {
			if m != nil {
				found.Threads = append(found.Threads, merge(m))
			}
		}
		if opts.Page = resp.NextPage; opts.Page == 0 {
			return found, nil
		}
	}
	found.Truncated = truncated
	return found, nil
}

func merge(m *gitlab.BasicMergeRequest) signals.Thread {
	out := signals.Thread{
		URL: webURL(m.WebURL), Kind: signals.KindPull, State: signals.StateOpen, Title: m.Title, Text: m.Description, Number: int(m.IID),
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
