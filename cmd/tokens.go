package cmd

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/cachevet/cachevet/signals/fetch"
)

// tokens are those that the user has for trackers. gh is a program of the
// user's and runs only where --gh-token asks for it.
func (a *app) tokens() fetch.Tokens {
	passwords := sync.OnceValue(a.netrc)
	t := fetch.Tokens{Env: a.getenv, Netrc: func(machine string) string { return passwords()[machine] }}
	if a.flags.ghToken {
		t.GH = remembered(a.askGH)
	}
	return t
}

// remembered calls f once for each argument.
func remembered(f func(string) string) func(string) string {
	var mu sync.Mutex
	known := map[string]string{}
	return func(k string) string {
		mu.Lock()
		defer mu.Unlock()
		if _, ok := known[k]; !ok {
			known[k] = f(k)
		}
		return known[k]
	}
}

// notLoggedIn is how gh exits where it has no token.
const notLoggedIn = 4

// askGH asks gh for the token of a host. Where there is none it says why, and
// the host is asked without.
func (a *app) askGH(host string) string {
	bin, err := exec.LookPath("gh")
	if err != nil {
		a.note("--gh-token: gh is not in PATH; %s is asked without its token", printable(host))
		return ""
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, bin, "auth", "token", "--hostname", host)
	c.Dir, c.WaitDelay = os.TempDir(), time.Second
	c.Env = append(a.host.Env[:len(a.host.Env):len(a.host.Env)], "GH_PROMPT_DISABLED=1", "GH_NO_UPDATE_NOTIFIER=1")
	out, err := c.Output()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() == notLoggedIn:
		a.note("--gh-token: gh is not logged in to %s; it is asked without a token", printable(host))
	case err != nil:
		a.note("--gh-token: gh auth token --hostname %s: %v; it is asked without a token", printable(host), err)
	default:
		return strings.TrimSpace(string(out))
	}
	return ""
}

// netrc reads the file that NETRC names, or the one in the user's folder.
func (a *app) netrc() map[string]string {
	name := a.getenv("NETRC")
	if name == "" {
		home := a.getenv("HOME")
		if home == "" {
			return nil
		}
		name = filepath.Join(home, ".netrc")
	}
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		defer f.Close()
		var passwords map[string]string
		if passwords, err = fetch.ReadNetrc(f); err == nil {
			return passwords
		}
	}
	a.note("netrc: %v; trackers are asked without its passwords", err)
	return nil
}
