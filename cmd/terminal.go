package cmd

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/term"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

func columns(f *os.File) int {
	w, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return w
}

func (a *app) getenv(key string) string {
	for i := len(a.host.Env) - 1; i >= 0; i-- {
		if v, ok := strings.CutPrefix(a.host.Env[i], key+"="); ok {
			return v
		}
	}
	return ""
}

// color follows NO_COLOR, CLICOLOR and CLICOLOR_FORCE; --color wins over all.
func (a *app) color() bool {
	switch {
	case a.flags.color == "always":
		return true
	case a.flags.color == "never", a.getenv("NO_COLOR") != "":
		return false
	}
	for _, key := range []string{"CLICOLOR_FORCE", "FORCE_COLOR"} {
		if v := a.getenv(key); v != "" && v != "0" {
			return true
		}
	}
	return a.host.Columns > 0 && a.getenv("TERM") != "dumb" && a.getenv("CLICOLOR") != "0"
}

// width is the terminal's, or what COLUMNS says, or 80.
func (a *app) width() int {
	if a.host.Columns > 0 {
		return min(max(a.host.Columns, 40), 140)
	}
	if n, err := strconv.Atoi(a.getenv("COLUMNS")); err == nil && n >= 40 {
		return min(n, 140)
	}
	return 80
}

// progress shows one line that is rewritten, on a terminal only; in CI a plain
// line every ten seconds; nothing in pipes.
func (a *app) progress() func(stage string, done, total int) {
	ci := a.getenv("CI") != "" && a.getenv("CI") != "false"
	if a.flags.quiet || !a.host.ErrTerm && !ci {
		return nil
	}
	last := a.host.Now()
	return func(stage string, done, total int) {
		now := a.host.Now()
		wait := 100 * time.Millisecond
		if !a.host.ErrTerm {
			wait = 10 * time.Second
		}
		if now.Sub(last) < wait {
			return
		}
		last = now
		text := stage
		if total > 1 {
			text = fmt.Sprintf("%s %d of %d", stage, done, total)
		}
		if a.host.ErrTerm {
			fmt.Fprintf(a.host.Err, "\r\x1b[K%s", printable(text))
		} else {
			fmt.Fprintf(a.host.Err, "cachevet: %s\n", printable(text))
		}
	}
}

// clearLine removes the progress line.
func (a *app) clearLine() {
	if a.host.ErrTerm && !a.flags.quiet {
		fmt.Fprint(a.host.Err, "\r\x1b[K")
	}
}

// printable makes text of foreign origin safe for a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return '\uFFFD'
		}
		return r
	}, s)
}
