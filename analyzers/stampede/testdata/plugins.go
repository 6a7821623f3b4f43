// Package plugins keeps what it has loaded, and registers functions of its own with it, which
// ask others when they are called.
package plugins

import (
	"context"
	"errors"
	"flag"
	"net"
	"os"
	"strings"
	"sync"
)

type plugin struct {
	code []byte
	set  *flag.FlagSet
}

type Manager struct {
	mu      sync.Mutex
	plugins map[string]*plugin
}

func New() *Manager { return &Manager{plugins: map[string]*plugin{}} }

func lookup(host string) error {
	_, err := net.DefaultResolver.LookupHost(context.Background(), host)
	return err
}

func register(name string, fns map[string]func(string) error) *flag.FlagSet {
	set := flag.NewFlagSet(name, flag.ContinueOnError)
	for name, fn := range fns {
		set.Func(name, "", fn)
	}
	return set
}

func (m *Manager) load(name string, code []byte) error {
	set := register(name, map[string]func(string) error{"lookup": lookup})
	if set == nil {
		return errors.New("none")
	}
	m.mu.Lock()
	m.plugins[name] = &plugin{code, set}
	m.mu.Unlock()
	return nil
}

func (m *Manager) get(name string) *plugin {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.plugins[name]
}

// Reload reads the plugin again, and takes the old one out.
func (m *Manager) Reload(name string) error {
	if m.get(name) == nil {
		return errors.New("not found")
	}
	m.mu.Lock()
	delete(m.plugins, name)
	m.mu.Unlock()
	return m.load(name, []byte(os.Args[1]))
}

// Addresses keeps what a resolver says, and has it asked by a helper outside.
type Addresses struct {
	mu   sync.Mutex
	byIP map[string]string
}

func (a *Addresses) Of(host string) string {
	a.mu.Lock()
	ip, ok := a.byIP[host]
	a.mu.Unlock()
	if ok {
		return ip
	}
	ip = strings.Map(nothing, ask(host)) // want "stampede warn"
	a.mu.Lock()
	a.byIP[host] = ip
	a.mu.Unlock()
	return ip
}

func nothing(r rune) rune { return r }

func ask(host string) string {
	ips, err := net.DefaultResolver.LookupHost(context.Background(), host)
	if err != nil {
		return ""
	}
	return strings.Join(ips, ",")
}
