package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
)

// defaultsMemo is what a Program remembers of the questions of this file.
type defaultsMemo struct {
	setDefaults  map[string]Ref   // what SetDefault is given, by package and name
	flagDefaults map[string][]Ref // by field, nil before the first question
	filledTypes  map[string]bool  // of which a field is given something, likewise
}

// DefaultsToZero reports whether a number that is an option is 0 where nobody
// gives it: whether all that is put into its field is the default of a flag or of
// a look-up by name, and that default is 0; or 0 and, under a condition, what a
// setting says; or what a parameter says that may be left out; or one of several
// constants; or is never given. A field that only outside code fills has no default in
// view.
func (p *Program) DefaultsToZero(v Val) bool { return p.zeroDefault(v, 0) }

func (p *Program) zeroDefault(v Val, d int) bool {
	if v.V == 0 || d > 12 {
		return false
	}
	if n, ok := p.Int(v); ok {
		return n == 0
	}
	x := v.Value()
	switch x.Op {
	case summary.Convert, summary.MakeIface:
		return p.zeroDefault(v.With(x.A), d+1)
	case summary.Load:
		return p.zeroDefaultAt(v.With(x.A), d+1)
	case summary.FieldOf:
		return p.zeroField(v, d)
	case summary.ElemOf:
		return p.zeroInTable(v, d)
	case summary.Extract:
		return x.N == 0 && (v.F.mayBeMissing(v.V) || p.zeroText(v) || p.zeroDefault(v.With(x.A), d+1))
	case summary.Binary:
		switch x.Str {
		case "*":
			return p.zeroDefault(v.With(x.A), d+1) || p.zeroDefault(v.With(x.B), d+1)
		case "/":
			return p.zeroDefault(v.With(x.A), d+1)
		}
	case summary.CallVal:
		c := &v.F.Calls[x.N]
		if c.Pkg == "time" && c.Type == "Duration" && c.Recv != 0 { // Seconds()
			return p.zeroDefault(v.With(c.Recv), d+1)
		}
		if set, ok := p.setDefault(v.F, c); ok {
			return p.zeroDefault(Val{set, nil}, d+1)
		}
		fallback, ok := lookedUp(v.F, c)
		return ok && p.zeroDefaultOrAt(v.With(fallback), d+1) || v.F.mayBeMissing(v.V) || p.zeroReturned(v, int32(x.N), d)
	case summary.Phi:
		ways := slices.DeleteFunc(slices.Clone(x.Args), func(w int32) bool { return w == v.V }) // round a loop it keeps what it has
		return p.zeroUnlessGiven(v, ways, d) || p.zeroAmong(v.withAll(ways))
	case summary.ParamVal:
		if v.Ctx != nil && v.Ctx.Edge.Callee == v.F {
			arg, ok := p.Arg(v.Ctx, int(x.N))
			return ok && p.zeroDefault(arg, d+1)
		}
		return p.zeroArgs(v, int(x.N), d)
	}
	return false
}

// zeroUnlessGiven: 0, or an element of a parameter that may be left out, or what a
// setting says.
func (p *Program) zeroUnlessGiven(v Val, ways []int32, d int) bool {
	zero := false
	for _, w := range ways {
		x := &v.F.Values[w]
		if x.Op == summary.Load && v.F.leftAway(x.A) || x.Op == summary.Load && p.nilByDefault(v.With(x.A)) || v.F.parsed(w) || v.F.ifThere(w) {
			continue
		}
		if !p.zeroDefault(v.With(w), d+1) {
			return false
		}
		zero = true
	}
	return zero
}

// zeroAmong: the number is one of several constants, and 0 for some.
func (p *Program) zeroAmong(vals []Val) bool {
	zero := false
	for _, v := range vals {
		n, ok := p.Int(v)
		if !ok {
			return false
		}
		zero = zero || n == 0
	}
	return zero
}

// zeroReturned: a function gives the number, and of its constants one is 0, or all that
// it gives is 0 by default.
func (p *Program) zeroReturned(v Val, call int32, d int) bool {
	var vals []Val
	for _, e := range v.F.Out[call] {
		if e.Via == Callback || len(e.Callee.Results) != 1 {
			return false
		}
		for _, r := range e.Callee.Returns {
			vals = append(vals, Val{Ref{e.Callee, r.Values[0]}, &Ctx{Edge: e, Up: v.Ctx}})
		}
	}
	return p.zeroAmong(vals) || len(vals) > 0 && !slices.ContainsFunc(vals, func(v Val) bool { return !p.zeroDefault(v, d+1) })
}

// mayBeMissing: a number is read out of a variable of the environment, and nobody asks
// whether that went well.
func (f *Func) mayBeMissing(v int32) bool {
	x := &f.Values[v]
	if x.Op != summary.Extract || !f.parsed(v) {
		return false
	}
	call := &f.Values[x.A]
	checked := slices.ContainsFunc(f.Values, func(y summary.Value) bool { return y.Op == summary.Extract && y.A == x.A && y.N != x.N })
	args := f.Calls[call.N].Args
	if checked || len(args) == 0 {
		return false
	}
	from := &f.Values[args[0]]
	return from.Op == summary.CallVal && f.Calls[from.N].Callee == "os.Getenv"
}

// zeroText: a number is read out of a text that is 0 where nobody gives another one.
func (p *Program) zeroText(v Val) bool {
	x := v.Value()
	if x.Op != summary.Extract || !v.F.parsed(v.V) {
		return false
	}
	args := v.F.Calls[v.F.Values[x.A].N].Args
	if len(args) == 0 {
		return false
	}
	given := p.Strings(v.With(args[0]), true).Known()
	return len(given) > 0 && !slices.ContainsFunc(given, func(s string) bool { return s != "" && strings.Trim(s, "0smh.") != "" })
}

// zeroInTable: what a table holds under a key is 0; for a key that is not known, it may be.
// A table that is written out has 0 for a key that is missing.
func (p *Program) zeroInTable(v Val, d int) bool {
	x := v.Value()
	if p.Strings(v.With(x.B), false).Known() == nil {
		var vals []Val
		for _, s := range p.elements(v.With(x.A), d) {
			vals = append(vals, s.in.With(s.val))
		}
		return p.zeroAmong(vals)
	}
	vals := p.underKey(v, d)
	if slices.ContainsFunc(vals, func(v Val) bool { return !p.zeroDefault(v, d+1) }) {
		return false
	}
	return len(vals) > 0 || p.wholeTable(v.With(x.A), d)
}

// wholeTable: a map is written out in view, and nothing else is put where it is kept.
func (p *Program) wholeTable(m Val, d int) bool {
	x := m.Value()
	if x.Op == summary.Load {
		x = &m.F.Values[x.A]
	}
	if !ownHolder(x) || p.addressed(x.Str) {
		return false
	}
	made, puts := p.origins(m, d), p.elements(m, d)
	return len(made) > 0 && len(made) == len(p.stores[x.Str]) && len(puts) > 0 &&
		!slices.ContainsFunc(made, func(v Val) bool { return v.Value().Op != summary.Make }) &&
		!slices.ContainsFunc(puts, func(s putIn) bool { return p.Strings(s.in.With(s.F.Values[s.addr].B), false).Known() == nil })
}

// parsed: a number is read out of a text, as of a setting that may be missing.
func (f *Func) parsed(v int32) bool {
	x := &f.Values[v]
	for x.Op == summary.Convert || x.Op == summary.Extract {
		x = &f.Values[x.A]
	}
	if x.Op != summary.CallVal {
		return false
	}
	c := &f.Calls[x.N]
	return c.Pkg == "strconv" || c.Callee == "time.ParseDuration"
}

// leftAway: an address is in what callers may leave out: an element of the last, variadic
// parameter, what a pointer points to, or a field of that.
func (f *Func) leftAway(addr int32) bool {
	x := &f.Values[addr]
	if f.leftOut(x) {
		return true
	}
	if x.Op == summary.FieldOf {
		x = &f.Values[x.A]
	}
	return x.Op == summary.ParamVal && f.TypeAt(x.Type).Kind == summary.Pointer && !(x.N == 0 && f.Recv != "")
}

// nilByDefault: a pointer is what a field has that nobody need set.
func (p *Program) nilByDefault(v Val) bool {
	x := v.Value()
	if x.Op != summary.Load || v.F.Values[x.A].Op != summary.FieldOf {
		return false
	}
	field := v.F.Values[x.A].Str
	return p.private(field) && !p.addressed(field) && !slices.ContainsFunc(p.stores[field], func(r Ref) bool { return !p.optionSets(r, field) && !p.ifSet(r, field) })
}

// leftOut: an element of what a variadic function is given.
func (f *Func) leftOut(addr *summary.Value) bool {
	if addr.Op != summary.ElemOf || !f.Variadic {
		return false
	}
	of := &f.Values[addr.A]
	return of.Op == summary.ParamVal && int(of.N) == len(f.Params)-1
}

// zeroArgs: every call in view passes 0, or a parameter of its own that may be left out.
func (p *Program) zeroArgs(v Val, i, d int) bool {
	return v.Ctx == nil && p.everyCaller(v.F, i, func(arg Val) bool { return p.zeroDefault(arg, d+1) })
}

// everyCaller reports whether a function is called in view, and what each call passes
// for parameter i is so.
func (p *Program) everyCaller(f *Func, i int, is func(arg Val) bool) bool {
	if len(f.In) == 0 || len(f.In) > maxTexts {
		return false
	}
	return !slices.ContainsFunc(f.In, func(in *Edge) bool {
		arg, ok := p.Arg(&Ctx{Edge: in}, i)
		return !ok || in.Via == Callback || !is(arg)
	})
}

// OffByDefault reports whether a block runs only where an option has another value
// than the one that the module itself gives it where it makes the options: a
// comparison with 0 of what is 60 s unless users say otherwise.
func (p *Program) OffByDefault(f *Func, block int32) bool {
	return slices.ContainsFunc(f.Guards(block), func(g Guard) bool {
		x := &f.Values[g.Cond]
		if x.Op != summary.Binary || x.Str != "==" && x.Str != "!=" {
			return false
		}
		field, with := x.A, x.B
		if f.Values[field].Op == summary.Const {
			field, with = with, field
		}
		want, ok := p.Int(Val{Ref{f, with}, nil})
		def, known := p.defaultOf(f, field)
		return ok && known && f.Values[with].Op == summary.Const && ((def == want) == (x.Str == "==")) != g.Taken
	})
}

// defaultOf is the number that a field of exported options is made with, by the
// one function that makes them.
func (p *Program) defaultOf(f *Func, v int32) (int64, bool) {
	x := f.HeldIn(v)
	refs := p.stores[x.Str]
	if x.Op != summary.FieldOf || len(refs) != 1 || !strings.HasSuffix(x.Str[:max(strings.LastIndexByte(x.Str, '.'), 0)], "Options") && !strings.Contains(x.Str, "Config.") {
		return 0, false
	}
	return p.Int(Val{refs[0], nil})
}

// zeroDefaultAt is for what an address holds: a field, a local variable, or what
// flag.Duration returns.
func (p *Program) zeroDefaultAt(addr Val, d int) bool {
	x := addr.Value()
	switch x.Op {
	case summary.FieldOf:
		return p.zeroField(addr, d)
	case summary.GlobalAddr:
		return p.zeroAll(p.stores[x.Str], d)
	case summary.ElemOf:
		return p.zeroInTable(addr, d)
	case summary.Alloc:
		var refs []Ref
		for _, s := range addr.F.values[addr.V] {
			refs = append(refs, Ref{addr.F, s})
		}
		return p.zeroAll(refs, d)
	case summary.CallVal:
		c := &addr.F.Calls[x.N]
		return flags(c) && len(c.Args) > 2 && p.zeroDefault(addr.With(c.Args[len(c.Args)-2]), d+1)
	}
	return false
}

func (p *Program) zeroDefaultOrAt(v Val, d int) bool {
	if v.Type().Kind == summary.Pointer {
		return p.zeroDefaultAt(v, d)
	}
	return p.zeroDefault(v, d)
}

// zeroField: all that lasts of what is put into the field is none by default; or it is one
// of a struct that the function is handed, and all who call it leave it out.
func (p *Program) zeroField(v Val, d int) bool {
	field := v.Value().Str
	if i, _, ok := p.ofParam(v); ok && v.Ctx == nil && len(p.stores[field]) == 0 && p.everyCaller(v.F, i, func(arg Val) bool { return p.leftEmpty(arg, field, d) }) {
		return true
	}
	if rows, any := p.rowsAt(v.With(v.Value().A), d); len(rows) > 0 {
		empty := func(row Val) bool { return p.leftEmpty(row, field, d) }
		return any && slices.ContainsFunc(rows, empty) || !any && !slices.ContainsFunc(rows, func(row Val) bool { return !empty(row) })
	}
	if held := p.OnlyPut(v.With(v.F.unloaded(v.Value().A))); held.V != 0 && p.onlyWrittenOut(field) && p.leftEmpty(Val{held, nil}, field, d) {
		return true
	}
	if slices.ContainsFunc(p.stores[field], func(r Ref) bool { return p.setToNone(r, d) }) {
		return true
	}
	var given []Ref
	options := false
	for _, r := range p.putLast(field) {
		switch {
		case p.optionSets(r, field):
			options = true
		case !p.ifSet(r, field):
			given = append(given, r)
		}
	}
	given = append(given, p.flagged(field)...)
	if len(given) > 0 {
		return p.zeroAll(given, d)
	}
	return p.closed(field) && (options || len(p.stores[field]) == 0 && p.givenFields(field) && !p.addressed(field))
}

// setToNone: a method puts into the field what it is given, and all who call it give what
// is none by default, without a look at it.
func (p *Program) setToNone(r Ref, d int) bool {
	i, ok := r.F.ParamOf(r.V)
	if !ok || i == 0 || r.F.Recv == "" || r.F.Name != r.F.Decl || len(r.F.Blocks) > 1 || slices.ContainsFunc(r.F.In, func(e *Edge) bool { return e.Call >= 0 && e.Caller.guardsNumber(e.Caller.Calls[e.Call].Block) }) {
		return false
	}
	return p.zeroArgs(Val{r, nil}, i, d)
}

// guardsNumber: a block runs only where some number is more, less or another one.
func (f *Func) guardsNumber(block int32) bool {
	return slices.ContainsFunc(f.Guards(block), func(g Guard) bool {
		x := &f.Values[g.Cond]
		return x.Op == summary.Binary && f.TypeAt(f.Values[x.A].Type).Kind == summary.Integer
	})
}

// rowsAt lists the structs of a table that a value may be one of: those under its key, or
// any where that is not known.
func (p *Program) rowsAt(v Val, d int) (rows []Val, any bool) {
	v = structIn(v)
	x := v.Value()
	if x.Op == summary.Extract && x.N == 0 {
		v = v.With(x.A)
		x = v.Value()
	}
	if x.Op != summary.ElemOf || d > 8 {
		return nil, false
	}
	if rows = p.underKey(v, d); len(rows) > 0 {
		return rows, false
	}
	if rows, ok := p.expand(v.With(x.A), d); ok {
		return rows, true
	}
	for _, s := range p.elements(v.With(x.A), d) {
		rows = append(rows, s.in.With(s.val))
	}
	return rows, true
}

// leftEmpty: a struct is written out without the field, or with none by default.
func (p *Program) leftEmpty(arg Val, field string, d int) bool {
	_, name, _ := cutLast(field)
	given, set, known := p.Field(arg, name)
	if set {
		return p.zeroDefault(given, d+1)
	}
	return known && !p.decodedInto(arg)
}

// givenFields: other fields of the type are given something, so that who makes one is in view.
func (p *Program) givenFields(field string) bool {
	if p.filledTypes == nil {
		p.filledTypes = map[string]bool{}
		for name := range p.stores {
			if owner, _, ok := cutLast(name); ok {
				p.filledTypes[owner] = true
			}
		}
	}
	owner, _, _ := cutLast(field)
	return p.filledTypes[owner]
}

// optionSets: a function that gives options returns the one that fills the field:
// func WithTTL(d time.Duration) Option { return func(c *Cache) { c.ttl = d } }.
func (p *Program) optionSets(r Ref, field string) bool {
	around := p.Declared(r.F)
	if !r.F.Literal() || around == nil || len(around.Results) != 1 || len(r.F.Params) != 1 || !p.function(around, around.Results[0]) {
		return false
	}
	x := r.Value()
	if x.Op == summary.Load {
		x = &r.F.Values[x.A]
	}
	return x.Op == summary.FreeVal && r.F.puts(r.V, field)
}

// function: a type is that of functions, or is declared as one.
func (p *Program) function(f *Func, typ int32) bool {
	t := f.TypeAt(typ)
	d := p.decls[t.Named]
	return t.Kind == summary.Signature || d != nil && d.Kind == summary.Signature
}

func (f *Func) puts(v int32, field string) bool {
	return slices.ContainsFunc(f.Stores, func(s summary.Store) bool { return s.Val == v && f.Values[s.Addr].Str == field })
}

// closed: what is put into the field is in view: other packages cannot name it, or belong
// to the same application, and no decoder fills its type.
func (p *Program) closed(field string) bool {
	owner, name, ok := cutLast(field)
	if p.private(field) {
		return !exported(name) || !p.decoded(owner)
	}
	d := p.decls[owner]
	return ok && d != nil && !p.opts.Open[d.Pkg] && !p.filledElsewhere(owner)
}

// private: other packages cannot fill the field.
func (p *Program) private(field string) bool {
	owner, name, ok := cutLast(field)
	d := p.decls[owner]
	return ok && d != nil && (!d.Exported || !exported(name))
}

// ifSet reports whether a field gets what is not known only where a condition holds
// that says nothing of the field itself: where a setting is there.
func (p *Program) ifSet(r Ref, field string) bool {
	if _, known := p.Int(Val{r, nil}); known {
		return false
	}
	return slices.ContainsFunc(r.F.Stores, func(s summary.Store) bool {
		if s.Val != r.V || r.F.Values[s.Addr].Str != field {
			return false
		}
		set := false
		for _, g := range r.F.Guards(s.Block) {
			if r.F.reads(g.Cond, field) {
				return false
			}
			set = set || !r.F.comparesError(g.Cond) && !r.F.givesUp(g, r.F.Values[s.Addr].A)
		}
		return set
	})
}

// givesUp: where a condition does not hold, a struct that is made here goes nowhere: no
// such way hands it on, to a caller or a callee.
func (f *Func) givesUp(g Guard, made int32) bool {
	if f.Values[made].Op != summary.Alloc {
		return false
	}
	for w := f.visitBlocks(g.Else); w.next(); {
		for _, item := range f.Blocks[w.at].Items {
			if slices.ContainsFunc(f.handedOn(item), func(v int32) bool { return f.carries(v, []int32{made}) }) {
				return false
			}
		}
		w.push(f.Blocks[w.at].Succs...)
	}
	return true
}

// handedOn are the values that leave at a point of a function.
func (f *Func) handedOn(item summary.Item) []int32 {
	switch item.Kind {
	case summary.CallItem:
		return append([]int32{f.Calls[item.N].Recv}, f.Calls[item.N].Args...)
	case summary.ReturnItem:
		return f.Returns[item.N].Values
	case summary.StoreItem:
		return []int32{f.Stores[item.N].Val}
	}
	return nil
}

func (f *Func) reads(v int32, field string) bool {
	for w := f.visitValues(v); w.next(); {
		x := &f.Values[w.at]
		if x.Op == summary.FieldOf && x.Str == field {
			return true
		}
		w.push(x.A, x.B)
		w.push(x.Args...)
	}
	return false
}

func (p *Program) zeroAll(refs []Ref, d int) bool {
	for _, r := range refs {
		if !p.zeroDefault(Val{r, nil}, d+1) {
			return false
		}
	}
	return len(refs) > 0
}

// lookedUp returns the default of a call that looks a setting up by its name:
// conf.Duration("ttl", 0), env.Int("TTL", &none).
func lookedUp(f *Func, c *summary.Call) (fallback int32, ok bool) {
	if len(c.Args) != 2 || f.Values[c.Args[0]].Op != summary.Const || f.TypeAt(f.Values[c.Args[0]].Type).Kind != summary.String {
		return 0, false
	}
	res, def := f.TypeAt(c.Result), f.TypeAt(f.Values[c.Args[1]].Type)
	if def.Kind == summary.Pointer {
		def = f.TypeAt(def.Elem)
	}
	return c.Args[1], res.Text == def.Text || strings.HasPrefix(res.Text, "("+def.Text+",")
}

// setDefault is what a package's SetDefault is given for the setting that a call looks up
// by its name: viper.SetDefault("ttl", 0).
func (p *Program) setDefault(f *Func, c *summary.Call) (Ref, bool) {
	if len(c.Args) != 1 || f.Values[c.Args[0]].Op != summary.Const || f.TypeAt(f.Values[c.Args[0]].Type).Kind != summary.String {
		return Ref{}, false
	}
	if p.setDefaults == nil {
		p.setDefaults = map[string]Ref{}
		for _, g := range p.Funcs {
			for i := range g.Calls {
				if s := &g.Calls[i]; s.Name == "SetDefault" && len(s.Args) == 2 && g.Values[s.Args[0]].Op == summary.Const {
					p.setDefaults[s.Pkg+" "+g.Values[s.Args[0]].Str] = Ref{g, s.Args[1]}
				}
			}
		}
	}
	r, ok := p.setDefaults[c.Pkg+" "+f.Values[c.Args[0]].Str]
	return r, ok
}

// flags: the call defines a command line flag; its last arguments are the default
// and the usage.
func flags(c *summary.Call) bool {
	return c.Pkg == "flag" || strings.HasSuffix(c.Pkg, "/pflag")
}

// flagged lists the defaults of the flags that fill a field.
func (p *Program) flagged(field string) []Ref {
	if p.flagDefaults == nil {
		p.flagDefaults = map[string][]Ref{}
		for _, f := range p.Funcs {
			p.addFlags(f)
		}
	}
	return p.flagDefaults[field]
}

func (p *Program) addFlags(f *Func) {
	for i := range f.Calls {
		c := &f.Calls[i]
		if !flags(c) || len(c.Args) < 4 {
			continue
		}
		if at := &f.Values[c.Args[0]]; at.Op == summary.FieldOf {
			p.flagDefaults[at.Str] = append(p.flagDefaults[at.Str], Ref{f, c.Args[len(c.Args)-2]})
		}
	}
}
