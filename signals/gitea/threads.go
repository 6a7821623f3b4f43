package gitea

import (
	"context"
	"fmt"
	"strings"

	"code.gitea.io/sdk/gitea"

	"github.com/cachevet/cachevet/signals"
)

// What is listed of a repository; servers commonly allow 50 a page.
const (
	pageSize = 50
	maxPages = 6
)

// Threads implements signals.Tracker.
func (t *tracker) Threads(ctx context.Context, repo string, _ signals.Query) (signals.Found, error) {
	c, owner, name, err := t.open(ctx, repo)
	if err != nil {
		return signals.Found{}, err
	}
	return signals.Pages(maxPages, func(n int) (threads []signals.Thread, more bool, err error) {
		list, _, err := c.ListRepoIssues(owner, name, gitea.ListIssueOption{
			ListOptions: gitea.ListOptions{Page: n, PageSize: pageSize}, State: gitea.StateAll, Type: gitea.IssueTypeAll,
		})
		if err != nil {
			return nil, false, fmt.Errorf("list threads of %s: %w", repo, err)
		}
		for _, i := range list {
			if i != nil {
				threads = append(threads, convert(i))
			}
		}
		return threads, len(list) == pageSize, nil
	})
}

func convert(i *gitea.Issue) signals.Thread {
	out := signals.Thread{
		URL: signals.WebURL(i.HTMLURL), Kind: signals.KindIssue, State: string(i.State), Date: i.Created.Format("2006-01-02"), Title: i.Title, Text: i.Body,
		Number: int(i.Index), Replies: i.Comments, Created: i.Created, Closed: at(i.Closed),
	}
	for _, l := range i.Labels {
		if l != nil {
			out.Labels = append(out.Labels, l.Name)
		}
	}
	if i.Poster != nil {
		out.Bot = strings.HasSuffix(i.Poster.UserName, "-bot") || strings.HasSuffix(i.Poster.UserName, "[bot]")
	}
	if i.PullRequest != nil {
		out.Kind = signals.KindPull
		if i.PullRequest.HasMerged {
			out.State, out.Merged = signals.StateMerged, at(i.PullRequest.Merged)
		}
	}
	return out
}
