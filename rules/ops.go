package rules

import (
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// clientIndex answers Op. Command methods are derived once per method name.
type clientIndex struct {
	commands map[string]Command
	names    map[string]string // by squashed name
	rows     map[string]*Op
	derived  sync.Map // "Type.Name" -> *Op, nil for none
}

func newClientIndex(cl *Client, commands map[string]Command, names map[string]string) *clientIndex {
	x := &clientIndex{commands: commands, names: names, rows: make(map[string]*Op, len(cl.Ops))}
	for i := range cl.Ops {
		x.rows[cl.Ops[i].Func] = &cl.Ops[i]
	}
	return x
}

// Op returns what the function or method does, or nil where the catalogue does
// not say. typeName is the name of the type or interface that declares the
// method, without package, pointer or type arguments; empty for a function.
// A row for Type.Name wins over one for *.Name, that over one for Name, and rows
// over what CommandMethods derives. The client must come from Catalogue.Client. Safe for
// concurrent use.
func (cl *Client) Op(typeName, funcName string) *Op {
	key := typeName + "." + funcName
	if op := cl.index.rows[key]; op != nil {
		return op
	}
	if typeName == "" {
		return cl.index.rows[funcName]
	}
	if op := cl.index.rows["*."+funcName]; op != nil {
		return op
	}
	if cl.SendsCommands(typeName) {
		if op := cl.index.rows[funcName]; op != nil {
			return op
		}
	}
	if !cl.CommandMethods || !cl.SendsCommands(typeName) {
		return nil
	}
	if hit, ok := cl.index.derived.Load(key); ok {
		return hit.(*Op)
	}
	op := cl.derive(funcName)
	if op != nil && typeName == builder && cl.index.rows["*.Build"] != nil {
		op.Does, op.Key = []string{"build"}, nil // the steps give the parameters
	}
	cl.index.derived.Store(key, op)
	return op
}

// builder is the type whose methods begin a chain that ends in Build.
const builder = "Builder"

// derive reads a command out of a method's name.
func (cl *Client) derive(funcName string) *Op {
	name := commandOf(funcName, cl.index.names)
	if name == "" {
		return nil
	}
	op := &Op{Func: funcName, Command: name}
	if k := cl.index.commands[name].FirstKey; k >= 0 {
		op.Key = &k
	}
	return op
}

// SendsCommands reports whether methods of a type may be commands.
func (cl *Client) SendsCommands(typeName string) bool {
	if len(cl.CommandTypes) == 0 {
		return true
	}
	for _, pattern := range cl.CommandTypes {
		if ok, err := path.Match(pattern, typeName); ok && err == nil {
			return true
		}
	}
	return false
}

// squash maps the names of commands, written as clients write them in methods,
// to the names that Redis gives: CONFIGSET, EVALRO and CLIENTNOEVICT are
// CONFIG SET, EVAL_RO and CLIENT NO-EVICT.
func squash(commands map[string]Command) map[string]string {
	out := make(map[string]string, len(commands))
	for name := range commands {
		out[squashed(name)] = name
	}
	return out
}

func squashed(name string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "_", "").Replace(name))
}

// commandOf finds the longest run of words at the start of a method's name that
// spells a command, so that FlushDBAsync, ZRangeWithScores and
// ClusterResetHard are the variants of a command that they are.
func commandOf(method string, names map[string]string) string {
	for _, cut := range wordEnds(method) {
		if name, ok := names[squashed(method[:cut])]; ok {
			return name
		}
	}
	return ""
}

// wordEnds lists where a camel-case or underscored name may be cut, longest
// first.
func wordEnds(name string) []int {
	ends := []int{len(name)}
	for i := len(name) - 1; i > 0; i-- {
		if startsWord(name, i) {
			ends = append(ends, i)
		}
	}
	return ends
}

// startsWord: DB|Async, Get|All and Flush|_all are boundaries, the B of DB is not.
func startsWord(name string, i int) bool {
	if name[i] == '_' {
		return true
	}
	lowerNext := i+1 < len(name) && unicode.IsLower(rune(name[i+1]))
	return unicode.IsUpper(rune(name[i])) && (lowerNext || !unicode.IsUpper(rune(name[i-1])))
}

// HasLimit reports whether the client has calls that say how long others may take.
func (cl *Client) HasLimit() bool {
	return slices.ContainsFunc(cl.Ops, func(o Op) bool { return slices.Contains(o.Does, "limit") })
}
