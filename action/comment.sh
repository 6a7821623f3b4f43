#!/usr/bin/env bash
# Keeps one comment on the pull request, found again by a hidden marker. With a
# token that may not comment (a fork's) it says so and lets the job go on.
set -euo pipefail

# The marker must not be closed by what the folder is called.
marker="<!-- cachevet ${WORKING_DIRECTORY//[^A-Za-z0-9._\/-]/_} -->"
comments=repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments

find_comment() {
	gh api --paginate "$comments" --jq ".[] | select(.body | startswith(\"$marker\")) | .id" | head -n 1
}

upsert() {
	local id
	id=$(find_comment)
	if [ -z "$id" ]; then
		# Nothing to say is not said for the first time.
		[ "$INPUT_COMMENT" = always ] || [ "$EXIT_CODE" != 0 ] || return 0
		gh api --method POST "$comments" --field "body=@$body" --silent
	else
		gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field "body=@$body" --silent
	fi
}

body=$(mktemp)
trap 'rm -f "$body"' EXIT
{ printf '%s\n' "$marker"; cat "$MARKDOWN"; } >"$body"
upsert || echo "::notice::the comment could not be written; the job summary has the same text"
