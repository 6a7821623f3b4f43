package load

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/types"
)

// collect reads the wanted packages, and of the others what these mention:
// name by name, until nobody asks for more. The result does not depend on the
// order in which packages happen to be read.
func (b *build) collect(ctx context.Context) error {
	c := &collector{
		build: b, asked: map[ref]depth{}, mentioned: map[string]bool{}, waiting: map[string][]*unit{},
		pending: map[*unit]*pending{}, busy: map[*unit]bool{}, done: make(chan collected),
	}
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
	queue     []*unit
	asked     map[ref]depth
	mentioned map[string]bool    // names of members
	waiting   map[string][]*unit // for a name of a member to be mentioned
	pending   map[*unit]*pending // what to ask a unit for
	busy      map[*unit]bool
	done      chan collected
	read      int
}

type pending struct {
	wants []want
	heard []string
}

// collected is what a unit turned out to use of others.
type collected struct {
	unit  *unit
	needs needs
	first bool
}

func (c *collector) start() {
	u := c.queue[0]
	c.queue = c.queue[1:]
	p := c.pending[u]
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
		c.done <- collected{u, u.header.need(p.wants, p.heard), first}
	}()
}

func (c *collector) take(r collected) {
	delete(c.busy, r.unit)
	if r.first {
		c.read++
		report(c.graph.progress, "read", c.read, len(c.units)) // the total grows
	}
	if c.pending[r.unit] != nil {
		c.queue = append(c.queue, r.unit)
	}
	for _, name := range r.needs.mentions {
		c.mention(name)
	}
	for _, name := range r.needs.waits {
		c.wait(r.unit, name)
	}
	for _, a := range r.needs.foreign {
		c.ask(a)
	}
}

// mention notes that code selects or sets members of some name, once.
func (c *collector) mention(name string) {
	if c.mentioned[name] {
		return
	}
	c.mentioned[name] = true
	for _, u := range c.waiting[name] {
		c.tell(u, name)
	}
	delete(c.waiting, name)
}

func (c *collector) wait(u *unit, name string) {
	if c.mentioned[name] {
		c.tell(u, name)
	} else {
		c.waiting[name] = append(c.waiting[name], u)
	}
}

func (c *collector) tell(u *unit, name string) {
	p := c.enqueue(u)
	p.heard = append(p.heard, name)
}

// ask notes that a name is used, once for each depth.
func (c *collector) ask(a ask) {
	if c.asked[a.ref] >= a.depth || !readable(a.pkg) {
		return
	}
	c.asked[a.ref] = a.depth
	u := c.unit(a.pkg)
	if u.full {
		return
	}
	p := c.enqueue(u)
	p.wants = append(p.wants, want{a.name, a.depth})
}

// enqueue returns what is pending for a unit, to be added to.
func (c *collector) enqueue(u *unit) *pending {
	p := c.pending[u]
	if p == nil {
		p = &pending{}
		c.pending[u] = p
		if !c.busy[u] {
			c.queue = append(c.queue, u)
		}
		if !u.known {
			u.known = true
			for _, name := range c.opts.Keep[u.pkg.Path] {
				p.wants = append(p.wants, want{name, met})
			}
		}
	}
	return p
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
		u.header.eager = b.eager
	}
}

// wanted returns what a package with bodies uses of its imports: any x.Name
// where x is what the file calls an import, and any name that may be a member's.
func (u *unit) wanted() needs {
	t := &tracer{}
	for _, f := range u.files {
		t.file = newHeaderFile(u.pkg, f)
		for _, d := range f.Decls {
			t.code(d)
		}
		t.todo = t.todo[:0] // all of the package itself is there
	}
	return t.needs
}

// finishHeaders cuts the syntax down to what was asked for and settles which
// imports have to be typed first. A wanted package imports all that it names.
func (b *build) finishHeaders() {
	for _, u := range b.ordered() {
		switch {
		case u.header != nil:
			u.deps = u.header.keep()
			b.noteBare(u)
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
