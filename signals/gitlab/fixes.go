package gitlab

import (
	"context"
	"fmt"
	"strings"

	gitlab "gitlab.com/gitlab-org/api/client-go"

	"github.com/cachevet/cachevet/signals"
)

// Fix implements signals.Fixer: the merge request itself, or the merged one
// that GitLab says closes the issue.
func (t *tracker) Fix(ctx context.Context, repo string, thread signals.Thread) (signals.Fix, error) {
	if thread.Kind == signals.KindPull {
		m, _, err := t.api.MergeRequests.GetMergeRequest(repo, int64(thread.Number), nil, gitlab.WithContext(ctx))
		if err != nil {
			return signals.Fix{}, fmt.Errorf("read merge request %s!%d: %w", repo, thread.Number, err)
		}
		return fix(&m.BasicMergeRequest, true), nil
	}
	list, _, err := t.api.Issues.ListMergeRequestsClosingIssue(repo, int64(thread.Number), nil, gitlab.WithContext(ctx))
	if err != nil {
		return signals.Fix{}, fmt.Errorf("read what closed %s#%d: %w", repo, thread.Number, err)
	}
	for _, m := range list {
		if m != nil && m.State == "merged" {
			return fix(m, false), nil
		}
	}
	return signals.Fix{}, nil
}

func fix(m *gitlab.BasicMergeRequest, direct bool) signals.Fix {
	if m.State != "merged" {
		return signals.Fix{}
	}
	commit := m.MergeCommitSHA
	if commit == "" {
		commit = m.SquashCommitSHA
	}
	if commit == "" {
		commit = m.SHA
	}
	return signals.Fix{Commit: commit, Title: m.Title, At: at(m.MergedAt), Direct: direct}
}

// Contains implements signals.Fixer: a commit is in the history of rev where
// it is their common ancestor.
func (t *tracker) Contains(ctx context.Context, repo, rev, commit string) (bool, error) {
	base, _, err := t.api.Repositories.MergeBase(repo, &gitlab.MergeBaseOptions{Ref: &[]string{rev, commit}}, gitlab.WithContext(ctx))
	if err != nil {
		return false, fmt.Errorf("compare %s with %s in %s: %w", commit, rev, repo, err)
	}
	return base.ID != "" && strings.HasPrefix(base.ID, commit), nil
}

// Tags implements signals.Fixer.
func (t *tracker) Tags(ctx context.Context, repo string) ([]string, error) {
	tags, _, err := t.api.Tags.ListTags(repo, &gitlab.ListTagsOptions{ListOptions: gitlab.ListOptions{PerPage: pageSize}}, gitlab.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("list tags of %s: %w", repo, err)
	}
	out := make([]string, 0, len(tags))
	for _, tag := range tags {
		out = append(out, tag.Name)
	}
	return out, nil
}
