// Package rules is the catalogue: what client libraries do, where hot paths
// begin, and what is dangerous, as data with a strict loader. It knows nothing
// of programs, types or paths; link, roots and analyzers apply it.
//
// To add a client library, a framework or a hazard, add one YAML file to
// clients, roots or hazards. Everything is checked at load: an unknown key, a
// duplicate or a missing reason is an error with file and line.
package rules

// Catalogue is everything the tool knows of foreign code.
type Catalogue struct {
	Clients    []Client
	Frameworks []Framework
	Hazards    []Hazard
	// Commands holds the facts of every Redis command by upper-case name.
	Commands map[string]Command
	// Digest is a hash of all the rule files that were loaded, in their order.
	Digest string

	index catalogueIndex
}

// Kind says what a client library gives access to.
type Kind string

// The kinds of clients. Remote is a shared cache server; Store a server that keeps
// what is said of it under keys, for good (etcd, consul); Memory an in-process
// cache; Facade a cache abstraction over others; Lock a distributed lock;
// Database the source that caches are rebuilt from; Coalesce a library that
// lets one caller work for many (singleflight); Retry one that calls a function
// again until it succeeds; Service one that asks a server which is neither cache nor
// database (HTTP, tokens, names), so that its answers are worth caching.
const (
	Remote   Kind = "remote"
	Store    Kind = "store"
	Memory   Kind = "memory"
	Facade   Kind = "facade"
	Lock     Kind = "lock"
	Database Kind = "database"
	Coalesce Kind = "coalesce"
	Retry    Kind = "retry"
	Service  Kind = "service"
)

// Keyed reports whether a server is asked by key: a cache or a store.
func (k Kind) Keyed() bool { return k == Remote || k == Store }

// Source reports whether what caches are rebuilt from is asked.
func (k Kind) Source() bool { return k == Database || k == Store }

// Client describes one library, under every module path it was published as.
type Client struct {
	Name string `yaml:"client"`
	Kind Kind   `yaml:"kind"`
	// Modules are the module paths that hold this API. A package belongs to the
	// client where its path is a module path or below one.
	Modules []string `yaml:"modules"`
	// Packages narrows Modules to these packages, relative to the module path
	// ("" is the module's root package). Empty: every package of the modules.
	Packages []string `yaml:"packages"`
	// Verified is the module@version whose source the rows were checked in.
	Verified []string `yaml:"verified"`
	// CommandMethods: an exported method whose name is a Redis command but for
	// case and underscores (HGetAll, XAutoClaim, Flush_all) sends that command.
	// Rows of Ops win over it.
	CommandMethods bool `yaml:"command_methods"`
	// CommandTypes narrows CommandMethods, and rows that name no type, to the
	// methods of these types, as path.Match patterns ("*mdable"): the Scan of a
	// result is no SCAN. Empty: every type.
	CommandTypes []string `yaml:"command_types"`
	// QueuedTypes are the types, as patterns too, whose commands wait in a
	// pipeline until it is sent; look at the type of the expression that a
	// method is called on, since the method may be declared further up.
	QueuedTypes []string `yaml:"queued_types"`
	// Words are the commands of the client's own that Redis does not know.
	Words []string `yaml:"words"`
	// Spoken: an interface of anybody's that spells the commands of Redis, and that nothing
	// in view implements, stands before this client. One client may say so.
	Spoken bool `yaml:"spoken"`
	// Transparent: the library's own code is analysed too (a facade whose calls
	// end in another client); otherwise the library is a boundary.
	Transparent bool `yaml:"transparent"`
	Ops         []Op `yaml:"ops"`

	File string `yaml:"-"`
	Line int    `yaml:"-"`

	index *clientIndex
}

// Op is what one function or method of a client does. Arguments are counted
// from 0 without the receiver and without a leading context.Context; -1 is the
// receiver; a nil index means that the op has no such argument. A variadic
// argument is counted element by element.
type Op struct {
	// Func is "Name" (any function of that name, and any method that
	// CommandTypes lets through), "Type.Name", or "*.Name" (a method of any
	// type). Braces stand for several rows: "Cache.{Get,Peek}".
	Func string `yaml:"func"`
	// Command is the normalised command (FLUSHDB, or a word of the client's own
	// such as PURGE). Empty where Raw, Script or Does say more.
	Command string `yaml:"command"`
	// Raw is the argument that holds the command's name; the ones after it are
	// the command's arguments.
	Raw *int `yaml:"raw"`
	// Script is the argument that holds Lua source; SHA the one that holds the
	// digest of a script that was loaded elsewhere (Loads).
	Script *int `yaml:"script"`
	SHA    *int `yaml:"sha"`
	// Loads: the result stands for the script of argument Script.
	Loads bool `yaml:"loads"`
	// Does names effects beyond the command: read, write, delete, clear, list,
	// lock, unlock, load, make, tune, pipeline, queue, coalesce, query, exec, build, send, wait, ping,
	// ask, absent, none, and what retry libraries do.
	//   clear    the whole cache is emptied
	//   load     a function argument is run on a miss to fill the cache
	//   make     makes a cache whose entries live for TTL where their write leaves it open
	//   tune     sets for a cache how long its entries live, or how many there may be
	//   coalesce concurrent calls share one run of the function argument
	//   pipeline commands are queued, one round trip sends them
	//   queue    this command joins what a later call sends (Send)
	//   query    reads rows; exec writes rows
	//   build    returns a command that a later call (send) sends
	//   send     sends the commands from argument Value on, or what is queued
	//   wait     waits until the server sends something
	//   ping     asks whether the server is there
	//   ask      sends a request to a service and waits for its answer
	//   retry    calls the function argument again until it succeeds
	//   limit    retries end some time, unless argument Count is 0; endless: never, and
	//            of ask: it waits as long, unless options are given from argument Value on
	//   grow     pauses between retries grow; fixed: they do not
	//   stop     an error, or an option, that ends retries at once
	//   marked   only errors that went through a call that does again are retried
	//   absent   a condition that a key is not there yet, of a store's transaction
	//   none     no effect on any cache, though the name suggests one
	Does []string `yaml:"does"`
	// Where the parameters of the command are. The key -1 of a store's op is what its
	// builder (build) was given. Pattern is a key pattern or, for a
	// database, the filter. An index may name a struct that holds the parameter
	// in a field, as gomemcache's Item does.
	Key     *int `yaml:"key"`
	Value   *int `yaml:"value"`
	TTL     *int `yaml:"ttl"`
	Pattern *int `yaml:"pattern"`
	Cursor  *int `yaml:"cursor"`
	Count   *int `yaml:"count"`
	Query   *int `yaml:"query"`
	Func_   *int `yaml:"callback"`
	// NoTTL: what this writes never expires by itself; in an in-process cache it does
	// where TTL, options that may be left out, is given.
	NoTTL bool `yaml:"never_expires"`
	// Evicts: the cache bounds itself (LRU, memcached), so that no expiry is mild.
	Evicts bool `yaml:"evicts"`
	// Bounded: the op returns or touches at most a page.
	Bounded bool `yaml:"bounded"`
	// Batch names the call to use instead of this one in a loop.
	Batch string `yaml:"batch"`
	// Why is said where the row is not obvious.
	Why string `yaml:"why"`

	Line int `yaml:"-"`
}

// Framework tells where hot paths begin in the code that uses one library.
type Framework struct {
	Name     string   `yaml:"framework"`
	Modules  []string `yaml:"modules"`
	Verified []string `yaml:"verified"`
	Roots    []Root   `yaml:"roots"`

	File string `yaml:"-"`
	Line int    `yaml:"-"`
}

// Root is one way a framework takes a function. Exactly one of Call, Implements,
// Field, Signature, Method is set. Names are types.Func.FullName of the generic
// origin, type parameters left out, with MODULE standing for each path of
// Modules, such as "(*MODULE.Engine).GET" or "MODULE.HandleFunc". In Call,
// Implements and Takes a * beside the pointer star stands for any run of
// characters: generated code has names that only it knows. Arguments are counted
// from 0 without the receiver and without a leading context.Context. A
// framework's roots count in programs that hold one of its modules.
type Root struct {
	// Call: the function handed to this call (argument Handler, or any function
	// argument where Handler is nil) is an entry. Braces stand for several rows:
	// "(*MODULE.Router).{GET,POST}".
	Call    string `yaml:"call"`
	Handler *int   `yaml:"handler"`
	// Caller: the function that makes the call is the entry, since it loops over
	// what the call delivers (a poll, a ticker's channel).
	Caller bool `yaml:"caller"`
	// Route is the argument that holds the route, topic or schedule; Verb the
	// HTTP method that the call stands for ("*": the call's own name, "@0": the
	// argument 0).
	Route *int   `yaml:"route"`
	Verb  string `yaml:"verb"`
	// Router is the argument that is the router or group, where it is no receiver.
	Router *int `yaml:"router"`
	// Chain: the other functions that the call is given run before the handler,
	// as they do where no Handler is named: the last function is the handler then.
	Chain bool `yaml:"chain"`
	// Implements: the methods (Methods, or all) of concrete types that implement
	// this interface are entries. Where the interface itself is not in view, a
	// type that has three or more Methods, all of them, is taken to implement it.
	Implements string `yaml:"implements"`
	// Methods with Call: argument Handler may be an object, and these methods of
	// it are entries; "*" is every exported one, or every one of the parameter's
	// own interface type; "**" every exported one that the application declares; "Error*"
	// those that begin so; "!Init" not that one.
	Methods []string `yaml:"methods"`
	// Tags are the keys of path and verb in the tag of a field that is embedded in what
	// the handler takes: "path method". The path stands below the route.
	Tags string `yaml:"tags"`
	// Named: a method's name says its verb and path, as GetUserBy and PostLogin do.
	Named bool `yaml:"named"`
	// Form: only methods of this type count, as in Signature, with * for any text.
	Form string `yaml:"form"`
	// Service: a method is called by the route of its object, or else the name of the
	// interface as which it is given, or of its type, then this text and the method's own
	// name.
	Service string `yaml:"service"`
	// Annotated is the word in a method's doc comment after which its route stands,
	// "@router /path [get]": those methods of the object are entries.
	Annotated string `yaml:"annotated"`
	// Mapping is the argument from which on texts say which method of the object
	// serves what, "get,post:List;put:Edit"; where none is given, methods that are
	// called like an HTTP method serve it.
	Mapping *int `yaml:"mapping"`
	// Field: a function stored in this field of a struct is an entry, or an
	// object whose method Methods names; "MODULE.Map.*" is any key of a map type.
	Field string `yaml:"field"`
	// Signature: a function whose type is this, as types.TypeString writes it
	// with full package paths but without the parameters' names, is an entry
	// where it is exported or handed on.
	Signature string `yaml:"signature"`
	// Method: an exported method of this name on any type, with a parameter or
	// result type Takes, is an entry (gorm's AfterUpdate(*gorm.DB) error). "()"
	// is a method without parameters.
	Method string `yaml:"method"`
	// Takes with Call: the callee must have a parameter or result of this type.
	Takes string `yaml:"takes"`
	// Kind and Heat as in the report.
	Kind string `yaml:"kind"`
	Heat string `yaml:"heat"`
	Why  string `yaml:"why"`

	Line int `yaml:"-"`
}

// Hazard is one thing to warn of: which analyzer asks, with which parameters,
// how loud by heat, and what the user is told.
type Hazard struct {
	Name     string `yaml:"hazard"`
	Analyzer string `yaml:"analyzer"`
	// Commands is what the command analyzer looks for.
	Commands []string `yaml:"commands"`
	// Params are further numbers and words for the analyzer.
	Params map[string]string `yaml:"params"`
	// Levels by heat: request, periodic, startup, announced, cold. Absent: none.
	Levels map[string]string `yaml:"levels"`
	Title  string            `yaml:"title"`
	// Problem, Blast and Incident are paragraphs for explain and the docs.
	Problem  string `yaml:"problem"`
	Blast    string `yaml:"blast"`
	Incident string `yaml:"incident"`
	// Message is the sentence on a finding; Fix what to do, by client name, or by
	// command, with "" or "default" for any other.
	Message string            `yaml:"message"`
	Fix     map[string]string `yaml:"fix"`
	// Server is the guard on the server's side (ACL, rename-command).
	Server string `yaml:"server"`
	// Waive says when a waiver is right and what its reason should state.
	Waive string `yaml:"waive"`
	// Bad and Good are Go files that the test suite compiles and judges.
	Bad  []Snippet `yaml:"bad"`
	Good []Snippet `yaml:"good"`

	File string `yaml:"-"`
	Line int    `yaml:"-"`
}

// Snippet is a Go source file. Imports resolve against stub clients.
type Snippet struct {
	Name string `yaml:"name"`
	Code string `yaml:"code"`
}

// Command is what Redis itself says of a command.
type Command struct {
	Name       string
	Group      string
	Complexity string
	Since      string
	ACL        []string
	// Arity counts the name too; negative: at least that many.
	Arity int
	// Write, Blocking, Dangerous and Admin summarise flags and ACL categories.
	Write, Blocking, Dangerous, Admin bool
	// Container is set where a second word says what to do: CONFIG SET.
	Container bool
	// ReadOnly and Fast as the server flags them.
	ReadOnly, Fast bool
	// FirstKey is the argument that holds the first key, counted from 0 after
	// the command's name (and its subcommand); -1: none, or not at a fixed
	// place. LastKey counts likewise, negative from the end; KeyStep is the
	// distance from key to key.
	FirstKey, LastKey, KeyStep int
	// Tips are the server's hints to cluster clients, such as
	// request_policy:all_shards for a command that must go to every shard.
	Tips []string
	// Deprecated is the version that deprecated it, ReplacedBy the server's
	// words on what to use instead.
	Deprecated, ReplacedBy string
}
