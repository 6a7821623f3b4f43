package roots

import (
	"slices"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// alive works out what an application may run: what begins at its commands, at
// initialisers, in code of its own and in entries that are known already. A
// dependency's function that none of these come to registers nothing and starts
// nothing. Of libraries anything may be called: nothing is worked out.
func (fd *finder) alive(entries []*link.Func) {
	if !fd.opts.Application || len(fd.opts.Trusted) == 0 {
		return
	}
	begin := slices.Clone(entries)
	for _, f := range fd.p.Funcs {
		if fd.own(f.Pkg) || initialiser(f) {
			begin = append(begin, f)
		}
	}
	fd.live, fd.made = fd.p.Live(begin), nil
}

func (fd *finder) own(pkg *summary.Package) bool { return pkg.Main || fd.opts.Trusted[pkg.Module] }

// mayRun reports whether what stands in f may come to pass, and remembers where
// not: an entry may turn up later that leads there.
func (fd *finder) mayRun(f *link.Func) bool {
	if fd.live == nil || fd.live[f] {
		return true
	}
	fd.idle = append(fd.idle, f)
	return false
}

// mayBe reports whether there may be an object of a type of the summarised
// packages, so that whoever looks for methods finds some. What only its own
// methods speak of is never made.
func (fd *finder) mayBe(typ string) bool {
	if fd.live == nil {
		return true
	}
	if fd.made == nil {
		fd.spokenOf()
	}
	if !fd.made[typ] {
		fd.unmade = append(fd.unmade, typ)
	}
	return fd.made[typ]
}

// spokenOf collects the types that code which may run has values of, and what
// these are made of.
func (fd *finder) spokenOf() {
	fd.made = map[string]bool{}
	for f := range fd.live {
		for i := range f.Values {
			fd.mention(f.Pkg, f.Values[i].Type, f.Recv)
		}
	}
	for _, pkg := range fd.p.Pkgs {
		if fd.own(pkg) {
			for i := range pkg.Decls {
				if d := &pkg.Decls[i]; d.Pkg == pkg.Path {
					fd.make(d.Name)
				}
			}
		}
	}
}

// mention follows a type to those that it holds.
func (fd *finder) mention(pkg *summary.Package, t int32, but string) {
	for range 4 {
		x := &pkg.Types[t]
		if x.Named != "" && x.Named != but {
			fd.make(x.Named)
		}
		if x.Key != 0 {
			fd.mention(pkg, x.Key, but)
		}
		if x.Elem == 0 {
			return
		}
		t = x.Elem
	}
}

func (fd *finder) make(typ string) {
	d := fd.p.Decl(typ)
	if fd.made[typ] || d == nil {
		return
	}
	fd.made[typ] = true
	pkg := fd.p.DeclaredIn(typ)
	for _, field := range d.Fields {
		fd.mention(pkg, field.Type, "")
	}
}

// woken reports whether entries lead to something that was taken for unused.
func (fd *finder) woken() bool {
	if len(fd.idle) == 0 && len(fd.unmade) == 0 {
		return false
	}
	var entries []*link.Func
	for k := range fd.out {
		entries = append(entries, k.f)
	}
	fd.alive(entries)
	return slices.ContainsFunc(fd.idle, func(f *link.Func) bool { return fd.live[f] }) ||
		slices.ContainsFunc(slices.Clone(fd.unmade), fd.mayBe)
}
