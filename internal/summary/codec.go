package summary

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// DESIGN
//
// One walk (code) describes the layout for both directions, so that encoder and
// decoder cannot drift apart. Numbers are varints; every string is written once
// and then named by its index, which is what makes summaries small.

var errShort = errors.New("decode summary: data ends early or is corrupt")

// Encode returns p as bytes: the same summary gives the same bytes.
func Encode(p *Package) []byte {
	c := &coder{strings: map[string]uint64{}}
	c.buf = binary.AppendUvarint(c.buf, Schema)
	c.pkg(p)
	return c.buf
}

// Decode reads what Encode wrote. Foreign or damaged bytes give an error, never
// a panic.
func Decode(data []byte) (*Package, error) {
	c := &coder{in: data, text: string(data), reading: true}
	var schema uint64
	c.num(&schema)
	if c.err == nil && schema != Schema {
		return nil, fmt.Errorf("decode summary: schema %d, want %d", schema, Schema)
	}
	p := new(Package)
	c.pkg(p)
	if c.err == nil && c.off != len(c.in) {
		c.err = errShort
	}
	if c.err != nil {
		return nil, c.err
	}
	if err := check(p); err != nil {
		return nil, err
	}
	return p, nil
}

// coder reads or writes, depending on reading.
type coder struct {
	reading bool
	buf, in []byte
	text    string // in, for strings to be cut from
	off     int
	spare   []int32 // lists are cut from it: most have a few numbers
	strings map[string]uint64
	table   []string
	err     error
}

func (c *coder) num(v *uint64) {
	if !c.reading {
		c.buf = binary.AppendUvarint(c.buf, *v)
		return
	}
	if c.err != nil {
		return
	}
	if c.off < len(c.in) && c.in[c.off] < 0x80 { // as most numbers are
		*v = uint64(c.in[c.off])
		c.off++
		return
	}
	n, w := binary.Uvarint(c.in[c.off:])
	if w <= 0 {
		c.err = errShort
		return
	}
	*v, c.off = n, c.off+w
}

func (c *coder) i32(v *int32) {
	u := uint64(uint32(*v))
	c.num(&u)
	*v = int32(uint32(u))
}

func (c *coder) i64(v *int64) {
	u := uint64(*v<<1) ^ uint64(*v>>63)
	c.num(&u)
	*v = int64(u>>1) ^ -int64(u&1)
}

func (c *coder) flag(v *bool) {
	var u uint64
	if *v {
		u = 1
	}
	c.num(&u)
	*v = u != 0
}

func small[T ~uint8](c *coder, v *T) {
	u := uint64(*v)
	c.num(&u)
	*v = T(u)
}

func (c *coder) str(s *string) {
	if !c.reading {
		c.putString(*s)
		return
	}
	var n uint64
	c.num(&n)
	switch {
	case c.err != nil:
	case n > 0 && n <= uint64(len(c.table)):
		*s = c.table[n-1]
	case n == 0:
		c.num(&n)
		if c.err == nil && n > uint64(len(c.in)-c.off) {
			c.err = errShort
		}
		if c.err != nil {
			return
		}
		*s = c.text[c.off : c.off+int(n)]
		c.off += int(n)
		c.table = append(c.table, *s)
	default:
		c.err = errShort
	}
}

func (c *coder) putString(s string) {
	if n, ok := c.strings[s]; ok {
		c.buf = binary.AppendUvarint(c.buf, n)
		return
	}
	c.strings[s] = uint64(len(c.strings) + 1)
	c.buf = append(c.buf, 0)
	c.buf = binary.AppendUvarint(c.buf, uint64(len(s)))
	c.buf = append(c.buf, s...)
}

// list codes a slice: its length, then each element. What is made for a reader
// grows with what is read, not with what a corrupt length promises.
func list[T any](c *coder, s *[]T, each func(*T)) {
	n := c.length(len(*s))
	if !c.reading {
		for i := range *s {
			each(&(*s)[i])
		}
		return
	}
	if n == 0 {
		return
	}
	out := make([]T, 0, min(n, 1024))
	for i := range n {
		out = append(out, *new(T))
		if each(&out[i]); c.err != nil {
			return
		}
	}
	*s = out
}

// length writes or reads how many elements follow, of which each takes at least
// a byte: a number that the input cannot hold is an error, and none.
func (c *coder) length(have int) int {
	n := uint64(have)
	c.num(&n)
	if c.reading && (c.err != nil || n > uint64(len(c.in)-c.off)) {
		c.err = errShort
		return 0
	}
	return int(n)
}

func (c *coder) strs(s *[]string) { list(c, s, c.str) }

func (c *coder) ints(s *[]int32) {
	n := c.length(len(*s))
	if !c.reading {
		for i := range *s {
			c.i32(&(*s)[i])
		}
		return
	}
	if n == 0 {
		return
	}
	out := c.cut(n)
	for i := range out {
		if c.i32(&out[i]); c.err != nil {
			return
		}
	}
	*s = out
}

// cut takes a list of n numbers from the spare ones.
func (c *coder) cut(n int) []int32 {
	const atOnce = 1024
	if n > len(c.spare) {
		if n >= atOnce/8 {
			return make([]int32, n)
		}
		c.spare = make([]int32, atOnce)
	}
	out := c.spare[:n:n]
	c.spare = c.spare[n:]
	return out
}

func (c *coder) pos(p *Pos) {
	c.i32(&p.File)
	c.i32(&p.Line)
}

func (c *coder) pkg(p *Package) {
	c.str(&p.Path)
	c.str(&p.Name)
	c.str(&p.Module)
	c.str(&p.Version)
	c.flag(&p.Main)
	c.strs(&p.Files)
	c.strs(&p.Imports)
	list(c, &p.Types, c.typ)
	list(c, &p.Decls, c.decl)
	list(c, &p.Funcs, c.fun)
	list(c, &p.Embeds, func(e *Embed) {
		c.str(&e.Global)
		c.str(&e.Text)
		c.str(&e.Name)
	})
	c.strs(&p.Partial)
	c.strs(&p.InPart)
	c.str(&p.Why)
}

func (c *coder) typ(t *Type) {
	c.str(&t.Text)
	small(c, &t.Kind)
	c.str(&t.Named)
	c.str(&t.Pkg)
	c.flag(&t.Ptr)
	c.ints(&t.Args)
	c.i32(&t.Elem)
	c.i32(&t.Key)
	c.str(&t.Under)
}

func (c *coder) decl(d *Decl) {
	c.str(&d.Name)
	c.str(&d.Pkg)
	small(c, &d.Kind)
	c.flag(&d.Exported)
	c.flag(&d.Generic)
	c.i32(&d.Underlying)
	list(c, &d.Fields, func(f *Field) {
		c.str(&f.Name)
		c.i32(&f.Type)
		c.flag(&f.Embedded)
	})
	list(c, &d.Methods, func(m *Method) {
		c.str(&m.Name)
		c.str(&m.Sig)
		c.str(&m.Func)
		c.strs(&m.Via)
		c.flag(&m.Iface)
		c.flag(&m.Ptr)
	})
	c.str(&d.Doc)
	c.str(&d.Tag)
}

func (c *coder) fun(f *Func) {
	c.str(&f.Name)
	c.str(&f.Decl)
	c.str(&f.Short)
	c.str(&f.Recv)
	c.pos(&f.Pos)
	c.i32(&f.EndLine)
	c.flag(&f.Exported)
	c.strs(&f.TypeParams)
	list(c, &f.Instances, func(i *Instance) {
		c.str(&i.Of)
		c.ints(&i.Args)
	})
	c.str(&f.Doc)
	c.str(&f.Directive)
	c.flag(&f.Variadic)
	list(c, &f.Params, func(p *Param) {
		c.str(&p.Name)
		c.i32(&p.Type)
	})
	c.ints(&f.Results)
	c.ints(&f.Free)
	list(c, &f.Values, c.value)
	list(c, &f.Blocks, c.block)
	list(c, &f.Calls, c.call)
	list(c, &f.Stores, func(s *Store) {
		c.i32(&s.Addr)
		c.i32(&s.Val)
		c.i32(&s.Block)
		c.pos(&s.Pos)
	})
	list(c, &f.Returns, func(r *Return) {
		c.i32(&r.Block)
		c.ints(&r.Values)
		c.pos(&r.Pos)
	})
	c.flag(&f.NoBody)
}

func (c *coder) value(v *Value) {
	small(c, &v.Op)
	c.i32(&v.Type)
	c.i32(&v.A)
	c.i32(&v.B)
	c.i64(&v.N)
	c.str(&v.Str)
	c.ints(&v.Args)
}

func (c *coder) block(b *Block) {
	c.ints(&b.Succs)
	c.i32(&b.Cond)
	list(c, &b.Items, func(it *Item) {
		small(c, &it.Kind)
		c.i32(&it.N)
	})
}

func (c *coder) call(k *Call) {
	small(c, &k.Kind)
	c.pos(&k.Pos)
	c.i32(&k.Block)
	c.str(&k.Callee)
	c.str(&k.Pkg)
	c.str(&k.Type)
	c.str(&k.Name)
	c.i32(&k.Iface)
	c.i32(&k.Recv)
	c.i32(&k.Fun)
	c.ints(&k.Args)
	c.flag(&k.Ellipsis)
	c.i32(&k.Result)
	c.i32(&k.Val)
	c.ints(&k.Sig)
	c.ints(&k.TypeArgs)
}

// check verifies every index, so that later stages may follow them blindly.
func check(p *Package) error {
	k := checker{types: len(p.Types), files: len(p.Files), bad: len(p.Types) == 0}
	for i := range p.Types {
		k.typ(p.Types[i].Elem)
		k.typ(p.Types[i].Key)
		k.typeList(p.Types[i].Args)
	}
	for i := range p.Decls {
		k.typ(p.Decls[i].Underlying)
		for _, f := range p.Decls[i].Fields {
			k.typ(f.Type)
		}
	}
	for i := range p.Funcs {
		k.fun(&p.Funcs[i])
	}
	if k.bad {
		return errShort
	}
	return nil
}

type checker struct {
	types, files int
	bad          bool
}

func (k *checker) in(i int32, n int) {
	if i < 0 || int(i) >= n {
		k.bad = true
	}
}

func (k *checker) typ(i int32) {
	if i != 0 {
		k.in(i, k.types)
	}
}

func (k *checker) typeList(is []int32) {
	for _, i := range is {
		k.typ(i)
	}
}

func (k *checker) place(p Pos) {
	if p.File != 0 || p.Line != 0 {
		k.in(p.File, k.files)
	}
}

func (k *checker) all(is []int32, n int) {
	for _, i := range is {
		k.in(i, n)
	}
}

func (k *checker) fun(f *Func) {
	k.place(f.Pos)
	nv, nb := len(f.Values), len(f.Blocks)
	k.bad = k.bad || nv == 0 // 0 stands for the unknown value
	for _, p := range f.Params {
		k.typ(p.Type)
	}
	k.typeList(f.Results)
	k.typeList(f.Free)
	for _, in := range f.Instances {
		k.typeList(in.Args)
	}
	for i := range f.Values {
		k.value(f, &f.Values[i], nv)
	}
	for i := range f.Blocks {
		k.block(f, &f.Blocks[i], nv, nb)
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		k.place(c.Pos)
		k.in(c.Block, nb)
		k.typ(c.Iface)
		k.typ(c.Result)
		k.all([]int32{c.Recv, c.Fun, c.Val}, nv)
		k.all(c.Args, nv)
		k.typeList(c.Sig)
		k.typeList(c.TypeArgs)
	}
	for _, s := range f.Stores {
		k.place(s.Pos)
		k.in(s.Block, nb)
		k.all([]int32{s.Addr, s.Val}, nv)
	}
	for _, r := range f.Returns {
		k.place(r.Pos)
		k.in(r.Block, nb)
		k.all(r.Values, nv)
	}
}

func (k *checker) value(f *Func, v *Value, nv int) {
	k.typ(v.Type)
	k.in(v.A, nv)
	k.in(v.B, nv)
	k.all(v.Args, nv)
	switch v.Op {
	case CallVal:
		k.num(v.N, len(f.Calls))
	case ParamVal:
		k.num(v.N, len(f.Params))
	case FreeVal:
		k.num(v.N, len(f.Free))
	case MakeIface, Assert:
		k.num(v.N, k.types)
	case Extract:
		k.num(v.N, math.MaxInt32)
	}
}

// num checks an index that is stored as a number.
func (k *checker) num(i int64, n int) {
	if i < 0 || i >= int64(n) {
		k.bad = true
	}
}

func (k *checker) block(f *Func, b *Block, nv, nb int) {
	k.all(b.Succs, nb)
	k.in(b.Cond, nv)
	for _, it := range b.Items {
		switch it.Kind {
		case CallItem:
			k.in(it.N, len(f.Calls))
		case StoreItem:
			k.in(it.N, len(f.Stores))
		case ReturnItem:
			k.in(it.N, len(f.Returns))
		case RecvItem:
			k.in(it.N, nv)
		}
	}
}
