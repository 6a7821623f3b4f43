package load

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/modfile"
)

// DESIGN
//
// Listing argo-cd costs more than all that follows a one-line edit, and says the
// same as before unless a go.mod, a folder's files or a file's imports changed:
// what gopls takes for a change of metadata too. So a listing is kept with a hash
// of the little that it hangs on, and that hash is made anew before it is used:
// the configuration and the go.mod, go.sum and go.work files are its key; for
// every folder whose contents can change, the names of the files in it and what
// each says up to its last import. What lies in the module cache or in GOROOT
// cannot change under its path, only vanish, which is looked for.
//
// Where any of this is in doubt, the go command is asked: for patterns that
// depend on more, overlays, packages of the user's with problems, a go.mod that
// listing changed, and files too young to be told from an edit under its hands.

// Memory is where listings are kept between runs.
type Memory struct {
	Cache
	// Tool names the program: another one may read a listing differently.
	Tool string
	Now  func() time.Time
}

// Cache may lose data at any time.
type Cache interface {
	Get(key [32]byte) ([]byte, bool)
	Put(key [32]byte, data []byte) error
}

// listingFormat numbers the layout of a kept listing.
const listingFormat = "listing 1"

// settled is how old a file has to be before a listing that saw it is kept.
const settled = 2 * time.Second

// memo is one question to a Memory. nil never recalls and keeps nothing.
type memo struct {
	cfg    Config
	target targetResult
	key    [32]byte
	start  time.Time
}

// newMemo returns nil where the listing depends on more than is looked at.
func newMemo(cfg Config, t targetResult) *memo {
	if t.err != nil || len(cfg.Overlay) > 0 || t.GOMOD == "" || t.GOMOD == os.DevNull || strings.Contains(t.GoVersion, "devel") {
		return nil
	}
	if slices.ContainsFunc(cfg.Patterns, unusual) {
		return nil
	}
	m := &memo{cfg: cfg, target: t, start: cfg.Memory.Now()}
	key, ok := m.question()
	if !ok {
		return nil
	}
	m.key = key
	return m
}

// unusual tells patterns that name files, ask queries or stand for sets of
// modules from plain ones.
func unusual(pattern string) bool {
	switch pattern {
	case "all", "std", "cmd", "tool", "work":
		return true
	}
	return strings.HasSuffix(pattern, ".go") || strings.ContainsAny(pattern, "=@")
}

// recall returns the listing of an earlier run if it still holds.
func (m *memo) recall() *Graph {
	if m == nil {
		return nil
	}
	data, ok := m.cfg.Memory.Get(m.key)
	if !ok {
		return nil
	}
	l, ok := decodeListing(data)
	if !ok || !exist(l.fixed) || l.sign() != l.signature {
		return nil
	}
	g := l.graph
	g.Target, g.progress = m.target.Target, m.cfg.Progress
	return g
}

// keep stores a listing for later runs, unless it may be outdated already.
func (m *memo) keep(g *Graph) {
	if m == nil {
		return
	}
	l, ok := m.listing(g)
	if !ok {
		return
	}
	l.signature = l.sign()
	if key, ok := m.question(); !ok || key != m.key || l.newest().After(m.start.Add(-settled)) {
		return
	}
	_ = m.cfg.Memory.Put(m.key, l.encode()) // who keeps it tells of trouble
}

// question hashes what the listing is asked for and the files that govern it.
func (m *memo) question() ([32]byte, bool) {
	h := &hasher{}
	h.texts(listingFormat, m.cfg.Memory.Tool)
	settings := map[string]string{}
	if json.Unmarshal(m.target.raw, &settings) != nil {
		return [32]byte{}, false
	}
	if m.cfg.Scratch {
		delete(settings, "GOMOD") // the folder is another one each time
	} else {
		h.texts(m.cfg.Dir)
	}
	for _, k := range slices.Sorted(maps.Keys(settings)) {
		h.texts(k, settings[k])
	}
	h.list(m.cfg.Patterns)
	f := &governing{main: m.target.GOMOD}
	flags := slices.Concat(strings.Fields(m.target.GOFLAGS), m.cfg.BuildFlags)
	for i, flag := range flags {
		name, value, _ := strings.Cut(strings.Replace(flag, "--", "-", 1), "=")
		switch name {
		case "-overlay":
			return [32]byte{}, false
		case "-modfile":
			if value == "" {
				return [32]byte{}, false
			}
			f.instead, flags[i] = value, name
		}
	}
	h.list(flags)
	f.collect(m.target.work)
	if f.failed {
		return [32]byte{}, false
	}
	h.list(f.texts)
	return h.sum(), true
}

// governing collects the contents of the files that a build list follows from.
type governing struct {
	main    string // go.mod of the main module
	instead string // read in its place, from -modfile
	texts   []string
	roots   []string // folders of main modules
	failed  bool
}

func (f *governing) collect(work string) {
	if work != "" && work != "off" {
		f.workspace(work)
		return
	}
	name := f.main
	if f.instead != "" {
		name = f.instead
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(f.main), name)
		}
	}
	f.module(filepath.Dir(f.main), name)
	f.read(filepath.Join(filepath.Dir(f.main), "vendor", "modules.txt"))
}

func (f *governing) workspace(work string) {
	dir := filepath.Dir(work)
	data := f.read(work)
	f.read(work + ".sum")
	f.read(filepath.Join(dir, "vendor", "modules.txt"))
	w, err := modfile.ParseWork(work, data, nil)
	if err != nil {
		f.failed = true
		return
	}
	f.replaced(dir, w.Replace)
	for _, u := range w.Use {
		root := under(dir, u.Path)
		f.module(root, filepath.Join(root, "go.mod"))
	}
}

// module reads the go.mod of a main module and what it replaces by folders.
func (f *governing) module(root, name string) {
	f.roots = append(f.roots, root)
	data := f.read(name)
	f.read(strings.TrimSuffix(name, ".mod") + ".sum")
	mod, err := modfile.Parse(name, data, nil)
	if err != nil {
		f.failed = true
		return
	}
	f.replaced(root, mod.Replace)
}

func (f *governing) replaced(root string, rs []*modfile.Replace) {
	for _, r := range rs {
		if r.New.Version == "" {
			f.read(filepath.Join(under(root, r.New.Path), "go.mod"))
		}
	}
}

// read adds a file's text, or that there is none.
func (f *governing) read(name string) []byte {
	data, err := os.ReadFile(name)
	if err != nil {
		f.texts = append(f.texts, "none")
		f.failed = f.failed || !os.IsNotExist(err)
		return nil
	}
	f.texts = append(f.texts, "some", string(data))
	return data
}

func under(dir, path string) string {
	if path = filepath.FromSlash(path); filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

// hasher hashes texts so that no two lists of them give the same bytes.
type hasher struct{ buf []byte }

func (h *hasher) texts(all ...string) {
	for _, s := range all {
		h.buf = binary.AppendUvarint(h.buf, uint64(len(s)))
		h.buf = append(h.buf, s...)
	}
}

func (h *hasher) list(all []string) {
	h.buf = binary.AppendUvarint(h.buf, uint64(len(all)))
	h.texts(all...)
}

func (h *hasher) sum() [32]byte { return sha256.Sum256(h.buf) }
