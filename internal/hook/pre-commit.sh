#!/bin/sh
# cachevet hook 1: vets the Go modules that this commit adds or changes.
# `cachevet hook uninstall` puts back what was here before.
recorded=

# The hook that was here before runs first and keeps its say.
before="$0.before-cachevet"
if [ -x "$before" ]; then
	"$before" "$@" || exit $?
fi

case ",${SKIP-}," in
*,cachevet,*) exit 0 ;;
esac

program=$(command -v cachevet) || program=$recorded
if [ -z "$program" ] || [ ! -x "$program" ]; then
	echo "cachevet is not in PATH: install it, or commit once with SKIP=cachevet." >&2
	exit 1
fi
exec "$program" gate --staged
