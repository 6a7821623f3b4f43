package link

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/lua"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// opsMemo is what a Program remembers of the questions of this file.
type opsMemo struct {
	ifaceOp map[string]*ifaceOp
	clients []string // names of clients' types, nil before the first question
	// spokenFor are the clients before which interfaces stand by their methods' names, nil
	// for those that spell no commands.
	spokenFor map[string]*rules.Client
}

// Op is one operation of a client library, seen from the function in which it
// is determined: where a wrapper gets the command's name as a parameter, that
// is the wrapper's caller.
type Op struct {
	F *Func
	// Call indexes F.Calls: the client call, or the call of the wrapper.
	Call   int32
	Client *rules.Client
	Rule   *rules.Op
	// Command is the normalised command; for a script "EVAL" with Script set;
	// empty where only Rule.Does says what happens.
	Command string
	// Words are the arguments of a raw command, its name excluded.
	Words  []Val
	second bool // the name's second word is an argument of its own: CONFIG, SET
	Script *lua.Script
	// Callee is what F calls: the client's function, or the wrapper.
	Callee string
	Conf   finding.Confidence
	// Ctx leads from F to the function that contains the client's call, At is
	// that call's index there; nil and Call where F contains it.
	Ctx   *Ctx
	At    int32
	args  []Val
	inner *Func
}

// Inner is the function that contains the client's call: F, or a wrapper.
func (o *Op) Inner() *Func { return o.inner }

// Site is the call in F.
func (o *Op) Site() *summary.Call { return &o.F.Calls[o.Call] }

// Does reports whether the catalogue lists this effect.
func (o *Op) Does(word string) bool { return slices.Contains(o.Rule.Does, word) }

// Arg returns the argument at a rule's index, ok false if there is none.
func (o *Op) Arg(i *int) (Val, bool) {
	if i == nil {
		return Val{}, false
	}
	if *i == -1 {
		c := &o.inner.Calls[o.At]
		return Val{Ref{o.inner, c.Recv}, o.Ctx}, c.Recv != 0
	}
	if *i < 0 || *i >= len(o.args) {
		return Val{}, false
	}
	return o.args[*i], true
}

// Args returns the arguments of the client's call without a leading context.
func (o *Op) Args() []Val { return o.args }

// match is a rule that applies to a call.
type match struct {
	client *rules.Client
	rule   *rules.Op
	callee string
	conf   finding.Confidence
}

type ifaceOp struct {
	client *rules.Client
	rule   *rules.Op
}

func (p *Program) findOps() {
	for _, f := range p.Funcs {
		own := p.Cat.Client(f.Pkg.Path)
		for i := range f.Calls {
			for _, m := range p.matches(f, int32(i), own) {
				if m.client == own {
					continue // a client's inside is its own affair
				}
				p.addMatch(f, int32(i), m)
			}
		}
	}
	for _, f := range p.Funcs {
		f.Ops = dedupe(f.Ops)
	}
}

// dedupe keeps one op per call and command: the one with the nearest client.
func dedupe(ops []*Op) []*Op {
	depth := func(o *Op) (n int) {
		for c := o.Ctx; c != nil; c = c.Up {
			n++
		}
		return n
	}
	slices.SortStableFunc(ops, func(a, b *Op) int {
		return cmp.Or(cmp.Compare(a.Call, b.Call), cmp.Compare(a.key(), b.key()), cmp.Compare(b.Conf.Rank(), a.Conf.Rank()), cmp.Compare(depth(a), depth(b)), cmp.Compare(a.Client.Name, b.Client.Name))
	})
	return slices.CompactFunc(ops, func(a, b *Op) bool { return a.Call == b.Call && a.key() == b.key() })
}

func (o *Op) key() string {
	switch {
	case o.Script != nil:
		return "script:" + o.Script.Canonical
	case o.Command == "":
		return strings.Join(o.Rule.Does, "+")
	}
	return o.Command
}

// matches finds what the catalogue says of a call. In a client's own code its
// rows say nothing, but those of the client below do.
func (p *Program) matches(f *Func, i int32, own *rules.Client) []match {
	c := &f.Calls[i]
	switch {
	case c.Fun != 0:
		return p.matchValue(f, c)
	case c.Callee == "":
		return nil
	}
	if cl := p.Cat.Client(c.Pkg); cl != nil && cl != own {
		if op := cl.Op(c.Type, c.Name); op != nil {
			return []match{{cl, op, c.Callee, finding.Certain}}
		}
	}
	if c.Iface != 0 {
		return p.matchIface(f, i, c)
	}
	if p.byName[c.Callee] == nil {
		if out := p.matchHanded(f, c, own); len(out) > 0 {
			return out
		}
	}
	return p.matchReflect(f, c)
}

// matchHanded handles a client's methods that code outside is handed to call:
// g.Go(mc.FlushAll).
func (p *Program) matchHanded(f *Func, c *summary.Call, own *rules.Client) []match {
	var out []match
	for _, a := range c.Args {
		x := &f.Values[f.Unconverted(a)]
		if x.Op != summary.Bound || p.byName[x.Str] != nil {
			continue
		}
		pkg, typ, name := splitName(x.Str)
		if cl := p.Cat.Client(pkg); cl != nil && cl != own {
			if op := cl.Op(typ, name); op != nil && op.Raw == nil && op.Script == nil && op.SHA == nil && len(op.Does) == 1 && op.Does[0] == "clear" {
				out = append(out, match{cl, op, x.Str, finding.Likely})
			}
		}
	}
	return out
}

// matchValue handles calls of function values that are a client's methods.
func (p *Program) matchValue(f *Func, c *summary.Call) []match {
	var out []match
	for _, o := range p.flow.set(f.valueNode(c.Fun)) {
		callee := p.valueCallee(f, c, &p.flow.objs[o])
		pkg, typ, name := splitName(callee)
		if cl := p.Cat.Client(pkg); cl != nil && p.byName[callee] == nil {
			if op := cl.Op(typ, name); op != nil {
				out = append(out, match{cl, op, callee, finding.Likely})
			}
		}
	}
	return out
}

// matchIface handles interfaces of the user's own over a client: by the
// client's types in the method's signature, by the types that flow in, or, where
// nothing in sight does, by the client's types that fit.
func (p *Program) matchIface(f *Func, i int32, c *summary.Call) []match {
	name := ifaceName(f.TypeAt(c.Iface))
	if io := p.behindIface(f, c); io != nil {
		return []match{{io.client, io.rule, c.Callee, finding.Certain}}
	}
	objs := p.flow.set(f.valueNode(c.Recv))
	var out []match
	for _, o := range objs {
		if m := p.clientMethod(p.flow.objs[o].name, c.Name); m != nil {
			out = append(out, match{m.client, m.rule, c.Callee, finding.Likely})
		}
	}
	if len(objs) == 0 && len(f.Out[i]) == 0 {
		if out = p.fitting(name, c); len(out) == 0 {
			out = p.spoken(name, c)
		}
	}
	return out
}

// spoken guesses by the names of its methods that a server is behind an interface that
// nothing in view implements.
func (p *Program) spoken(iface string, c *summary.Call) []match {
	d := p.decls[iface]
	if d == nil || p.standard(iface, d) {
		return nil
	}
	cl, ok := p.spokenFor[iface]
	if !ok {
		names := make([]string, len(d.Methods))
		for i := range d.Methods {
			names[i] = d.Methods[i].Name
		}
		cl = p.Cat.Spoken(names)
		keep(&p.spokenFor, iface, cl)
	}
	if cl == nil {
		return nil
	}
	if op := anyOp(cl, rules.CommandName(c.Name)); op != nil {
		return []match{{cl, op, c.Callee, finding.Likely}}
	}
	return nil
}

// valueCallee names the function that a function value stands for.
func (p *Program) valueCallee(f *Func, c *summary.Call, ob *object) string {
	if ob.kind != ifaceMethodObj {
		return ob.name
	}
	on, ok := receiver(f, callIndex(f, c), ob)
	if !ok {
		return ""
	}
	return "(" + on.Type().Named + ")." + ob.name
}

// behindIface is bySignature for a call, nil for calls of no interface.
func (p *Program) behindIface(f *Func, c *summary.Call) *ifaceOp {
	if c.Iface == 0 {
		return nil
	}
	name := ifaceName(f.TypeAt(c.Iface))
	key := name + "." + c.Name
	io, ok := p.ifaceOp[key]
	if !ok {
		io = p.bySignature(name, c.Name)
		keep(&p.ifaceOp, key, io)
	}
	return io
}

func (p *Program) bySignature(iface, method string) *ifaceOp {
	d := p.decls[iface]
	if d == nil {
		return nil
	}
	m := methodOf(d, method)
	if m == nil || p.takesClient(m.Sig) {
		return nil
	}
	for _, pkg := range packagesIn(m.Sig) {
		if cl := p.Cat.Client(pkg); cl != nil && cl.Kind != rules.Database {
			if op := anyOp(cl, method); op != nil {
				return &ifaceOp{cl, op}
			}
		}
	}
	return nil
}

// takesClient: a method that is given a client is none of that client's.
func (p *Program) takesClient(sig string) bool {
	params, _, _ := strings.Cut(strings.TrimPrefix(sig, "func("), ")")
	if i := strings.Index(params, "func("); i >= 0 {
		params = params[:i] // what a function is given that it is given
	}
	return slices.ContainsFunc(strings.Split(params, ", "), func(param string) bool {
		pkg, name, _ := cutLast(strings.TrimPrefix(param, "*"))
		cl := p.Cat.Client(pkg)
		return cl != nil && len(cl.CommandTypes) > 0 && cl.SendsCommands(name)
	})
}

// packagesIn lists the package paths that a type's text names.
func packagesIn(text string) []string {
	var out []string
	// A path may hold a hyphen, so that the arrow of a channel goes first.
	text = strings.ReplaceAll(text, "<-", " ")
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" *[](){},", r) }) {
		if slash := strings.LastIndexByte(word, '/'); slash >= 0 {
			// A path's last element may have a dot, as gopkg.in/redis.v5 has.
			if dot := strings.LastIndexByte(word, '.'); dot > slash {
				out = append(out, strings.TrimLeft(word[:dot], "."))
			}
		}
	}
	return out
}

// anyOp looks a method up on the types that send commands.
func anyOp(cl *rules.Client, name string) *rules.Op {
	if op := cl.Op("", name); op != nil {
		return op
	}
	for _, t := range append([]string{"Client", "Conn", "Cmdable"}, cl.CommandTypes...) {
		if op := cl.Op(strings.Trim(t, "*"), name); op != nil {
			return op
		}
	}
	return nil
}

// clientMethod returns the rule for a method of a client's concrete type.
func (p *Program) clientMethod(typ, method string) *ifaceOp {
	d := p.decls[typ]
	if d == nil {
		return nil
	}
	m := methodOf(d, method)
	if m == nil {
		return nil
	}
	pkg, t, name := splitName(m.Func)
	if d.Kind == summary.Interface {
		pkg, t, name = d.Pkg, typ[len(d.Pkg)+1:], method
	}
	cl := p.Cat.Client(pkg)
	if cl == nil || p.byName[m.Func] != nil {
		return nil
	}
	if op := cl.Op(t, name); op != nil {
		return &ifaceOp{cl, op}
	}
	return nil
}

// fitting guesses the client behind an interface that nothing in view fills. Those of
// the standard library are for other things: no cache is behind an http.Flusher.
func (p *Program) fitting(iface string, c *summary.Call) []match {
	d := p.decls[iface]
	if d == nil || len(d.Methods) == 0 || p.standard(iface, d) {
		return nil
	}
	for _, name := range p.clientTypes() {
		if !p.implements(name, true, iface) && !p.narrows(name, iface) {
			continue
		}
		if io := p.clientMethod(name, c.Name); io != nil {
			return []match{{io.client, io.rule, c.Callee, finding.Likely}}
		}
	}
	return nil
}

// standard: a declaration of the standard library, whose import paths have no dot in
// their first element, as those of a module that was summarised may have none.
func (p *Program) standard(name string, d *summary.Decl) bool {
	return !ThirdParty(d.Pkg) && p.declPkg[name].Path != d.Pkg
}

// clientTypes lists the clients' types that the summarised packages name, sorted.
func (p *Program) clientTypes() []string {
	if p.clients == nil {
		p.clients = []string{}
		for name, d := range p.decls {
			if p.Cat.Client(d.Pkg) != nil && p.declPkg[name].Path != d.Pkg {
				p.clients = append(p.clients, name)
			}
		}
		slices.Sort(p.clients)
	}
	return p.clients
}

// args lists a call's arguments one by one, without a leading context.
func (p *Program) args(f *Func, c *summary.Call, ctx *Ctx) []Val {
	var out []Val
	if c.Callee == methodByName {
		return nil // they travel elsewhere
	}
	for i, a := range c.Args {
		v := Val{Ref{f, a}, ctx}
		if i == 0 && isContext(f, c, a) {
			continue
		}
		if c.Ellipsis && i == len(c.Args)-1 {
			elems, _ := p.expand(v, 0)
			out = append(out, elems...)
			continue
		}
		out = append(out, v)
	}
	return out
}

func isContext(f *Func, c *summary.Call, a int32) bool {
	if len(c.Sig) > 0 {
		return f.TypeAt(c.Sig[0]).Text == "context.Context"
	}
	return f.TypeAt(f.Values[a].Type).Text == "context.Context"
}

// addMatch turns a rule match into ops, at the call or, where the command comes
// in as a parameter, at the callers that give it.
func (p *Program) addMatch(f *Func, i int32, m match) {
	o := Op{F: f, Call: i, At: i, inner: f, Client: m.client, Rule: m.rule, Command: m.rule.Command, Callee: m.callee, Conf: m.conf}
	if m.client.Kind == rules.Store && o.Command == "TXN" {
		o.Command = p.withoutCondition(&o)
	}
	p.complete(o, map[*Func]bool{})
}

const maxWrappers = 5

// complete evaluates the parts of an op that are not in the rule, and moves it
// to the callers while they depend on parameters.
func (p *Program) complete(o Op, seen map[*Func]bool) {
	o.args = p.args(o.inner, &o.inner.Calls[o.At], o.Ctx)
	rows, asked := p.rows(&o)
	if asked {
		p.atCallers(o, seen)
		return
	}
	if len(rows) > 0 {
		for _, words := range rows {
			o.args = words
			p.spelt(o)
		}
		return
	}
	subject, kind := p.subject(&o)
	if kind == "" {
		o.F.Ops = append(o.F.Ops, &o)
		return
	}
	t := p.Strings(subject, false)
	asks := p.secondWordAsked(&o, kind, t) || p.scriptAsked(&o, kind, t)
	for _, s := range t.Known() {
		if !asks {
			p.concrete(o, kind, s)
		}
	}
	if kind == "script" {
		for _, s := range t.Vals {
			if strings.Contains(s, Hole) && strings.Contains(s, "call") {
				p.concrete(o, kind, s)
			}
		}
	}
	if len(t.Open) == 0 && !asks && !p.passesOn(&o) {
		if len(t.Known()) == 0 {
			p.Unresolved++ // which command or script it is does not show
		}
		return
	}
	p.atCallers(o, seen)
}

// secondWordAsked reports whether the callers of a function say the second word of a
// container command: CONFIG and what to do with it.
func (p *Program) secondWordAsked(o *Op, kind string, name Text) bool {
	if kind != "raw" || len(name.Vals) != 1 || len(name.Known()) != 1 || len(o.args) < *o.Rule.Raw+2 || len(o.F.In) == 0 || !p.Cat.Commands[strings.ToUpper(name.Vals[0])].Container {
		return false
	}
	return len(p.Strings(o.args[*o.Rule.Raw+1], false).Open) > 0
}

// scriptAsked reports whether the callers of a function give the script that it has run.
func (p *Program) scriptAsked(o *Op, kind string, name Text) bool {
	if kind != "raw" || len(name.Vals) != 1 || !strings.EqualFold(name.Vals[0], "EVAL") || len(o.args) < *o.Rule.Raw+2 || len(o.F.In) == 0 {
		return false
	}
	script := p.Strings(o.args[*o.Rule.Raw+1], false)
	return len(script.Open) > 0 && !slices.ContainsFunc(script.Vals, func(s string) bool { return strings.Contains(s, "call") })
}

// atCallers moves an op to the callers of its function.
func (p *Program) atCallers(o Op, seen map[*Func]bool) {
	if seen[o.F] || len(seen) >= maxWrappers {
		return
	}
	seen[o.F] = true
	for _, in := range o.F.In {
		if in.Via == Callback || in.Call < 0 {
			continue
		}
		up := o
		up.F, up.Call, up.Ctx = in.Caller, in.Call, rebase(o.Ctx, o.inner, in)
		up.Callee = in.Caller.Calls[in.Call].Callee
		if up.Callee == "" {
			up.Callee = in.Callee.Name
		}
		if in.Conf.Rank() < up.Conf.Rank() {
			up.Conf = in.Conf
		}
		p.complete(up, seen)
	}
	delete(seen, o.F)
}

// rows lists the commands that a call sends one after the other, each with its
// name and arguments, out of a list that is written out, or those that it may send,
// of which a call gives one. asked: the callers of the op's function say which.
func (p *Program) rows(o *Op) (out [][]Val, asked bool) {
	c := &o.inner.Calls[o.At]
	if !c.Ellipsis || o.Rule.Raw == nil || len(o.args) > *o.Rule.Raw {
		return nil, false
	}
	list := p.outer(Val{Ref{o.inner, c.Args[len(c.Args)-1]}, o.Ctx}, 0)
	if list.V != 0 && list.Value().Op == summary.CallVal {
		return p.spellings(o, list)
	}
	return p.listed(o, list), false
}

// listed is rows for what an element of a list of commands spells.
func (p *Program) listed(o *Op, list Val) [][]Val {
	if list.V == 0 || list.Value().Op != summary.Load || list.F.Values[list.Value().A].Op != summary.ElemOf {
		return nil
	}
	all, ok := p.Expand(list.With(list.F.Values[list.Value().A].A))
	if !ok || len(all) > maxTexts {
		return nil
	}
	var out [][]Val
	for _, one := range all {
		if words, ok := p.Expand(one); ok {
			out = append(out, append(slices.Clip(o.args), words...))
		}
	}
	return out
}

// spellings is rows for a list that one of several functions returns, or a function in
// one of several places: the words of a command object behind an interface.
func (p *Program) spellings(o *Op, list Val) (out [][]Val, asked bool) {
	c := &list.F.Calls[list.Value().N]
	var on string
	if c.Iface != 0 {
		recv := p.outer(Val{Ref{list.F, c.Recv}, list.Ctx}, 0)
		if recv.V != 0 && recv.Value().Op == summary.ParamVal && recv.F == o.F && len(o.F.In) > 0 && !p.Outside(o.F) {
			return nil, true
		}
		if recv.V != 0 && recv.Type().Kind != summary.Interface {
			on = recv.Type().Named
		}
	}
	for _, e := range list.F.Out[list.Value().N] {
		if e.Via == Callback || on != "" && e.Callee.Recv != on {
			continue
		}
		for _, r := range e.Callee.Returns {
			if len(r.Values) != 1 {
				continue
			}
			if words, _ := p.Expand(Val{Ref{e.Callee, r.Values[0]}, &Ctx{Edge: e, Up: list.Ctx}}); len(words) > 0 {
				out = append(out, append(slices.Clip(o.args), words...))
			}
		}
	}
	if len(out) < 2 && on == "" {
		return nil, false
	}
	return out, false
}

// spelt adds the op that a written-out command is.
func (p *Program) spelt(o Op) {
	if subject, kind := p.subject(&o); kind == "raw" {
		for _, name := range p.Strings(subject, false).Known() {
			p.concrete(o, kind, name)
		}
	}
}

// passesOn reports whether an op hands the client the whole list of arguments, the
// command's name among them, that its function was called with.
func (p *Program) passesOn(o *Op) bool {
	c := &o.inner.Calls[o.At]
	if !c.Ellipsis || o.Rule.Raw == nil || len(o.args) > *o.Rule.Raw {
		return false
	}
	v := p.outer(Val{Ref{o.inner, c.Args[len(c.Args)-1]}, o.Ctx}, 0)
	if v.V != 0 {
		if made := p.copied(v, 0); made.rest.V != 0 && len(made.head) == 0 {
			v = p.outer(made.rest, 0)
		}
	}
	if v.V != 0 && v.Value().Op == summary.Load { // one of a list of commands
		if of := &v.F.Values[v.Value().A]; of.Op == summary.ElemOf {
			v = p.outer(v.With(of.A), 0)
		}
	}
	return v.V != 0 && v.Value().Op == summary.ParamVal && v.F == o.F
}

// rebase puts a new outermost call under a context chain.
func rebase(ctx *Ctx, inner *Func, in *Edge) *Ctx {
	if ctx == nil {
		return &Ctx{Edge: in}
	}
	return &Ctx{Edge: ctx.Edge, Up: rebase(ctx.Up, inner, in)}
}

// subject is the value that says what an op does: the raw command's name, the
// script or its digest.
func (p *Program) subject(o *Op) (Val, string) {
	r := o.Rule
	for _, s := range []struct {
		at   *int
		kind string
	}{{r.Raw, "raw"}, {r.Script, "script"}, {r.SHA, "script"}} {
		if s.at == nil || r.Loads {
			continue
		}
		if v, ok := o.Arg(s.at); ok {
			return v, s.kind
		}
		return Val{Ref{o.inner, 0}, o.Ctx}, s.kind
	}
	return Val{}, ""
}

func (p *Program) concrete(o Op, kind, text string) {
	if kind == "script" {
		s, err := lua.Parse(strings.ReplaceAll(p.source(text), Hole, "%s"))
		if err != nil {
			return
		}
		o.Script, o.Command = s, "EVAL"
		o.F.Ops = append(o.F.Ops, &o)
		return
	}
	o.Command = strings.ToUpper(strings.TrimSpace(text))
	if o.Command == "" || strings.ContainsAny(o.Command, " \t\n") && p.Cat.Commands[o.Command].Name == "" {
		return
	}
	if n := *o.Rule.Raw + 1; n <= len(o.args) {
		o.Words = o.args[n:]
	}
	if o.Does("build") { // Arbitrary("SET").Keys(k).Args(v)
		steps, _ := p.steps(&o, nil)
		o.Words = slices.Concat(o.Words, steps)
	}
	if full := p.withSubcommand(&o); full != o.Command {
		o.Command, o.Words, o.second = full, o.Words[1:], true
	}
	if (o.Command == "EVAL" || o.Command == "EVALSHA") && p.rawScripts(o) {
		return
	}
	o.F.Ops = append(o.F.Ops, &o)
}

// withSubcommand adds the second word of container commands: CONFIG SET.
func (p *Program) withSubcommand(o *Op) string {
	if len(o.Words) == 0 {
		return o.Command
	}
	for _, s := range p.Strings(o.Words[0], true).Known() {
		if full := o.Command + " " + strings.ToUpper(s); p.Cat.Commands[full].Name != "" {
			return full
		}
	}
	return o.Command
}

// rawScripts adds the scripts that a raw EVAL may run.
func (p *Program) rawScripts(o Op) (any bool) {
	if len(o.Words) == 0 {
		return false
	}
	for _, s := range p.Strings(o.Words[0], true).Vals {
		if script, err := lua.Parse(strings.ReplaceAll(p.source(s), Hole, "%s")); err == nil && len(script.Calls) > 0 {
			one := o
			one.Script, one.Command = script, "EVAL"
			o.F.Ops = append(o.F.Ops, &one)
			any = true
		}
	}
	return any
}
