#!/usr/bin/env bash
# Tells what to compare with: the input, or what the event says.
set -euo pipefail

from_event() { jq -r "$1 // empty" "$GITHUB_EVENT_PATH"; }

base=${INPUT_BASE_REF-}
if [ -z "$base" ]; then
	case $GITHUB_EVENT_NAME in
	pull_request | pull_request_target) base=$(from_event .pull_request.base.sha) ;;
	merge_group) base=$(from_event .merge_group.base_sha) ;;
	push) base=$(from_event .before) ;;
	esac
fi
# A new branch was nothing before: it is compared with the default branch.
if [ -z "$base" ] || [ -z "${base//0/}" ]; then
	base=origin/$(from_event .repository.default_branch)
fi
case $base in
-* | *[[:space:]]*)
	echo "::error::base-ref is no git ref: give a branch or a commit"
	exit 2
	;;
esac
if ! git rev-parse --verify --quiet --end-of-options "$base^{commit}" >/dev/null; then
	echo "::notice::the base is not in this clone; with fetch-depth: 0 in actions/checkout it is"
fi
echo "base=$base" >>"$GITHUB_OUTPUT"
