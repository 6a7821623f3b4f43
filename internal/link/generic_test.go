package link_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cachevet/cachevet/internal/analyzertest"
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
)

// generics is code that calls methods of type parameters; no value of theirs is ever made
// an interface of outside of it. Every function of main takes the type that has its number.
const generics = `package s

type doer interface{ do() }

func list[T doer](l []T)       { for _, x := range l { x.do() } }
func rest[T doer](l ...T)      { for _, x := range l { x.do() } }
func values[T doer](m map[string]T) { for _, x := range m { x.do() } }
func sent[T doer](c chan T)    { for x := range c { x.do() } }
func made[T doer](f func() T)  { f().do() }
func zero[T doer]()            { var x T; x.do() }
func asked[T any](l []T)       { for _, x := range l { any(x).(doer).do() } }
func further[T doer](l []T)    { literal(l) }
func literal[T doer](l []T)    { func() { for _, x := range l { x.do() } }() }
func given[T doer](f func([]T)) { f(nil) }
func valued[T doer](l []T)     { for _, x := range l { x.do() } }

type pointer[T any] interface { *T; doer }
func addressed[T any, P pointer[T]]() { var x T; P(&x).do() }

type bag[T doer] struct { items []T }
func (b *bag[E]) run() { for _, x := range b.items { x.do() } }

type table[K comparable, V doer] struct { m map[K]V }
func (t table[K, V]) run(k K) { t.m[k].do() }

type inner[T doer] struct { l []T }
func (i inner[T]) run() { for _, x := range i.l { x.do() } }
type outer[T doer] struct { in inner[T] }
func (o outer[T]) run() { o.in.run() }

func main() {
	list([]t1{{}}); rest(t2{}); values(map[string]t3{}); sent(make(chan t4)); made(func() t5 { return t5{} })
	zero[t6](); asked([]t7{{}}); further([]t8{{}}); given(valued[t9]); addressed[t10]()
	(&bag[t11]{[]t11{{}}}).run(); table[string, t12]{}.run("a"); outer[t13]{}.run()
	zero[doer](); var d doer = t14{}; d.do()
}
`

func linkGenerics(t *testing.T, src string, types int) *link.Program {
	t.Helper()
	var b strings.Builder
	b.WriteString(src)
	for i := range types {
		name := "t" + strconv.Itoa(i+1)
		if name == "t10" {
			b.WriteString("type t10 struct{}\nfunc (*t10) do() {}\n")
			continue
		}
		b.WriteString("type " + name + " struct{}\nfunc (" + name + ") do() {}\n")
	}
	p, _ := analyzertest.New(t).Link(t, map[string]string{"s/s.go": b.String()})
	return p
}

// TestTypeParams: a method of a type parameter is that of each type that it is made with,
// however its value came about.
func TestTypeParams(t *testing.T) {
	p := linkGenerics(t, generics, 14)
	got := map[string]string{}
	for _, f := range p.Funcs {
		if f.Short != "do" {
			continue
		}
		for _, e := range f.In {
			if e.Conf == finding.Possible {
				t.Errorf("%s calls %s: %s", e.Caller.Name, f.Name, e.Conf)
			}
			by := strings.NewReplacer("example.com/m/s.", "", "*", "", "(", "", ")", "").Replace(e.Caller.Name)
			typ := strings.TrimSuffix(strings.TrimPrefix(strings.Trim(f.Name, "(*"), "example.com/m/s."), ").do")
			if got[typ] != "" {
				by = got[typ] + " " + by
			}
			got[typ] = by
		}
	}
	want := map[string]string{"t1": "list", "t2": "rest", "t3": "values", "t4": "sent", "t5": "made", "t6": "zero", "t7": "asked", "t8": "literal$1", "t9": "valued", "t10": "addressed", "t11": "bag[E].run", "t12": "table[K, V].run", "t13": "inner[T].run", "t14": "main zero"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("callers (-want +got):\n%s", d)
	}
}

// TestTypeArgs: on a way, a type parameter is what the call says by which the way enters.
func TestTypeArgs(t *testing.T) {
	p := linkGenerics(t, `package s

type doer interface{ do() }

func first() { through([]t1{{}}) }
func second() { through([]t2{{}}) }
func through[E doer](l []E) { list(l) }
func list[T doer](l []T) { for _, x := range l { x.do() } }
`, 2)
	for _, c := range []struct {
		from, typ string
		want      bool
	}{{"first", "t1", true}, {"first", "t2", false}, {"second", "t1", false}, {"second", "t2", true}} {
		do := p.Lookup("(example.com/m/s." + c.typ + ").do")
		path := p.Reach(do).Path(p.Lookup("example.com/m/s." + c.from))
		if len(path) != 3 {
			t.Fatalf("%s to %s: %d calls", c.from, c.typ, len(path))
		}
		if got := p.Feasible(path, do, 0); got != c.want {
			t.Errorf("%s to %s: %v", c.from, c.typ, got)
		}
	}
}
