// Package summary condenses one package to what a judge needs: for every
// function the control-flow skeleton, the calls in order, and where the values
// come from, as symbols. A summary is free of rules: it records calls by name
// and knows neither what a cache is nor what is dangerous, so that editing a
// rule never invalidates one. It does not resolve dynamic calls; link does.
//
// Limits: reflection, unsafe, linkname, assembly and cgo bodies are opaque; a
// value kept in a container is known by the container's type alone.
package summary

// DESIGN
//
// A summary is a compact SSA: values form a table per function, operands point
// into it, and only what some call, store, return or branch uses is kept.
// Types are a table per package; named types carry their method sets, so that
// link decides "implements" without go/types. Names are types.Func.FullName of
// the generic origin, which is what the report prints.

// Schema numbers the meaning of the encoding. Raise it with any change here, in
// build.go or in codec.go that changes what a stored summary says.
const Schema = 11

// Package is the summary of one package.
type Package struct {
	Path, Name      string
	Module, Version string
	// Main is set for commands, Own for packages of the user's main module.
	Main bool
	// Files are relative to the module root, with forward slashes.
	Files   []string
	Imports []string
	Types   []Type // [0] is the invalid type
	Decls   []Decl
	Funcs   []Func
	Embeds  []Embed
	// Partial names functions whose bodies could not be read, InPart those of
	// which something is missing; Why says the reason.
	Partial, InPart []string
	Why             string
}

// Kind is the shape of a type's underlying type.
type Kind uint8

// The kinds of types, as far as flows need them apart.
const (
	Invalid Kind = iota
	Basic
	String
	Integer
	Bool
	Interface
	Signature
	Struct
	Pointer
	Slice
	Map
	Chan
	TypeParam
	Tuple
)

// Type is one type that a value, parameter or result has.
type Type struct {
	// Text is types.TypeString with full package paths.
	Text string
	Kind Kind
	// Named is "path.Name" of the generic origin where the type, or what it
	// points to, is a named type, and of a type parameter's constraint; Pkg the path
	// of its package.
	Named, Pkg string
	// Ptr is set where Named is what this pointer points to.
	Ptr bool
	// Args are the types that an instance of the generic Named is made with.
	Args []int32
	// Elem is what a pointer, slice, array, map or channel holds; Key a map's key.
	Elem, Key int32
	// Under is the text of the underlying type for containers: what keys flows
	// through elements.
	Under string
}

// Decl is a named type (or a literal interface, by its text) and its methods.
type Decl struct {
	Name, Pkg string
	Kind      Kind
	Exported  bool
	Generic   bool
	// Underlying is the type below, a function type's signature for instance.
	Underlying int32
	Fields     []Field
	// Methods are the method set of *T, sorted by name; of an interface: all.
	Methods []Method
	Doc     string
	// Tag is that of a struct's first embedded field that has one.
	Tag string
}

// Field is one field of a struct.
type Field struct {
	Name     string
	Type     int32
	Embedded bool
}

// Method is one entry of a method set. Func is the declared function; Via the
// embedded fields that lead to it, as "owner.field". Iface is set where the
// last of them is an interface, so that the call is dynamic. Ptr is set where
// only *T has the method.
type Method struct {
	Name, Sig, Func string
	Via             []string
	Iface, Ptr      bool
}

// Pos is a place in a file of the package. File indexes Package.Files.
type Pos struct{ File, Line int32 }

// Func is one function, method, closure or package initialiser.
type Func struct {
	// Name is unique: the FullName, for closures the enclosing Name with $N.
	Name string
	// Decl is the FullName of the declared function around (itself, mostly).
	Decl string
	// Short is the bare name; Recv the receiver's named type, "path.T".
	Short, Recv string
	Pos         Pos
	EndLine     int32
	Exported    bool
	// TypeParams names the type parameters, for a method those of its receiver, for a
	// closure those of the function around it.
	TypeParams []string
	// Instances are the generic functions that are used as values.
	Instances []Instance
	// Doc is the doc comment, capped; Directive hot or cold from //cachevet:.
	Doc, Directive string
	Variadic       bool
	Params         []Param // receiver first
	Results        []int32
	Free           []int32 // types of captured variables
	Values         []Value // [0] is unknown
	Blocks         []Block
	Calls          []Call
	Stores         []Store
	Returns        []Return
	// NoBody: declared elsewhere (assembly, cgo) or dropped.
	NoBody bool
}

// Generic reports whether the function has type parameters.
func (f *Func) Generic() bool { return len(f.TypeParams) > 0 }

// Instance is a generic function, by its Name, with the types that it is made with.
type Instance struct {
	Of   string
	Args []int32
}

// Param is one parameter.
type Param struct {
	Name string
	Type int32
}

// Op says what a value is.
type Op uint8

// The operations. A and B are operands, Args further ones, Str and N as noted.
const (
	Unknown     Op = iota
	Const          // Str: exact text ("nil" for nil); N: the number, 0 or 1 for bool
	ParamVal       // N: index
	FreeVal        // N: index; the variable itself (its address where captured by reference)
	GlobalAddr     // Str: "path.name"
	FuncVal        // Str: function name; N: 1 for a method expression
	Closure        // Str: function name; Args: captured
	Bound          // Str: method's function; A: receiver
	BoundIface     // Str: method name; A: receiver
	CallVal        // N: index into Calls
	Extract        // A: tuple; N: index
	Load           // A: address
	FieldOf        // A: struct or its address; Str: "owner.field"; also as address
	ElemOf         // A: container; B: key or index; also as address
	Phi            // Args
	MakeIface      // A: concrete value; N: its type
	Convert        // A
	Assert         // A
	Alloc          // a local variable's address; N: 1 if on the heap
	Make           // a new map, slice or channel; A: size
	SliceOf        // A: what; Args: low, high (0 if absent)
	Binary         // Str: operator; A, B
	Not            // A
	LenOf          // A
	Append         // A; Args: what is added
	List           // Args: elements of an argument list given one by one
	RangeOf        // A: what is ranged over (map, string)
	NextOf         // A: the RangeOf
	Recv           // A: channel
	BuiltinCall    // Str: name; Args
)

// Value is one symbolic value.
type Value struct {
	Op   Op
	Type int32
	A, B int32
	N    int64
	Str  string
	Args []int32
}

// ItemKind says what stands at a point of a block.
type ItemKind uint8

// The items of a block, in order.
const (
	CallItem ItemKind = iota
	StoreItem
	ReturnItem
	PanicItem
	SelectItem
	RecvItem
)

// Item is one event of a block; N indexes Calls, Stores or Returns, for
// RecvItem the channel value.
type Item struct {
	Kind ItemKind
	N    int32
}

// Block is a basic block. Cond is the value it branches on, Succs[0] taken when
// it is true; 0 where it does not branch.
type Block struct {
	Succs []int32
	Cond  int32
	Items []Item
}

// CallKind tells calls from go and defer statements.
type CallKind uint8

// The kinds of calls.
const (
	Plain CallKind = iota
	Go
	Defer
)

// Call is one call site.
type Call struct {
	Kind  CallKind
	Pos   Pos
	Block int32
	// Callee is the function's name for a static call. For an interface method
	// it is the method's FullName, and Iface the interface's type.
	Callee string
	// Pkg, Type and Name are the declaring package, the receiver's or interface's
	// named type without package, and the bare name: what rules match.
	Pkg, Type, Name string
	Iface           int32
	// Recv is the receiver value of a method or interface call, 0 if none.
	Recv int32
	// Fun is the function value of a dynamic call.
	Fun  int32
	Args []int32
	// Ellipsis: the last argument is a slice passed as it is.
	Ellipsis bool
	Result   int32 // type, 0 if none
	// Val is the CallVal that stands for the result, 0 if unused.
	Val int32
	// Sig is the callee's parameter types; TypeArgs what a static callee's type
	// parameters are.
	Sig, TypeArgs []int32
}

// Store is a write of Val through Addr: a field, an element, a map entry, a
// variable, or a send on a channel.
type Store struct {
	Addr, Val int32
	Block     int32
	Pos       Pos
}

// Return is one return with its results.
type Return struct {
	Block  int32
	Values []int32
	Pos    Pos
}
