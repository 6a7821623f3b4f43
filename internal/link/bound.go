package link

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// BoundKind says what ends a loop.
type BoundKind uint8

// The kinds of bounds.
const (
	Unbounded  BoundKind = iota // nothing that we can see
	Constant                    // N turns at most
	Elements                    // the elements of Over
	Rows                        // the rows of a query
	Cursor                      // until a SCAN cursor comes back to 0
	Channel                     // until a channel is closed
	Iterated                    // until an iterator of some library has no more
	Numeric                     // a computed number
	EndlessFor                  // no way out
)

// Bound is what ends a loop, in words for the report.
type Bound struct {
	Kind BoundKind
	N    int64
	// Over is the collection for Elements, the channel for Channel, the cursor value's
	// source for Cursor.
	Over Val
	// Words name the factor: "elements of keys", "rows of Query".
	Words string
}

// LoopBound finds out what ends a loop. Without a context it is worked out once.
func (p *Program) LoopBound(f *Func, l int, ctx *Ctx) Bound {
	if ctx != nil {
		return p.loopBound(f, l, ctx)
	}
	if f.bounds == nil {
		f.bounds = make([]*Bound, len(f.Loops))
	}
	if f.bounds[l] == nil {
		b := p.loopBound(f, l, nil)
		f.bounds[l] = &b
	}
	return *f.bounds[l]
}

func (p *Program) loopBound(f *Func, l int, ctx *Ctx) Bound {
	loop := &f.Loops[l]
	best := Bound{Kind: EndlessFor, Words: "endless"}
	for _, b := range loop.Blocks {
		blk := &f.Blocks[b]
		if !leaves(loop, blk) {
			continue
		}
		if best.Kind == EndlessFor {
			best = Bound{Kind: Unbounded, Words: "turns"}
		}
		if blk.Cond == 0 {
			continue
		}
		leave := condition{loop: loop, on: loop.Has(blk.Succs[0])}
		if nb := p.condBound(leave, Val{Ref{f, blk.Cond}, ctx}, 0); nb.better(best) {
			best = nb
		}
	}
	return best
}

// leaves reports whether a block can end the loop, other than by returning an
// error or panicking right away.
func leaves(l *Loop, b *summary.Block) bool {
	for _, s := range b.Succs {
		if !l.Has(s) {
			return true
		}
	}
	return false
}

// boundRank orders the kinds by how much they say.
var boundRank = map[BoundKind]int{EndlessFor: 0, Unbounded: 1, Channel: 2, Iterated: 3, Numeric: 4, Rows: 5, Elements: 6, Cursor: 7, Constant: 8}

// better: it says more, or says it in words of its own.
func (b Bound) better(than Bound) bool {
	return boundRank[b.Kind] > boundRank[than.Kind] || b.Kind == Unbounded && than.Kind == Unbounded && b.Words != ""
}

// condition is where a loop is left, or not: on says that it goes on where what is asked
// there is true.
type condition struct {
	loop *Loop
	on   bool
}

func (c condition) not() condition { return condition{c.loop, !c.on} }

func (p *Program) condBound(c condition, v Val, d int) Bound {
	if d > maxDepth/2 || v.V == 0 {
		return Bound{}
	}
	x := v.Value()
	switch x.Op {
	case summary.Not:
		return p.condBound(c.not(), v.With(x.A), d+1)
	case summary.Phi:
		var best Bound
		for _, a := range x.Args {
			if b := p.condBound(c, v.With(a), d+fan(len(x.Args))); b.better(best) {
				best = b
			}
		}
		return best
	case summary.Extract:
		return p.rangeBound(v, x)
	case summary.CallVal:
		return p.iterBound(v, &v.F.Calls[x.N])
	case summary.Binary:
		return p.compareBound(c, v, x)
	}
	return Bound{}
}

func (p *Program) rangeBound(v Val, x *summary.Value) Bound {
	a := &v.F.Values[x.A]
	switch {
	case a.Op == summary.NextOf && x.N == 0:
		over := v.With(v.F.Values[a.A].A)
		return Bound{Kind: Elements, Over: over, Words: "entries of " + p.Describe(over)}
	case a.Op == summary.Recv:
		return Bound{Kind: Channel, Words: "messages", Over: v.With(a.A)}
	}
	return Bound{}
}

// iterBound recognises iterators of clients, and of others by their names:
// rows.Next(), iter.Next(ctx), scanner.Scan().
func (p *Program) iterBound(v Val, c *summary.Call) Bound {
	cl := p.Cat.Client(c.Pkg)
	if c.Pkg == "database/sql" && c.Name == "Next" || cl != nil && cl.Kind == rules.Database && c.Name == "Next" {
		return Bound{Kind: Rows, Words: "rows", Over: v.With(c.Recv)}
	}
	if cl != nil && (strings.Contains(c.Type, "Iter") || sends(v.F, c, walks) && v.Type().Kind == summary.Bool) {
		return Bound{Kind: Cursor, Words: "keys", Over: v.With(c.Recv)}
	}
	switch {
	case c.Callee == "errors.Is" && len(c.Args) == 2 && ending(v.With(c.Args[1])):
		return p.readBound(v.With(c.Args[0]))
	case c.Type == "Time" && c.Pkg == "time" && (c.Name == "Before" || c.Name == "After") && slices.ContainsFunc([]int32{c.Recv, c.Args[0]}, func(t int32) bool { return v.F.Values[t].Op == summary.Phi && cyclic(v.F, t) }):
		return Bound{Kind: Numeric, Words: "steps of time", Over: v}
	}
	if streams[c.Callee] && !waits(v.Ref.With(c.Recv)) {
		return Bound{Kind: Iterated, Words: "items of " + p.Describe(v.With(c.Recv)), Over: v.With(c.Recv)}
	}
	if words := Words(c.Type); c.Name == "Next" && c.Recv != 0 && len(words) > 0 && slices.Contains(iterators, words[len(words)-1]) {
		return Bound{Kind: Iterated, Words: "items of " + p.Describe(v.With(c.Recv)), Over: v.With(c.Recv)}
	}
	return Bound{}
}

// streams are the standard library's iterators over what is read.
var streams = map[string]bool{"(*bufio.Scanner).Scan": true, "(*encoding/json.Decoder).More": true}

// waits: the reader behind a scanner or decoder gives what somebody sends by and by: a
// connection, a terminal, the output of a process.
func waits(reader Ref) bool {
	made := reader.Bare()
	if made.Value().Op != summary.CallVal {
		return false
	}
	f := made.F
	return slices.ContainsFunc(f.Calls[made.Value().N].Args, func(a int32) bool {
		from := made.With(f.Unconverted(a))
		x := from.Bare().Value()
		switch x.Op {
		case summary.GlobalAddr:
			return x.Str == "os.Stdin"
		case summary.FieldOf:
			return x.Str == "net/http.Response.Body"
		case summary.Extract:
			by := &f.Values[x.A]
			return by.Op == summary.CallVal && strings.HasSuffix(f.Calls[by.N].Name, "Pipe")
		}
		return f.TypeAt(from.Value().Type).Pkg == "net"
	})
}

// iterators end the names of types that are gone through by Next.
var iterators = []string{"iter", "iterator", "cursor", "rows"}

func (p *Program) compareBound(c condition, v Val, x *summary.Value) Bound {
	a, b := v.With(x.A), v.With(x.B)
	if x.Str == "==" || x.Str == "!=" {
		return p.equalBound(a, b)
	}
	if a.Value().Op == summary.Const && b.Value().Op == summary.Const {
		return Bound{} // a count that nothing counts up is the same on every turn
	}
	if (x.Str == ">" || x.Str == ">=") == c.on {
		a, b = b, a
	}
	return p.limitBound(c, a, b) // it goes on while a is below b
}

func (p *Program) equalBound(a, b Val) Bound {
	if isZero(a) {
		a, b = b, a
	}
	switch {
	case isZero(b) && p.FromScan(a):
		return Bound{Kind: Cursor, Words: "keys", Over: a}
	case isNil(b) && linked(a):
		return Bound{Kind: Iterated, Words: elementsOf(p.Describe(a)), Over: a}
	case isNil(b) && ofReader(a), ending(b):
		return p.readBound(a)
	case ending(a):
		return p.readBound(b)
	}
	return Bound{}
}

// limitBound is the bound of a loop that goes on while a is below b.
func (p *Program) limitBound(c condition, a, b Val) Bound {
	if countless(b) {
		return Bound{}
	}
	if n, ok := p.Int(b); ok && n > 0 {
		switch {
		case counts(a) && c.on:
			return Bound{Kind: Constant, N: n, Words: fmt.Sprint(n)}
		case counts(a): // not every turn need come by
			return Bound{Kind: Numeric, Words: fmt.Sprint(n), Over: b}
		}
		return Bound{} // each turn looks at something else: any may be the last
	}
	if y := b.Value(); y.Op == summary.CallVal && isZero(a) {
		if by := &b.F.Calls[y.N]; by.Recv != 0 && len(by.Args) == 0 && (by.Name == "Len" || by.Name == "Size") { // until it is empty
			return Bound{Kind: Iterated, Words: elementsOf(p.Describe(b.With(by.Recv))), Over: b.With(by.Recv)}
		}
	}
	if !counts(a) && p.asked(c.loop, b) {
		if counts(b) { // how many workers there may be, say: somebody else sets it
			return Bound{}
		}
		return Bound{Kind: Unbounded, Words: "pages"}
	}
	if y := b.Value(); y.Op == summary.LenOf {
		over := b.With(y.A)
		if es, ok := p.expand(over, 0); ok && len(es) > 0 {
			return Bound{Kind: Constant, N: int64(len(es)), Words: fmt.Sprint(len(es)), Over: over}
		}
		return Bound{Kind: Elements, Over: over, Words: elementsOf(p.Describe(over))}
	}
	if arrived(b.Ref) {
		return Bound{}
	}
	return Bound{Kind: Numeric, Words: p.Describe(b), Over: b}
}

// counts: a number that turns count up, as far as can be told: a variable that hangs on
// what it was, or what is kept somewhere, or how much has been gathered there.
func counts(a Val) bool {
	a = a.With(a.F.Unconverted(a.V))
	switch x := a.Value(); x.Op {
	case summary.LenOf:
		return counts(a.With(x.A))
	case summary.Phi:
		return cyclic(a.F, a.V)
	case summary.Binary:
		return counts(a.With(x.A)) || counts(a.With(x.B))
	case summary.Load:
		op := a.F.Values[a.F.basis(a.V)].Op
		return op == summary.Alloc || op == summary.FreeVal || op == summary.ParamVal || op == summary.GlobalAddr
	case summary.CallVal:
		c := &a.F.Calls[x.N]
		return c.Pkg == "sync/atomic" || c.Pkg == "time" || c.Recv != 0 && len(c.Args) == 0
	}
	return false
}

// basis is what a value is a part of, or how many there are of.
func (f *Func) basis(v int32) int32 {
	for range 12 {
		switch f.Values[v].Op {
		case summary.Load, summary.FieldOf, summary.Extract, summary.Convert, summary.MakeIface, summary.LenOf:
			v = f.Values[v].A
		default:
			return v
		}
	}
	return v
}

// asked: a number, or how many things there are, that each turn of a loop is told anew: a
// page, of which a short one is the last.
func (p *Program) asked(loop *Loop, n Val) bool {
	from := n.F.basis(n.V)
	switch x := &n.F.Values[from]; x.Op {
	case summary.CallVal:
		return loop.Has(n.F.Calls[x.N].Block)
	case summary.Alloc:
		return slices.ContainsFunc(p.fillers(n.F, from), func(c *summary.Call) bool { return loop.Has(c.Block) }) ||
			slices.ContainsFunc(n.F.values[from], func(v int32) bool {
				x := &n.F.Values[n.F.basis(v)]
				return x.Op == summary.CallVal && loop.Has(n.F.Calls[x.N].Block)
			})
	}
	return false
}

// arrived: a number says how many bytes somebody has sent until now.
func arrived(n Ref) bool {
	x := n.Value()
	if x.Op != summary.Extract || x.N != 0 || n.F.Values[x.A].Op != summary.CallVal {
		return false
	}
	c := &n.F.Calls[n.F.Values[x.A].N]
	return c.Name == "Read" && c.Recv != 0 && (n.F.TypeAt(n.F.Values[c.Recv].Type).Pkg == "net" || waits(n.With(c.Recv)))
}

// ending: the error by which a reader or an iterator says that it has no more.
func ending(v Val) bool {
	x := v.Value()
	return x.Op == summary.Load && (v.F.Values[x.A].Str == "io.EOF" || v.F.Values[x.A].Str == "google.golang.org/api/iterator.Done")
}

// readBound is the bound of a loop that reads to the end, which an error tells: a file,
// a table, an archive. What others send by and by is none.
func (p *Program) readBound(err Val) Bound {
	x := err.Value()
	if x.Op == summary.Extract {
		x = &err.F.Values[x.A]
	}
	if x.Op != summary.CallVal {
		return Bound{}
	}
	c := &err.F.Calls[x.N]
	if words := Words(c.Name); c.Recv == 0 || len(words) == 0 || slices.Contains(receiving, words[0]) || slices.Contains(words, "message") || waits(err.Ref.With(c.Recv)) {
		return Bound{}
	}
	return Bound{Kind: Iterated, Words: "items of " + p.Describe(err.With(c.Recv)), Over: err.With(c.Recv)}
}

// ofReader: an error of one of the standard library's readers, which comes at the end if
// not before.
func ofReader(err Val) bool {
	x := err.Value()
	if x.Op == summary.Extract {
		x = &err.F.Values[x.A]
	}
	return x.Op == summary.CallVal && slices.Contains([]string{"(*bufio.Reader)", "(*encoding/csv.Reader)", "(*archive/tar.Reader)", "(*mime/multipart.Reader)", "(*encoding/json.Decoder)", "(*encoding/xml.Decoder)"}, strings.TrimSuffix(err.F.Calls[x.N].Callee, "."+err.F.Calls[x.N].Name))
}

// receiving begin the names of methods that wait for what somebody sends.
var receiving = []string{"recv", "receive", "accept", "poll", "fetch", "wait", "consume", "pop"}

// linked reports whether a value is an element of a list whose next one it becomes with
// each turn: n = n.next, e = e.Next(). A way up a tree has few steps.
func linked(v Val) bool {
	if v.Value().Op != summary.Phi {
		return false
	}
	return slices.ContainsFunc(v.Value().Args, func(a int32) bool {
		x, name := &v.F.Values[a], ""
		if x.Op == summary.Load {
			x = &v.F.Values[x.A]
		}
		from := x.A
		switch x.Op {
		case summary.FieldOf:
			name = x.Str[strings.LastIndexByte(x.Str, '.')+1:]
		case summary.CallVal:
			c := &v.F.Calls[x.N]
			name, from = c.Name, c.Recv
		}
		return strings.EqualFold(name, "next") && from == v.V
	})
}

func isZero(v Val) bool {
	x := v.Value()
	return x.Op == summary.Const && (x.Str == "0" || x.Str == "")
}

// FromScan reports whether a value comes out of a SCAN-like client call, by way
// of conversions, reply parsers and variables: a cursor.
func (p *Program) FromScan(v Val) bool {
	return p.derives(v, func(f *Func, c *summary.Call) bool {
		for _, o := range f.Ops {
			if o.Site() == c && (strings.HasSuffix(o.Command, "SCAN") || o.page()) {
				return true
			}
		}
		return false
	})
}
