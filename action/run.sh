#!/usr/bin/env bash
# Runs the gate and reports: outputs, annotations and the job summary. The last
# step of the action sets the exit status.
set -euo pipefail

out=$RUNNER_TEMP/cachevet-report
rm -rf "$out"
mkdir -p "$out"
formats=github,json=$out/report.json,sarif=$out/report.sarif,markdown=$out/report.md
[ -z "${INPUT_FORMATS-}" ] || formats=$formats,$INPUT_FORMATS

args=(gate "--base=$BASE" "--format=$formats" --quiet)
[ -z "${INPUT_CONFIG-}" ] || args+=("--config=$INPUT_CONFIG")
[ -z "${INPUT_FAIL_ON-}" ] || args+=("--fail-on=$INPUT_FAIL_ON")
[ "${INPUT_REQUIRE_SIGNALS-}" != true ] || args+=(--require-signals)

code=0
"$CACHEVET" "${args[@]}" || code=$?
echo "exit-code=$code" >>"$GITHUB_OUTPUT"

# A report counts only where it is whole.
if [ -s "$out/report.json" ] && jq -e '.schema == "cachevet/1"' "$out/report.json" >/dev/null 2>&1; then
	jq -r '"verdict=\(.verdict)",
		"new-count=\([.findings[] | select(.status == "new")] | length)",
		"incomplete-count=\([.coverage.skipped[] | select(.matters)] | length)"' "$out/report.json" >>"$GITHUB_OUTPUT"
	echo "report-json-path=$out/report.json" >>"$GITHUB_OUTPUT"
fi
if [ -s "$out/report.sarif" ] && jq -e '.version == "2.1.0" and (.runs | type == "array")' "$out/report.sarif" >/dev/null 2>&1; then
	echo "sarif-path=$out/report.sarif" >>"$GITHUB_OUTPUT"
fi
if [ -s "$out/report.md" ]; then
	echo "markdown-path=$out/report.md" >>"$GITHUB_OUTPUT"
	cat "$out/report.md" >>"$GITHUB_STEP_SUMMARY"
fi
