package load

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/types"
	"slices"
)

// collect reads the wanted packages, and of the others what these mention:
// name by name, until nobody asks for more. The result does not depend on the
// order in which packages happen to be read.
func (b *build) collect(ctx context.Context) error {
	c := &collector{build: b, asked: map[ref]bool{}, pending: map[*unit][]string{}, busy: map[*unit]bool{}, known: map[*unit]bool{}, done: make(chan collected)}
	c.queue = b.ordered()
	for len(c.queue) > 0 || len(c.busy) > 0 {
		for len(c.queue) > 0 && len(c.busy) < b.opts.Workers && ctx.Err() == nil {
			c.start()
		}
		if len(c.busy) == 0 {
			return context.Cause(ctx)
		}
		c.take(<-c.done)
	}
	b.finishHeaders()
	return context.Cause(ctx)
}

type collector struct {
	*build
	queue   []*unit
	asked   map[ref]bool
	pending map[*unit][]string // names to ask a unit for
	busy    map[*unit]bool
	done    chan collected
	known   map[*unit]bool // have been asked for something
	read    int
}

// collected is what a unit turned out to use of others.
type collected struct {
	unit  *unit
	refs  []ref
	first bool
}

func (c *collector) start() {
	u := c.queue[0]
	c.queue = c.queue[1:]
	names := c.pending[u]
	delete(c.pending, u)
	c.busy[u] = true
	go func() {
		first := u.files == nil
		if first {
			c.parse(u)
		}
		if u.full {
			c.done <- collected{u, u.wanted(), true}
			return
		}
		c.done <- collected{u, u.header.need(names), first}
	}()
}

func (c *collector) take(r collected) {
	delete(c.busy, r.unit)
	if r.first {
		c.read++
		report(c.graph.progress, "read", c.read, len(c.units)) // the total grows
	}
	if len(c.pending[r.unit]) > 0 {
		c.queue = append(c.queue, r.unit)
	}
	for _, ref := range r.refs {
		c.ask(ref)
	}
}

// ask notes that a name is used, once.
func (c *collector) ask(r ref) {
	if c.asked[r] || !readable(r.pkg) {
		return
	}
	c.asked[r] = true
	u := c.unit(r.pkg)
	if u.full {
		return
	}
	if len(c.pending[u]) == 0 && !c.busy[u] {
		c.queue = append(c.queue, u)
	}
	if !c.known[u] {
		c.known[u] = true
		c.pending[u] = slices.Clone(c.opts.Keep[r.pkg.Path])
	}
	c.pending[u] = append(c.pending[u], r.name)
}

// readable reports whether there is source to read. unsafe has a file, but it
// only documents what the compiler knows.
func readable(p *Package) bool { return p.Path != "unsafe" && len(p.Files) > 0 }

// parse reads the files of a package, one after the other so that positions
// grow with the order of files.
func (b *build) parse(u *unit) {
	read := b.reader.header
	if u.full {
		read = b.reader.full
	}
	u.files = make([]*ast.File, 0, len(u.pkg.Files))
	if n := len(u.pkg.Files); n > b.opts.MaxFiles {
		u.broken = append(u.broken, &refusal{fmt.Sprintf("%d files, more than the limit of %d", n, b.opts.MaxFiles)})
	} else {
		for _, name := range u.pkg.Files {
			f, err := read(name)
			if err != nil {
				u.broken = append(u.broken, err)
			}
			if f != nil && f.Name != nil && (u.pkg.Name == "" || f.Name.Name == u.pkg.Name) {
				u.files = append(u.files, f)
			}
		}
	}
	if !u.full {
		u.header = newHeader(u.pkg, u.files)
	}
}

// wanted returns what a package with bodies uses of its imports: any x.Name
// where x is what the file calls an import.
func (u *unit) wanted() []ref {
	var refs []ref
	for _, f := range u.files {
		hf := newHeaderFile(u.pkg, f)
		for _, d := range f.Decls {
			_, foreign := hf.uses(d)
			refs = append(refs, foreign...)
		}
	}
	return refs
}

// finishHeaders cuts the syntax down to what was asked for and settles which
// imports have to be typed first. A wanted package imports all that it names.
func (b *build) finishHeaders() {
	for _, u := range b.ordered() {
		switch {
		case u.header != nil:
			u.deps = u.header.keep()
			u.header = nil
		case u.full:
			u.deps = make(map[*Package]bool, len(u.pkg.Imports))
			for _, imp := range u.pkg.Imports {
				u.deps[imp] = true
			}
		}
		for dep := range u.deps {
			b.unit(dep)
		}
	}
	for _, u := range b.units {
		if u.files == nil {
			b.leaveUnread(u)
		}
	}
}

// leaveUnread gives an import that nobody takes a name from an empty scope.
func (b *build) leaveUnread(u *unit) {
	if u.pkg.Path == "unsafe" {
		u.types = types.Unsafe
		return
	}
	if !readable(u.pkg) {
		u.broken = append(u.broken, errors.New("no Go files"))
		return
	}
	u.types = types.NewPackage(u.pkg.Path, u.pkg.Name)
	u.types.MarkComplete()
}
