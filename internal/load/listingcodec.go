package load

import (
	"encoding/binary"
	"maps"
	"path/filepath"
	"slices"
	"time"
)

// encode writes a listing. Every string is written once and then named by its
// number, as most paths occur many times.
func (l *listing) encode() []byte {
	w := &listWriter{seen: map[string]uint64{}, modules: map[string]uint64{}}
	w.buf = append(w.buf, l.signature[:]...)
	for _, dirs := range [][]string{l.open, l.walked, l.fixed} {
		w.strs(dirs)
	}
	w.num(uint64(len(l.graph.Packages)))
	for _, p := range l.graph.Packages {
		w.pkg(p)
	}
	w.num(uint64(len(l.graph.Initial)))
	for _, p := range l.graph.Initial {
		w.num(uint64(p.order))
	}
	return w.buf
}

type listWriter struct {
	buf     []byte
	seen    map[string]uint64
	modules map[string]uint64
}

func (w *listWriter) num(n uint64) { w.buf = binary.AppendUvarint(w.buf, n) }

func (w *listWriter) flag(b bool) {
	if b {
		w.num(1)
	} else {
		w.num(0)
	}
}

func (w *listWriter) str(s string) {
	if n, ok := w.seen[s]; ok {
		w.num(n)
		return
	}
	w.seen[s] = uint64(len(w.seen) + 1)
	w.num(0)
	w.num(uint64(len(s)))
	w.buf = append(w.buf, s...)
}

func (w *listWriter) strs(all []string) {
	w.num(uint64(len(all)))
	for _, s := range all {
		w.str(s)
	}
}

func (w *listWriter) pkg(p *Package) {
	w.str(p.ID)
	w.str(p.Path)
	w.str(p.Name)
	w.str(p.Dir)
	w.num(uint64(len(p.Files)))
	for _, f := range p.Files {
		dir, base := filepath.Split(f)
		if filepath.Clean(dir) == p.Dir {
			f = base
		}
		w.str(f)
	}
	w.num(uint64(len(p.Imports)))
	for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
		w.str(path)
		w.num(uint64(p.Imports[path].order))
	}
	w.module(p.Module)
	w.flag(p.Standard)
	w.strs(p.Problems)
}

// module writes 0 for none, the number of a known one, or a new one.
func (w *listWriter) module(m *Module) {
	if m == nil {
		w.num(0)
		return
	}
	id := m.Path + "@" + m.Version + " " + m.Dir + " " + m.GoMod
	if n, ok := w.modules[id]; ok {
		w.num(n)
		return
	}
	n := uint64(len(w.modules) + 1)
	w.modules[id] = n
	w.num(n)
	for _, s := range []string{m.Path, m.Version, m.Dir, m.GoMod, m.GoVersion, m.Deprecated, stamp(m.Time)} {
		w.str(s)
	}
	w.flag(m.Main)
	w.module(m.Replace)
}

func stamp(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

// decodeListing reads what encode wrote. ok is false for anything else.
func decodeListing(data []byte) (*listing, bool) {
	l := &listing{graph: &Graph{}}
	if len(data) < len(l.signature) {
		return nil, false
	}
	n := copy(l.signature[:], data)
	r := &listReader{data: data[n:], text: string(data[n:])}
	l.open, l.walked, l.fixed = r.strs(), r.strs(), r.strs()
	r.graph(l.graph)
	return l, !r.bad && r.off == len(r.data)
}

type listReader struct {
	data    []byte
	text    string // the same, to cut strings from
	off     int
	seen    []string
	modules []*Module
	bad     bool
}

func (r *listReader) num() uint64 {
	n, w := binary.Uvarint(r.data[r.off:])
	if w <= 0 {
		r.bad = true
		return 0
	}
	r.off += w
	return n
}

// count reads a length, which cannot be more than what is left.
func (r *listReader) count() int {
	n := r.num()
	if n > uint64(len(r.data)-r.off) {
		r.bad = true
		return 0
	}
	return int(n)
}

func (r *listReader) str() string {
	n := r.num()
	if n > 0 {
		if n > uint64(len(r.seen)) {
			r.bad = true
			return ""
		}
		return r.seen[n-1]
	}
	size := r.count()
	s := r.text[r.off : r.off+size]
	r.off += size
	r.seen = append(r.seen, s)
	return s
}

func (r *listReader) strs() []string {
	n := r.count()
	if n == 0 {
		return nil
	}
	out := make([]string, 0, n)
	for range n {
		out = append(out, r.str())
	}
	return out
}

func (r *listReader) graph(g *Graph) {
	n := r.count()
	all := make([]Package, n)
	for i := range all {
		if r.bad {
			return
		}
		r.pkg(&all[i], i, all)
		g.Packages = append(g.Packages, &all[i])
	}
	for range r.count() {
		if i := r.num(); i < uint64(n) {
			all[i].Initial = true
			g.Initial = append(g.Initial, &all[i])
		} else {
			r.bad = true
		}
	}
}

// pkg reads package i, whose imports come before it.
func (r *listReader) pkg(p *Package, i int, all []Package) {
	p.order = i
	p.ID, p.Path, p.Name, p.Dir = r.str(), r.str(), r.str(), r.str()
	p.Files = r.strs()
	for k, f := range p.Files {
		if !filepath.IsAbs(f) {
			p.Files[k] = p.Dir + string(filepath.Separator) + f
		}
	}
	count := r.count()
	p.Imports = make(map[string]*Package, count)
	for range count {
		path, at := r.str(), r.num()
		if at >= uint64(i) {
			r.bad = true
			return
		}
		p.Imports[path] = &all[at]
	}
	p.Module = r.module(0)
	p.Standard = r.num() != 0
	p.Problems = r.strs()
}

func (r *listReader) module(depth int) *Module {
	n := r.num()
	switch {
	case n == 0 || r.bad:
		return nil
	case n <= uint64(len(r.modules)):
		return r.modules[n-1]
	case n != uint64(len(r.modules)+1) || depth > 1:
		r.bad = true
		return nil
	}
	m := &Module{Path: r.str(), Version: r.str(), Dir: r.str(), GoMod: r.str(), GoVersion: r.str(), Deprecated: r.str()}
	r.modules = append(r.modules, m)
	if at := r.str(); at != "" {
		t, err := time.Parse(time.RFC3339Nano, at)
		r.bad = r.bad || err != nil
		m.Time = &t
	}
	m.Main = r.num() != 0
	m.Replace = r.module(depth + 1)
	return m
}
