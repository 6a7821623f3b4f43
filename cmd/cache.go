package cmd

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cachevet/cachevet/internal/store"
	"github.com/cachevet/cachevet/internal/store/remote"
)

// storeDir is $CACHEVET_CACHE, or cachevet below the user's cache folder; empty
// where there is neither, and with CACHEVET_CACHE=off.
func (a *app) storeDir() string {
	if d := a.getenv("CACHEVET_CACHE"); d != "" {
		if d == "off" {
			return ""
		}
		if !filepath.IsAbs(d) {
			d = filepath.Join(a.host.Dir, d)
		}
		return d
	}
	base, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(base, "cachevet")
}

// openStore opens the store of summaries, nil where it is off or unusable.
func (a *app) openStore() *store.Store {
	return a.openStoreWith(func(err error) { a.note("%v", err) })
}

func (a *app) openStoreWith(warn func(error)) *store.Store {
	dir := a.storeDir()
	if dir == "" {
		return nil
	}
	opts := store.Options{Now: a.host.Now, Warn: warn}
	if address := a.getenv("CACHEVET_REMOTE"); address != "" && !a.flags.offline {
		r, err := remote.Open(context.Background(), address)
		if err != nil {
			warn(err)
		} else {
			opts.Remote = r
			opts.Limits.ReadOnly = a.getenv("CACHEVET_REMOTE_READONLY") != ""
		}
	}
	s, err := store.Open(dir, opts)
	if err != nil {
		warn(err)
		return nil
	}
	return s
}

// toolIdentity tells builds apart that are no releases, so that a changed tool
// does not read what another one wrote.
func toolIdentity() string {
	v := toolVersion()
	if buildVersion != "" {
		return v
	}
	exe, err := os.Executable()
	if err != nil {
		return v
	}
	st, err := os.Stat(exe)
	if err != nil {
		return v
	}
	return fmt.Sprintf("%s %d %d", v, st.Size(), st.ModTime().UnixNano())
}

func (a *app) cache() *cobra.Command {
	c := &cobra.Command{
		Use: "cache", Short: "Show or clean what cachevet keeps between runs", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(
		&cobra.Command{
			Use: "info", Short: "Say where the store is and how large", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error { return a.cacheInfo() },
		},
		&cobra.Command{
			Use: "clean", Short: "Delete what is stored", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error { return a.cacheClean() },
		},
	)
	return c
}

func (a *app) cacheInfo() error {
	s := a.openStore()
	if s == nil {
		_, err := fmt.Fprintln(a.host.Out, "no store: CACHEVET_CACHE is off or there is no cache folder")
		return err
	}
	defer s.Close()
	info, err := s.Info()
	if err != nil {
		return incomplete("%v", err)
	}
	noun := "entries"
	if info.Entries == 1 {
		noun = "entry"
	}
	_, err = fmt.Fprintf(a.host.Out, "%s\n%d %s, %.1f MB\n", strings.TrimSpace(info.Dir), info.Entries, noun, float64(info.Bytes)/(1<<20))
	return err
}

func (a *app) cacheClean() error {
	s := a.openStore()
	if s == nil {
		return nil
	}
	defer s.Close()
	freed, err := s.Clean(0)
	if err != nil {
		return incomplete("%v", err)
	}
	_, err = fmt.Fprintf(a.host.Out, "freed %.1f MB\n", float64(freed)/(1<<20))
	return err
}
