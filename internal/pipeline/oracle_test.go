package pipeline

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/modules"
	"github.com/cachevet/cachevet/internal/roots"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// oracleModules are real modules that the linked program is compared on. They
// were chosen for the ways in which they reach their client: interfaces of
// their own, embedded clients, closures, generics, wrappers of wrappers.
var oracleModules = []string{
	"github.com/eko/gocache/store/redis/v4@v4.2.2",
	"github.com/gin-contrib/cache@v1.3.0",
	"github.com/gofiber/storage/redis/v3@v3.4.8",
	"github.com/metal-stack/go-ipam@v1.11.6",
	"github.com/hibiken/asynq@v0.24.1",
	"github.com/hibiken/asynqmon@v0.7.2",
	"github.com/astaxie/beego/cache/redis@v1.12.2",
	"github.com/go-redis/cache/v9@v9.0.0",
	"github.com/ulule/limiter/v3@v3.11.2",
	"github.com/bsm/redislock@v0.9.4",
	"github.com/dtm-labs/rockscache@v0.1.1",
	"github.com/RichardKnop/machinery/v2/...@v2.0.13",
	"github.com/argoproj/argo-cd/v2/util/cache@v2.14.21",
	"github.com/casbin/redis-watcher/v2@v2.5.0",
	"github.com/oauth2-proxy/oauth2-proxy/v7/pkg/sessions/redis@v7.6.0",
}

// TestOracle holds the linked program to a whole-program analysis by other
// code: SSA of everything with bodies, call graph by x/tools' VTA. Both must
// find the same pairs of an entry and a client call, by the same rules: a client
// is a boundary; what is handed to code outside counts as called there; the
// exported API is called with every value that its users can make (the driver).
// It needs the module proxy or a filled module cache, 3 GB and some 150 CPU
// seconds.
func TestOracle(t *testing.T) {
	if testing.Short() {
		t.Skip("loads whole programs from the module proxy")
	}
	cat, err := rules.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range oracleModules {
		t.Run(strings.NewReplacer("github.com/", "", "/", "_").Replace(q), func(t *testing.T) {
			compareWithOracle(t, cat, q)
		})
	}
}

func compareWithOracle(t *testing.T, cat *rules.Catalogue, query string) {
	ctx := context.Background()
	res, done, err := modules.Resolve(ctx, modules.Request{Args: []string{query}, Dir: t.TempDir(), Env: os.Environ()})
	defer done()
	if err != nil {
		t.Fatalf("resolve %s (needs the module proxy): %v", query, err)
	}
	ours := linkGraph(t, ctx, cat, res)
	theirs := vtaGraph(t, cat, res, ours)
	entries := slices.Sorted(func(yield func(string) bool) {
		for e := range ours.entries {
			if !yield(e) {
				return
			}
		}
	})
	d := &diff{t: t, ours: ours, theirs: theirs, explained: map[string]int{}}
	for _, e := range entries {
		d.entry(e)
	}
	t.Logf("%d entries, %d callers here, %d there, %d equal pairs, explained: %v", len(entries), len(ours.edges), len(theirs.edges), d.equal, d.explained)
	if d.equal == 0 {
		t.Error("no pair at all: the comparison says nothing")
	}
}

// diff compares the two graphs, entry by entry.
type diff struct {
	t            *testing.T
	ours, theirs *graph
	equal        int
	explained    map[string]int
}

func (d *diff) entry(e string) {
	if !d.theirs.inside[d.ours.pkgOf[e]] {
		d.explained["entry in a package with type errors, which the linked program keeps in part"]++
		return
	}
	a, b := d.ours.reach(e), d.theirs.reach(e)
	for s := range b {
		if a[s] != "" {
			d.equal++
			continue
		}
		d.t.Errorf("only VTA: %s -> %s\n%s", e, s, d.theirs.path(e, s))
	}
	for s := range a {
		name, _, _ := strings.Cut(s, " line ")
		switch {
		case b[s] != "":
		case !d.theirs.inside[packageOf(name)]:
			d.explained["call in a package with type errors, which the linked program keeps in part"]++
		default:
			d.t.Errorf("only link: %s -> %s\n%s", e, s, d.ours.path(e, s))
		}
	}
}

// graph is a call graph by function name, with the client calls of each
// function.
type graph struct {
	entries map[string]bool
	pkgOf   map[string]string // of entries
	inside  map[string]bool   // package paths
	open    map[string]bool
	edges   map[string]map[string]string // caller -> callee -> kind
	sinks   map[string]map[string]string // function -> "line name" -> kind
	prog    *link.Program
}

func newGraph() *graph {
	return &graph{entries: map[string]bool{}, pkgOf: map[string]string{}, inside: map[string]bool{}, edges: map[string]map[string]string{}, sinks: map[string]map[string]string{}}
}

func put(m map[string]map[string]string, a, b, kind string) {
	if m[a] == nil {
		m[a] = map[string]string{}
	}
	if m[a][b] == "" {
		m[a][b] = kind
	}
}

// reach returns the client calls that an entry leads to, with their kinds.
func (g *graph) reach(entry string) map[string]string {
	out := map[string]string{}
	for f := range g.walk(entry) {
		for s, kind := range g.sinks[f] {
			out[f+" "+s] = kind
		}
	}
	return out
}

// walk returns each reached function with the one before it.
func (g *graph) walk(entry string) map[string]string {
	prev := map[string]string{entry: ""}
	for work := []string{entry}; len(work) > 0; work = work[1:] {
		for next := range g.edges[work[0]] {
			if _, ok := prev[next]; !ok {
				prev[next] = work[0]
				work = append(work, next)
			}
		}
	}
	return prev
}

func (g *graph) path(entry, sink string) string {
	prev := g.walk(entry)
	var lines []string
	for f := range prev {
		rest, ok := strings.CutPrefix(sink, f+" ")
		if !ok || g.sinks[f][rest] == "" {
			continue
		}
		lines = append(lines, "    sink "+g.sinks[f][rest])
		for ; f != ""; f = prev[f] {
			kind := ""
			if prev[f] != "" {
				kind = g.edges[prev[f]][f]
			}
			lines = append(lines, "    "+kind+" "+f)
		}
	}
	slices.Reverse(lines)
	return strings.Join(lines, "\n")
}

// linkGraph runs our own stages up to the linked program.
func linkGraph(t *testing.T, ctx context.Context, cat *rules.Catalogue, res *modules.Resolved) *graph {
	t.Helper()
	e := &Engine{Cat: cat}
	lg, err := load.List(ctx, load.Config{Dir: res.Dir, Env: res.Env, BuildFlags: res.BuildFlags, Patterns: res.Patterns})
	if err != nil {
		t.Fatal(err)
	}
	vetted := map[string]bool{}
	for _, m := range res.Modules {
		vetted[m.Path] = true
	}
	pkgs, skips, err := e.summarise(ctx, lg, e.relevant(lg, vetted), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range skips {
		t.Logf("skipped %s: %s", s.Package, s.Why)
	}
	g := newGraph()
	g.open = openPackages(lg.Initial, vetted, nil)
	for _, p := range pkgs {
		g.inside[p.Path] = true
	}
	m := roots.NewMatcher(cat)
	g.prog = link.Link(pkgs, cat, link.Options{Open: g.open, Entry: m.Entry})
	for _, f := range g.prog.Funcs {
		g.addFunc(f)
	}
	return g
}

func (g *graph) addFunc(f *link.Func) {
	if g.open[f.Pkg.Path] && (g.prog.Callable(f) || f.Name == f.Pkg.Path+".init") {
		g.entries[f.Name], g.pkgOf[f.Name] = true, f.Pkg.Path
	}
	for i := range f.Calls {
		for _, e := range f.Out[i] {
			put(g.edges, f.Name, e.Callee.Name, string(e.Via)+" "+string(e.Conf)+" "+e.Through)
		}
		c := &f.Calls[i]
		if c.Callee != "" && isBoundary(g.prog.Cat, c.Pkg) && !g.inside[c.Pkg] {
			put(g.sinks, f.Name, site(int(c.Pos.Line), c.Name), "declared")
		}
	}
	for _, e := range f.Extra {
		put(g.edges, f.Name, e.Callee.Name, "stored "+e.Through)
	}
	for _, o := range f.Ops {
		// Where a wrapper's caller says what is sent, the wrapper sends it.
		c := &o.Inner().Calls[o.At]
		put(g.sinks, o.Inner().Name, site(int(c.Pos.Line), lastName(o.Callee, c)), "op "+string(o.Conf)+" "+o.Callee)
	}
}

func lastName(callee string, c *summary.Call) string {
	if c.Name != "" {
		return c.Name
	}
	return callee[strings.LastIndexByte(callee, '.')+1:]
}

func site(line int, name string) string { return fmt.Sprintf("line %d calls %s", line, name) }

func isBoundary(cat *rules.Catalogue, pkg string) bool {
	cl := cat.Client(pkg)
	return cl != nil && !cl.Transparent
}
