#!/usr/bin/env bash
# Installs cachevet: the released binary, checked against the release's checksums
# and, where gh is there, its attestation; otherwise built from source.
set -euo pipefail

bin=$RUNNER_TEMP/cachevet-bin
mkdir -p "$bin"
version=${INPUT_VERSION:-${ACTION_REF-}}
name=cachevet
[ "${RUNNER_OS-}" != Windows ] || name=cachevet.exe

# The project's Go may be older than the one that cachevet is built with, and
# setup-go forbids the go command to fetch another.
export GOTOOLCHAIN=auto

release() {
	local os arch suffix file url=https://github.com/cachevet/cachevet/releases/download/$version
	case $RUNNER_OS in
	Linux) os=linux ;; macOS) os=darwin ;; Windows) os=windows ;; *) return 1 ;;
	esac
	case $RUNNER_ARCH in
	X64) arch=amd64 ;; ARM64) arch=arm64 ;; *) return 1 ;;
	esac
	suffix=tar.gz
	[ $os != windows ] || suffix=zip
	file=cachevet_${version#v}_${os}_$arch.$suffix
	cd "$bin"
	curl --fail --silent --show-error --location --retry 2 --max-time 120 --remote-name "$url/$file" || return 1
	curl --fail --silent --show-error --location --retry 2 --max-time 120 --remote-name "$url/checksums.txt" || return 1
	# A download that is not what the release says ends here: nothing else is tried.
	grep -F "  $file" checksums.txt >this.txt || { echo "::error::$file is not in the release's checksums"; exit 3; }
	if command -v sha256sum >/dev/null; then sha256sum --check --strict this.txt; else shasum -a 256 --check this.txt; fi >/dev/null ||
		{ echo "::error::$file is not what the release's checksums say"; exit 3; }
	if [ -n "${GH_TOKEN-}" ] && gh attestation verify --help >/dev/null 2>&1; then
		gh attestation verify "$file" --repo cachevet/cachevet || { echo "::error::$file has no valid attestation"; exit 3; }
	fi
	if [ $suffix = zip ]; then unzip -q -o "$file"; else tar -xzf "$file"; fi
}

if [[ $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
	(release) || {
		code=$?
		[ $code -ne 3 ] || exit 3
		echo "::notice::no binary of $version for $RUNNER_OS $RUNNER_ARCH; building it"
		GOBIN=$bin CGO_ENABLED=0 go install "github.com/cachevet/cachevet@$version"
	}
elif [ -n "${INPUT_VERSION-}" ]; then
	echo "::error::version is no release such as v1.2.3"
	exit 2
else
	# The action is used at a branch or commit: its own source is what is meant.
	CGO_ENABLED=0 go build -C "$ACTION_PATH" -trimpath -o "$bin/$name" .
fi
"$bin/$name" version
echo "program=$bin/$name" >>"$GITHUB_OUTPUT"
