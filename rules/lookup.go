package rules

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// catalogueIndex answers Client, Service and Hazard without walking the lists. It
// is built on first use, and again after Load.
type catalogueIndex struct {
	building sync.Mutex
	built    atomic.Pointer[table]
}

type table struct {
	clients, services *clientTable
	hazards           map[string]*Hazard
	names             map[string]string // of commands, by squashed name
	spoken            *Client           // nil if no client is
}

type clientTable struct {
	// byModule holds the clients of a module path, those that name packages
	// before the one that takes the rest.
	byModule map[string][]*Client
	seen     sync.Map // package path -> *Client, nil for none
}

func newClientTable() *clientTable { return &clientTable{byModule: map[string][]*Client{}} }

func (c *Catalogue) forget() { c.index.built.Store(nil) }

func (c *Catalogue) table() *table {
	if t := c.index.built.Load(); t != nil {
		return t
	}
	c.index.building.Lock()
	defer c.index.building.Unlock()
	if t := c.index.built.Load(); t != nil {
		return t
	}
	t := &table{clients: newClientTable(), services: newClientTable(), hazards: map[string]*Hazard{}}
	names := squash(c.Commands)
	t.names = names
	for i := range c.Clients {
		cl := &c.Clients[i]
		cl.index = newClientIndex(cl, c.Commands, names)
		if cl.Spoken && t.spoken == nil {
			t.spoken = cl
		}
		if cl.Kind == Service {
			t.services.add(cl)
		} else {
			t.clients.add(cl)
		}
	}
	for i := range c.Hazards {
		t.hazards[c.Hazards[i].Name] = &c.Hazards[i]
	}
	c.index.built.Store(t)
	return t
}

func (t *clientTable) add(cl *Client) {
	for _, m := range cl.Modules {
		if len(cl.Packages) > 0 {
			t.byModule[m] = append([]*Client{cl}, t.byModule[m]...)
		} else {
			t.byModule[m] = append(t.byModule[m], cl)
		}
	}
}

// Client returns the client library that the package with this import path
// belongs to, or nil; those of services are left out, whose packages also hold
// much that is nobody's client (net/http). The longest module path wins. Safe for
// concurrent use.
func (c *Catalogue) Client(pkgPath string) *Client { return c.table().clients.of(pkgPath) }

// Service is as Client, for the clients of services alone.
func (c *Catalogue) Service(pkgPath string) *Client { return c.table().services.of(pkgPath) }

func (t *clientTable) of(pkgPath string) *Client {
	if hit, ok := t.seen.Load(pkgPath); ok {
		return hit.(*Client)
	}
	cl := t.find(pkgPath)
	t.seen.Store(pkgPath, cl)
	return cl
}

func (t *clientTable) find(pkgPath string) *Client {
	for module := pkgPath; ; {
		for _, cl := range t.byModule[module] {
			rel := strings.TrimPrefix(strings.TrimPrefix(pkgPath, module), "/")
			if cl.holds(rel) {
				return cl
			}
		}
		i := strings.LastIndexByte(module, '/')
		if i < 0 {
			return t.byName(pkgPath)
		}
		module = module[:i]
	}
}

// byName finds the client whose module is "*/name": a package that many copy
// into their own tree, known by its last path element alone.
func (t *clientTable) byName(pkgPath string) *Client {
	name := pkgPath[strings.LastIndexByte(pkgPath, '/')+1:]
	if list := t.byModule["*/"+name]; len(list) > 0 {
		return list[0]
	}
	return nil
}

// holds tells whether the package at rel below the module is the client's.
func (cl *Client) holds(rel string) bool {
	if len(cl.Packages) == 0 {
		return true
	}
	for _, p := range cl.Packages {
		if p == rel {
			return true
		}
	}
	return false
}

// Hazard returns the hazard of this name, or nil.
func (c *Catalogue) Hazard(name string) *Hazard { return c.table().hazards[name] }

// Takes reports whether a root names the package below the module's path, "" for the one at
// the root: by it the framework takes functions, or gives them what they need.
func (f *Framework) Takes(below string) bool {
	name := "MODULE" + below
	return slices.ContainsFunc(f.Roots, func(r Root) bool {
		return slices.ContainsFunc([]string{r.Call, r.Implements, r.Field, r.Signature, r.Takes}, func(s string) bool {
			return strings.Contains(s, name+".") || strings.Contains(s, name+",") || strings.Contains(s, name+"}")
		})
	})
}

// Expanded returns the framework's roots with MODULE replaced by each of its
// module paths.
func (f *Framework) Expanded() []Root {
	var out []Root
	for _, module := range f.Modules {
		fill := strings.NewReplacer("MODULE", module)
		for _, r := range f.Roots {
			r.Call = fill.Replace(r.Call)
			r.Implements = fill.Replace(r.Implements)
			r.Field = fill.Replace(r.Field)
			r.Signature = fill.Replace(r.Signature)
			r.Takes = fill.Replace(r.Takes)
			out = append(out, r)
		}
	}
	return out
}

// nameVerb takes the HTTP method from the call's own name where the row says so.
func (r *Root) nameVerb() {
	if r.Verb == "*" {
		name := strings.ToUpper(r.Call[strings.LastIndexByte(r.Call, '.')+1:])
		r.Verb = strings.TrimPrefix(name, "NS") // beego's, for namespaces
	}
}

// Wraps reports whether a package that is called as a coalescing client is, yet imports
// one, is a layer over it rather than a copy.
func (c *Catalogue) Wraps(path string, imports []string) bool {
	coalesces := func(path string) bool {
		cl := c.Client(path)
		return cl != nil && cl.Kind == Coalesce
	}
	return coalesces(path) && slices.ContainsFunc(imports, coalesces)
}
