package summary

import (
	"go/types"
	"iter"
	"slices"
	"strings"
)

// typ returns the table index of t, adding it and, for named types and literal
// interfaces, their declaration with its method set.
func (b *builder) typ(t types.Type) int32 {
	if t == nil {
		return 0
	}
	if i, ok := b.tmap[t]; ok {
		return i
	}
	text := types.TypeString(t, nil)
	if i, ok := b.ttext[text]; ok && !hasTypeParam(text, t) {
		b.tmap[t] = i
		return i
	}
	i := int32(len(b.out.Types))
	b.out.Types = append(b.out.Types, Type{Text: text})
	b.tmap[t], b.ttext[text] = i, i
	d := b.describe(t, text)
	b.out.Types[i] = d
	return i
}

// hasTypeParam: the text of a type parameter (T) is not unique.
func hasTypeParam(text string, t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok && !strings.Contains(text, ".")
}

func (b *builder) typeList(types iter.Seq[types.Type]) []int32 {
	var out []int32
	for t := range types {
		out = append(out, b.typ(t))
	}
	return out
}

func (b *builder) describe(t types.Type, text string) Type {
	d := Type{Text: text}
	t = types.Unalias(t)
	base := t
	if p, ok := t.(*types.Pointer); ok {
		if n, ok := types.Unalias(p.Elem()).(*types.Named); ok {
			d.Ptr, base = true, n
		}
	}
	if n, ok := base.(*types.Named); ok {
		d.Named, d.Pkg = namedName(n)
		d.Args = b.typeList(n.TypeArgs().Types())
		b.declare(n)
	}
	if tp, ok := t.(*types.TypeParam); ok {
		d.Kind = TypeParam
		if n, ok := types.Unalias(tp.Constraint()).(*types.Named); ok && n.Obj().Pkg() != nil {
			d.Named, d.Pkg = namedName(n)
			b.declare(n)
		}
		return d
	}
	u := t.Underlying()
	if _, ok := u.(*types.Interface); ok && d.Named == "" {
		b.declareLiteral(t, text)
	}
	b.shape(&d, u)
	return d
}

// shape sets the kind and the parts of a container.
func (b *builder) shape(d *Type, u types.Type) {
	switch u := u.(type) {
	case *types.Basic:
		d.Kind = basicKind(u)
	case *types.Interface:
		d.Kind = Interface
	case *types.Signature:
		d.Kind = Signature
	case *types.Struct:
		d.Kind = Struct
	case *types.Pointer:
		d.Kind, d.Elem = Pointer, b.typ(u.Elem())
		d.Under = types.TypeString(plain(u), nil)
	case *types.Slice:
		d.Kind, d.Elem = Slice, b.typ(u.Elem())
		d.Under = types.TypeString(plain(u), nil)
	case *types.Array:
		// Keyed as a slice: an argument list is an array sliced.
		d.Kind, d.Elem = Slice, b.typ(u.Elem())
		d.Under = "[]" + types.TypeString(plain(u.Elem()), nil)
	case *types.Map:
		d.Kind, d.Key, d.Elem = Map, b.typ(u.Key()), b.typ(u.Elem())
		d.Under = types.TypeString(plain(u), nil)
	case *types.Chan:
		d.Kind, d.Elem = Chan, b.typ(u.Elem())
		d.Under = "chan " + types.TypeString(plain(u.Elem()), nil)
	case *types.Tuple:
		d.Kind = Tuple
	}
}

func basicKind(u *types.Basic) Kind {
	switch {
	case u.Info()&types.IsString != 0:
		return String
	case u.Info()&types.IsInteger != 0:
		return Integer
	case u.Info()&types.IsBoolean != 0:
		return Bool
	}
	return Basic
}

func namedName(n *types.Named) (name, pkg string) {
	obj := n.Origin().Obj()
	if obj.Pkg() == nil {
		return obj.Name(), ""
	}
	return obj.Pkg().Path() + "." + obj.Name(), obj.Pkg().Path()
}

// declare records a named type once, by its generic origin.
func (b *builder) declare(n *types.Named) {
	n = n.Origin()
	name, pkg := namedName(n)
	if b.decls[name] {
		return
	}
	b.decls[name] = true
	d := Decl{Name: name, Pkg: pkg, Exported: n.Obj().Exported(), Generic: n.TypeParams().Len() > 0}
	switch u := n.Underlying().(type) {
	case *types.Interface:
		d.Kind = Interface
		d.Methods = b.ifaceMethods(u)
	case *types.Struct:
		d.Kind, d.Tag = Struct, embeddedTag(u)
		if pkg == b.in.Path {
			d.Fields = b.fields(u)
		}
		d.Methods = b.in.Known.methodSet(n)
	default:
		d.Kind = Invalid
		if pkg == b.in.Path {
			d.Underlying = b.typ(u)
		}
		d.Methods = b.in.Known.methodSet(n)
	}
	if pkg == b.in.Path {
		d.Doc = b.docs[n.Obj().Name()]
	}
	b.out.Decls = append(b.out.Decls, d)
}

func (b *builder) declareLiteral(t types.Type, text string) {
	if b.decls[text] {
		return
	}
	b.decls[text] = true
	d := Decl{Name: text, Kind: Interface, Methods: b.ifaceMethods(t.Underlying().(*types.Interface))}
	b.out.Decls = append(b.out.Decls, d)
}

func embeddedTag(s *types.Struct) string {
	for i := range s.NumFields() {
		if s.Field(i).Embedded() && s.Tag(i) != "" {
			return s.Tag(i)
		}
	}
	return ""
}

func (b *builder) fields(s *types.Struct) []Field {
	var out []Field
	for i := range s.NumFields() {
		f := s.Field(i)
		out = append(out, Field{Name: f.Name(), Type: b.typ(f.Type()), Embedded: f.Embedded()})
	}
	return out
}

func (b *builder) ifaceMethods(u *types.Interface) []Method {
	var out []Method
	for i := range u.NumMethods() {
		m := u.Method(i)
		out = append(out, Method{Name: m.Name(), Sig: signature(m), Func: m.Origin().FullName(), Iface: true})
	}
	slices.SortFunc(out, func(x, y Method) int { return strings.Compare(x.Name, y.Name) })
	return out
}

// methodSet lists the methods of *n with the embedded fields that lead to each.
func methodSet(n *types.Named) []Method {
	ptr := types.NewMethodSet(types.NewPointer(n))
	val := types.NewMethodSet(n)
	var out []Method
	for i := range ptr.Len() {
		sel := ptr.At(i)
		fn := sel.Obj().(*types.Func)
		m := Method{Name: fn.Name(), Sig: signature(fn), Func: fn.Origin().FullName()}
		m.Ptr = val.Lookup(fn.Pkg(), fn.Name()) == nil
		m.Via = fieldPath(n, sel.Index())
		if r := fn.Signature().Recv(); r != nil {
			m.Iface = types.IsInterface(r.Type())
		}
		out = append(out, m)
	}
	slices.SortFunc(out, func(x, y Method) int { return strings.Compare(x.Name, y.Name) })
	return out
}

// fieldPath names the embedded fields that a selection walks through.
func fieldPath(t types.Type, index []int) []string {
	var path []string
	for _, i := range index[:len(index)-1] {
		st, ok := deref(t).Underlying().(*types.Struct)
		if !ok {
			return path
		}
		path = append(path, owner(deref(t))+"."+st.Field(i).Name())
		t = st.Field(i).Type()
	}
	return path
}

// signature is a method's type without its receiver: equal texts mean equal
// types, type parameters aside.
func signature(fn *types.Func) string { return types.TypeString(plain(fn.Signature()), nil) }

// plain rebuilds a type without what its text may differ in though it is the same
// type: the names of parameters, those of function types inside included, and
// aliases.
func plain(t types.Type) types.Type {
	switch u := types.Unalias(t).(type) {
	case *types.Signature:
		return types.NewSignatureType(nil, nil, nil, unnamed(u.Params()), unnamed(u.Results()), u.Variadic())
	case *types.Pointer:
		return types.NewPointer(plain(u.Elem()))
	case *types.Slice:
		return types.NewSlice(plain(u.Elem()))
	case *types.Array:
		return types.NewArray(plain(u.Elem()), u.Len())
	case *types.Map:
		return types.NewMap(plain(u.Key()), plain(u.Elem()))
	case *types.Chan:
		return types.NewChan(u.Dir(), plain(u.Elem()))
	default:
		return u
	}
}

func unnamed(t *types.Tuple) *types.Tuple {
	vars := make([]*types.Var, t.Len())
	for i := range vars {
		vars[i] = types.NewVar(0, nil, "", plain(t.At(i).Type()))
	}
	return types.NewTuple(vars...)
}

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		return types.Unalias(p.Elem())
	}
	return types.Unalias(t)
}

// owner names the struct type that a field belongs to.
func owner(t types.Type) string {
	if n, ok := types.Unalias(t).(*types.Named); ok {
		name, _ := namedName(n)
		return name
	}
	return types.TypeString(t, nil)
}
