package link

// Drops reports whether an op deletes keys by name.
func (o *Op) Drops() bool {
	switch o.Command {
	case "DEL", "UNLINK", "DELETE":
		return o.Script == nil && !o.Does("none")
	}
	return false
}

// DropsKey reports whether the declared function around f, closures included,
// deletes the key.
func (p *Program) DropsKey(f *Func, key Val) bool {
	for _, g := range p.Funcs {
		if g.Pkg != f.Pkg || g.Decl != f.Decl {
			continue
		}
		for _, o := range g.Ops {
			if k, ok := p.KeyOf(o); ok && o.Drops() && p.SameKey(key, k) {
				return true
			}
		}
	}
	return false
}

// After reports whether call b can follow call a.
func (f *Func) After(a, b int32) bool {
	x, y := f.Calls[a].Block, f.Calls[b].Block
	return x == y && b > a || x != y && f.Reaches(x, y)
}
