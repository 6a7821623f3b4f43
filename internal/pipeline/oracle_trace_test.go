package pipeline

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// index notes what is stored in fields and globals, and where closures are made.
func (o *oracle) index() {
	o.fields, o.globals, o.closures = map[string][]ssa.Value{}, map[*ssa.Global][]ssa.Value{}, map[*ssa.Function][]*ssa.MakeClosure{}
	for fn := range o.cg.Nodes {
		if fn == nil || !o.isInside(fn) {
			continue
		}
		for _, b := range fn.Blocks {
			for _, in := range b.Instrs {
				o.note(in)
			}
		}
	}
}

func (o *oracle) note(in ssa.Instruction) {
	switch in := in.(type) {
	case *ssa.Store:
		switch a := in.Addr.(type) {
		case *ssa.FieldAddr:
			o.fields[fieldKey(a.X.Type(), a.Field)] = append(o.fields[fieldKey(a.X.Type(), a.Field)], in.Val)
		case *ssa.Global:
			o.globals[a] = append(o.globals[a], in.Val)
		}
	case *ssa.MakeClosure:
		fn := in.Fn.(*ssa.Function)
		o.closures[fn] = append(o.closures[fn], in)
	}
}

func fieldKey(t types.Type, field int) string {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		t = n.Origin()
	}
	return t.String() + "." + t.Underlying().(*types.Struct).Field(field).Name()
}

// hand collects what a value can be: functions, and types made interfaces. It
// follows the value back through the inside; what outside code returns is not
// ours.
type hand struct {
	o     *oracle
	seen  map[ssa.Value]bool
	fns   []*ssa.Function
	types []types.Type
}

func (h *hand) trace(v ssa.Value) {
	if v == nil || h.seen[v] {
		return
	}
	h.seen[v] = true
	switch v := v.(type) {
	case *ssa.Function:
		h.fns = append(h.fns, v)
	case *ssa.MakeClosure:
		h.fns = append(h.fns, v.Fn.(*ssa.Function))
	case *ssa.MakeInterface:
		h.types = append(h.types, v.X.Type())
		if _, ok := v.X.Type().Underlying().(*types.Signature); ok {
			h.trace(v.X)
		}
	case *ssa.ChangeType:
		h.trace(v.X)
	case *ssa.ChangeInterface:
		h.trace(v.X)
	case *ssa.TypeAssert:
		h.trace(v.X)
	case *ssa.Phi:
		for _, e := range v.Edges {
			h.trace(e)
		}
	case *ssa.Call:
		h.results(v, 0)
	case *ssa.Extract:
		h.extract(v)
	case *ssa.Parameter:
		h.arguments(v)
	case *ssa.Field:
		h.all(h.o.fields[fieldKey(v.X.Type(), v.Field)])
	case *ssa.Slice:
		h.cells(v.X)
	case *ssa.MakeMap:
		h.cells(v)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			h.load(v.X)
		}
	}
}

func (h *hand) all(vs []ssa.Value) {
	for _, v := range vs {
		h.trace(v)
	}
}

func (h *hand) extract(v *ssa.Extract) {
	switch t := v.Tuple.(type) {
	case *ssa.Call:
		h.results(t, v.Index)
	case *ssa.TypeAssert:
		h.trace(t.X)
	}
}

// results follows a call into what its callees return.
func (h *hand) results(c *ssa.Call, i int) {
	n := h.o.cg.Nodes[c.Parent()]
	if n == nil {
		return
	}
	var callees []*ssa.Function
	for _, e := range n.Out {
		if e.Site == ssa.CallInstruction(c) {
			callees = append(callees, e.Callee.Func)
		}
	}
	for _, fn := range h.o.real(callees, 0) {
		if !h.o.isInside(fn) {
			continue
		}
		for _, b := range fn.Blocks {
			if r, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && i < len(r.Results) {
				h.trace(r.Results[i])
			}
		}
	}
}

// arguments follows a parameter to the callers.
func (h *hand) arguments(v *ssa.Parameter) {
	fn := v.Parent()
	n := h.o.cg.Nodes[fn]
	if n == nil {
		return
	}
	index := 0
	for i, p := range fn.Params {
		if p == v {
			index = i
		}
	}
	for _, e := range n.In {
		if e.Site == nil {
			continue
		}
		c := e.Site.Common()
		args := c.Args
		if c.IsInvoke() {
			args = append([]ssa.Value{c.Value}, args...)
		}
		if index < len(args) {
			h.trace(args[index])
		}
	}
}

// load follows a read of memory to what is stored there.
func (h *hand) load(a ssa.Value) {
	switch a := a.(type) {
	case *ssa.Alloc:
		h.cells(a)
	case *ssa.FieldAddr:
		h.all(h.o.fields[fieldKey(a.X.Type(), a.Field)])
	case *ssa.Global:
		h.all(h.o.globals[a])
	case *ssa.FreeVar:
		for i, f := range a.Parent().FreeVars {
			if f != a {
				continue
			}
			for _, m := range h.o.closures[a.Parent()] {
				h.load(m.Bindings[i])
			}
		}
	}
}

// cells follows what is stored in a variable, an array or a map.
func (h *hand) cells(v ssa.Value) {
	if v.Referrers() == nil {
		return
	}
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr == v {
				h.trace(r.Val)
			}
		case *ssa.MapUpdate:
			h.trace(r.Value)
		case *ssa.IndexAddr:
			h.cells(r)
		}
	}
}
