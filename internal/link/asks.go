package link

import (
	"slices"
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// nextLayer: a layer around an interface asks the next one what it was asked. What
// that has to say may come by a stream.
func (t *Toucher) nextLayer(f *Func, c *summary.Call) bool {
	if c.Iface == 0 || c.Result == 0 || c.Name != f.Short || f.Recv == "" {
		return false
	}
	if res := f.TypeAt(c.Result); !givesOrFails(res) && (res.Text != "error" || !slices.ContainsFunc(c.Args, func(a int32) bool { return f.CanFill(a) })) {
		return false
	}
	word := strings.ToLower(firstWord(c.Name))
	return verbs[word]&^Reads == 0 && (len(c.Args) > 0 && isContext(f, c, c.Args[0]) && slices.Contains(remote, word) || !slices.Contains(computing, word)) && t.p.Implements(f.Recv, f.TypeAt(c.Iface).Named)
}

// CanFill reports whether the callee can tell something by way of an argument.
func (f *Func) CanFill(a int32) bool {
	return fillable(f, a) && f.TypeAt(f.Values[a].Type).Kind != summary.Slice
}

// stub: a method that a gRPC service's generated code has for its callers, or the call
// of a connection that it makes.
func stub(f *Func, c *summary.Call) bool {
	return len(c.Sig) > 1 && (c.Pkg != "google.golang.org/grpc" || c.Name == "Invoke") && strings.HasSuffix(f.TypeAt(c.Sig[len(c.Sig)-1]).Text, "google.golang.org/grpc.CallOption")
}

// asksAway: a function of a package that is not summarised, so that no interface
// shows what it does: it gives a value or an error and takes a context, gets
// something from what is called a client, as what talks to a server does, or opens
// something.
func asksAway(f *Func, c *summary.Call) bool {
	if c.Iface != 0 || c.Fun != 0 || c.Result == 0 || !strings.Contains(c.Pkg, ".") {
		return false
	}
	word := strings.ToLower(firstWord(c.Name))
	if f.TypeAt(c.Result).Text == "error" && slices.Contains(getting, word) {
		return len(c.Args) > 0 && isContext(f, c, c.Args[0]) && slices.ContainsFunc(c.Args, func(a int32) bool { return f.CanFill(a) })
	}
	if !givesOrFails(f.TypeAt(c.Result)) || slices.Contains(computing, word) {
		return false
	}
	if c.Recv == 0 && (slices.Contains(getting, word) && slices.Contains(faraway, lastElem(c.Pkg)) || word == "open" && len(c.Args) > 0) {
		return true
	}
	return len(c.Args) > 0 && isContext(f, c, c.Args[0]) || slices.Contains(getting, word) && requests(c.Type)
}

// asksUnread: a function of a package that is not read asks what is far away.
func (t *Toucher) asksUnread(f *Func, c *summary.Call) bool {
	return asksAway(f, c) || t.p.opts.Databases[c.Pkg] && asksRows(f, c) || t.p.opts.Services[c.Pkg] && asksService(f, c)
}

// asksRows: a function of a package that is not read and that has a database behind it
// gives a value or an error, or fills what it gets, and is not named for a change.
func asksRows(f *Func, c *summary.Call) bool {
	return !slices.Contains(computing, strings.ToLower(firstWord(c.Name))) && informs(f, c)
}

// informs: a call gives a value or an error, or fills what it gets, and is named neither for
// a change nor for setting something up. What is asked about a type of the program's own is
// worked out on the spot.
func informs(f *Func, c *summary.Call) bool {
	word := strings.ToLower(firstWord(c.Name))
	if c.Fun != 0 || c.Result == 0 || slices.ContainsFunc(c.Args, func(a int32) bool { return f.TypeAt(f.Values[a].Type).Named == "reflect.Type" }) || verbs[word]&^Reads != 0 || slices.Contains(setting, word) {
		return false
	}
	if givesOrFails(f.TypeAt(c.Result)) {
		return true
	}
	return f.TypeAt(c.Result).Text == "error" && slices.ContainsFunc(c.Args, func(a int32) bool { return f.CanFill(a) })
}

// asksService: a function of a package that is not read and that talks to a server gives a
// value or an error, and is named for getting or sending something; or a request is asked
// what came of it.
func asksService(f *Func, c *summary.Call) bool {
	word := strings.ToLower(firstWord(c.Name))
	if c.Recv != 0 && requests(c.Type) && informs(f, c) {
		return true
	}
	return c.Iface == 0 && c.Fun == 0 && c.Result != 0 && len(c.Args) > 0 && givesOrFails(f.TypeAt(c.Result)) && (slices.Contains(getting, word) || slices.Contains(sending, word))
}

// sending begin the names of functions that send a request.
var sending = []string{"post", "head", "send", "submit", "verify", "refresh"}

// setting begin the names of what sets up a database, or changes what is in it.
var setting = []string{"open", "connect", "dial", "begin", "commit", "rollback", "close", "ping", "exec", "create", "migrate", "use", "register", "init", "setup", "start", "run"}

// readsFile: a file is opened or read.
func readsFile(c *summary.Call) bool {
	return (c.Pkg == "os" || c.Pkg == "io/ioutil") && c.Recv == 0 && slices.Contains([]string{"Open", "OpenFile", "ReadFile", "ReadDir"}, c.Name)
}

// faraway are the names of packages whose functions talk to a server.
var faraway = []string{"remote", "client", "api", "rest", "registry"}

// requests: the type is called a client, or one request of it.
func requests(name string) bool {
	return slices.ContainsFunc([]string{"Client", "API", "Service", "Call", "Request"}, func(w string) bool { return strings.HasSuffix(name, w) })
}

// givesOrFails: a value and an error, named or not, of whatever type.
func givesOrFails(t *summary.Type) bool {
	if t.Kind != summary.Tuple || !strings.Contains(t.Text, ",") {
		return false
	}
	last := strings.ToLower(strings.TrimSuffix(t.Text, ")"))
	return strings.HasSuffix(last, " error") || strings.HasSuffix(last, "error") && strings.LastIndexByte(last, '.') > strings.LastIndexByte(last, ',')
}

// computing begin the names of methods that work on what they are given.
var computing = []string{"marshal", "unmarshal", "encode", "decode", "serialize", "deserialize", "compress", "decompress", "encrypt", "decrypt", "hash", "sign", "format", "convert", "transform", "parse", "validate", "check", "write", "new", "with", "merge", "map", "as", "to", "clone"}

// asks: a method of an interface of no client that takes a context, or is named
// for getting something, all of it where it takes nothing, and may fail.
func asks(f *Func, c *summary.Call) bool {
	if c.Iface == 0 || c.Result == 0 || !strings.Contains(c.Pkg, ".") {
		return false
	}
	res := f.TypeAt(c.Result)
	if res.Text != "error" && !givesOrFails(res) {
		return false
	}
	word := strings.ToLower(firstWord(c.Name))
	if len(c.Args) == 0 {
		return res.Text != "error" && slices.Contains(getting, word)
	}
	if !slices.Contains(computing, word) && verbs[word] == 0 && namesResult(f, c) {
		return true
	}
	if slices.Contains(getting, word) || word == "open" || isContext(f, c, c.Args[0]) && slices.Contains(saying, word) {
		return true
	}
	return res.Text != "error" && (slices.Contains(answering, word) || isContext(f, c, c.Args[0]) && !slices.Contains(computing, word))
}

// namesResult: a method is called what it gives beside an error, or several of it, as
// getters are in Go: UserProfile(id) (*Profile, error).
func namesResult(f *Func, c *summary.Call) bool {
	first, _, _ := strings.Cut(f.TypeAt(c.Result).Text, ", ")
	dot := strings.LastIndexByte(first, '.')
	if dot < 0 {
		return false
	}
	of := Words(c.Name)
	return !slices.ContainsFunc(Words(first[dot+1:]), func(w string) bool {
		return !slices.ContainsFunc(of, func(said string) bool { return strings.HasPrefix(said, w) })
	})
}

// answering begin the names of methods of handlers.
var answering = []string{"serve", "handle"}

// serves: the next handler of a chain, whatever its interface is called: it answers
// through the writer that it is given.
func serves(f *Func, c *summary.Call) bool {
	return c.Iface != 0 && slices.Contains(answering, strings.ToLower(firstWord(c.Name))) && slices.ContainsFunc(c.Sig, func(t int32) bool {
		return strings.HasSuffix(f.TypeAt(t).Named, "ResponseWriter")
	})
}

// remote are those of them that a service may be asked for, where they take a context.
var remote = []string{"check", "convert", "transform", "validate", "sign", "encrypt", "decrypt"}

// saying begin the names of methods that say no by an error.
var saying = []string{"has", "is", "can", "exists", "contains"}

// getting begin the names of methods that get something from elsewhere.
var getting = []string{"get", "find", "load", "fetch", "read", "query", "list", "select", "lookup", "resolve", "retrieve", "search", "request", "download", "describe", "do", "call", "invoke", "exchange"}

// Outgoing reports whether a call asks a service, as the catalogue says.
func (p *Program) Outgoing(c *summary.Call) bool { return p.asksService(c.Pkg, c.Type, c.Name) }

func (p *Program) asksService(pkg, typ, name string) bool {
	service := p.Cat.Service(pkg)
	if service == nil {
		return false
	}
	op := service.Op(typ, name)
	return op != nil && slices.Contains(op.Does, "ask")
}

// outgoingValue reports whether a function value may be one that asks a service, as a
// variable is that tests put another into: var lookup = net.LookupAddr.
func (p *Program) outgoingValue(f *Func, c *summary.Call) bool {
	return slices.ContainsFunc(p.Outer(f, c), func(callee string) bool {
		return p.asksService(splitName(callee))
	})
}

// exchanges reports whether a call of an interface, or of a function value, gets an HTTP
// request and gives the response: whoever is behind it sends it.
func exchanges(f *Func, c *summary.Call) bool {
	return (c.Iface != 0 || c.Fun != 0) && c.Result != 0 && strings.HasPrefix(f.TypeAt(c.Result).Text, "(*net/http.Response") &&
		slices.ContainsFunc(c.Args, func(a int32) bool { return f.TypeAt(f.Values[a].Type).Text == "*net/http.Request" })
}

// serviceOp is what the rules of a service say of a call, nil if nothing.
func serviceOp(service *rules.Client, c *summary.Call) *rules.Op {
	if service == nil {
		return nil
	}
	return service.Op(c.Type, c.Name)
}

func queryMethod(c *summary.Call) bool {
	return c.Name == "Query" || c.Name == "QueryContext" || c.Name == "QueryRow" || c.Name == "QueryRowContext"
}
