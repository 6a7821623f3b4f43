package gitea

import (
	"context"
	"fmt"
	"regexp"
	"strconv"

	"code.gitea.io/sdk/gitea"

	"github.com/cachevet/cachevet/signals"
)

// Fix implements signals.Fixer: the pull request itself, or the merged one that
// the issue's timeline says closed it.
func (t *tracker) Fix(ctx context.Context, repo string, thread signals.Thread) (signals.Fix, error) {
	c, owner, name, err := t.open(ctx, repo)
	if err != nil {
		return signals.Fix{}, err
	}
	number, direct := int64(thread.Number), true
	if thread.Kind != signals.KindPull {
		direct = false
		events, _, err := c.ListIssueTimeline(owner, name, number, gitea.ListIssueCommentOptions{})
		if err != nil {
			return signals.Fix{}, fmt.Errorf("read timeline of %s#%d: %w", repo, number, err)
		}
		if number = closer(events); number == 0 {
			return signals.Fix{}, nil
		}
	}
	p, _, err := c.GetPullRequest(owner, name, number)
	if err != nil {
		return signals.Fix{}, fmt.Errorf("read pull request %s#%d: %w", repo, number, err)
	}
	if !p.HasMerged || p.MergedCommitID == nil || !direct && !signals.Closes(p.Title+"\n"+p.Body, thread.Number) {
		return signals.Fix{}, nil
	}
	return signals.Fix{Commit: *p.MergedCommitID, Title: p.Title, At: at(p.Merged), Direct: direct}, nil
}

var pullNumber = regexp.MustCompile(`/pulls/(\d+)$`)

// closer is the number of the pull request in the last event that refers to one.
func closer(events []*gitea.TimelineComment) int64 {
	var found int64
	for _, e := range events {
		if e == nil || e.Type != "pull_ref" && e.Type != "close" {
			continue
		}
		if m := pullNumber.FindStringSubmatch(e.PRURL); m != nil {
			if n, err := strconv.ParseInt(m[1], 10, 64); err == nil {
				found = n
			}
		}
	}
	return found
}

// Contains implements signals.Fixer: a commit is in the history of rev where it
// brings nothing that rev has not.
func (t *tracker) Contains(ctx context.Context, repo, rev, commit string) (bool, error) {
	c, owner, name, err := t.open(ctx, repo)
	if err != nil {
		return false, err
	}
	compared, _, err := c.CompareCommits(owner, name, rev, commit)
	if err != nil {
		return false, fmt.Errorf("compare %s with %s in %s: %w", commit, rev, repo, err)
	}
	return compared.TotalCommits == 0, nil
}

// Tags implements signals.Fixer.
func (t *tracker) Tags(ctx context.Context, repo string) ([]string, error) {
	c, owner, name, err := t.open(ctx, repo)
	if err != nil {
		return nil, err
	}
	tags, _, err := c.ListRepoTags(owner, name, gitea.ListRepoTagsOptions{ListOptions: gitea.ListOptions{PageSize: pageSize}})
	if err != nil {
		return nil, fmt.Errorf("list tags of %s: %w", repo, err)
	}
	out := make([]string, 0, len(tags))
	for _, tag := range tags {
		out = append(out, tag.Name)
	}
	return out, nil
}
