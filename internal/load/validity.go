package load

import "go/types"

// validity tells types that are known through and through from those with a
// hole. Without deep it trusts names: a struct with one unknown field is fine
// for code that leaves the field alone.
type validity struct {
	deep bool
	seen map[types.Type]bool // true while being looked at, and for good ones
}

func (v *validity) ok(t types.Type) bool {
	if t == nil {
		return true
	}
	if good, ok := v.seen[t]; ok {
		return good
	}
	v.seen[t] = true // assumed, for recursive types
	good := v.compute(t)
	v.seen[t] = good
	return good
}

func (v *validity) compute(t types.Type) bool {
	switch t := t.(type) {
	case *types.Basic:
		return t.Kind() != types.Invalid
	case *types.Named:
		return v.list(t.TypeArgs()) && (!v.deep || v.ok(t.Underlying()))
	case *types.Alias:
		return v.ok(types.Unalias(t))
	case *types.Map:
		return v.ok(t.Key()) && v.ok(t.Elem())
	case interface{ Elem() types.Type }: // pointer, slice, array, channel
		return v.ok(t.Elem())
	case *types.Signature:
		return v.ok(t.Params()) && v.ok(t.Results()) && (t.Recv() == nil || v.ok(t.Recv().Type()))
	case *types.Tuple:
		return v.tuple(t)
	case *types.Struct:
		return v.fields(t)
	case *types.Interface:
		return v.methods(t)
	}
	return true
}

func (v *validity) list(args *types.TypeList) bool {
	for i := range args.Len() {
		if !v.ok(args.At(i)) {
			return false
		}
	}
	return true
}

func (v *validity) tuple(t *types.Tuple) bool {
	for i := range t.Len() {
		if !v.ok(t.At(i).Type()) {
			return false
		}
	}
	return true
}

func (v *validity) fields(t *types.Struct) bool {
	for i := range t.NumFields() {
		if !v.ok(t.Field(i).Type()) {
			return false
		}
	}
	return true
}

func (v *validity) methods(t *types.Interface) bool {
	for i := range t.NumExplicitMethods() {
		if !v.ok(t.ExplicitMethod(i).Type()) {
			return false
		}
	}
	for i := range t.NumEmbeddeds() {
		if !v.ok(t.EmbeddedType(i)) {
			return false
		}
	}
	return true
}
