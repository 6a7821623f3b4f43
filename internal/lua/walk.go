package lua

import (
	"maps"
	"slices"

	"github.com/yuin/gopher-lua/ast"
)

// DESIGN. The walker goes through the statements once, in order, with a value
// for each variable. Branches are walked from the same state and merged;
// variables that a loop assigns lose their value before its body is walked, so
// that one pass suffices. Local functions are walked at their calls, with the
// arguments given there. Work is bounded by steps and depth, not by time.

const (
	maxSteps = 50_000
	maxDepth = 180
	maxCalls = 2_048
)

type walker struct {
	out    *Script
	scope  *scope
	depth  int
	steps  int
	log    []change // assignments, so that a branch can be undone
	loops  []int    // ids of the enclosing loops
	all    []Loop   // by id
	inside [][]int  // ids of the loops around each call
	conds  []value  // enclosing conditions
	guards [][]int  // for each call, the calls that it must equal something
	absent [][]int  // for each call, the calls that must have found nothing
	funcs  []*closure
	result []value // what the function being walked returns, by nesting
}

type change struct {
	cell *cell
	old  value
}

func newWalker(out *Script) *walker {
	return &walker{out: out, scope: &scope{}}
}

func (w *walker) run(chunk []ast.Stmt) {
	w.block(chunk)
	// Functions that nothing in view calls: callbacks and library entries.
	for i := 0; i < len(w.funcs); i++ {
		if f := w.funcs[i]; !f.used {
			w.enter(f, nil)
		}
	}
	for i := range w.out.Calls {
		for _, id := range w.inside[i] {
			w.out.Calls[i].Loops = append(w.out.Calls[i].Loops, w.all[id])
		}
	}
	w.out.CompareDelete = w.guarded("DEL", "UNLINK", "HDEL")
	w.out.LooksFirst = w.looksFirst()
	w.out.CompareExpire = w.guarded("EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT")
}

// spend counts one step and says whether the budgets still allow it.
func (w *walker) spend() bool {
	if w.steps++; w.steps > maxSteps || w.depth > maxDepth {
		w.out.Partial = true
		return false
	}
	return true
}

// block walks statements in a scope of their own.
func (w *walker) block(stmts []ast.Stmt) {
	if !w.spend() {
		return
	}
	w.depth++
	outer, conds := w.scope, len(w.conds)
	w.scope = &scope{up: outer}
	for _, s := range stmts {
		w.stmt(s)
	}
	w.scope, w.conds = outer, w.conds[:conds]
	w.depth--
}

func (w *walker) stmt(s ast.Stmt) {
	if !w.spend() {
		return
	}
	switch s := s.(type) {
	case *ast.LocalAssignStmt:
		w.locals(s)
	case *ast.AssignStmt:
		w.assignment(s)
	case *ast.FuncCallStmt:
		w.eval(s.Expr)
	case *ast.DoBlockStmt:
		w.block(s.Stmts)
	case *ast.IfStmt:
		w.branch(s)
	case *ast.FuncDefStmt:
		w.define(s)
	case *ast.ReturnStmt:
		w.returns(s)
	case *ast.BreakStmt:
		w.leaveLoop()
	case *ast.GotoStmt:
		w.out.Partial = true // a loop that is not seen
	default:
		w.loop(s)
	}
}

func (w *walker) locals(s *ast.LocalAssignStmt) {
	// `local function f` declares f before its body, so that it can recurse.
	if f, ok := oneFunction(s); ok {
		w.scope.declare(s.Names[0], unknown)
		w.scope.names[s.Names[0]].v = w.eval(f)
		return
	}
	vals := w.evalList(s.Exprs, len(s.Names))
	for i, name := range s.Names {
		w.scope.declare(name, vals[i])
	}
}

func oneFunction(s *ast.LocalAssignStmt) (*ast.FunctionExpr, bool) {
	if len(s.Names) != 1 || len(s.Exprs) != 1 {
		return nil, false
	}
	f, ok := s.Exprs[0].(*ast.FunctionExpr)
	return f, ok
}

func (w *walker) assignment(s *ast.AssignStmt) {
	vals := w.evalList(s.Rhs, len(s.Lhs))
	for i, target := range s.Lhs {
		switch t := target.(type) {
		case *ast.IdentExpr:
			w.set(t.Value, vals[i])
		case *ast.AttrGetExpr:
			w.eval(t.Key)
			if l := w.eval(t.Object).list; l != nil {
				l.add(vals[i])
			}
		}
	}
}

// add records an element stored under an index that is not followed.
func (l *list) add(v value) {
	l.open = true
	if len(l.elems) < 64 {
		l.elems = append(l.elems, v)
	}
}

func (w *walker) set(name string, v value) {
	c := w.scope.find(name)
	if c == nil {
		w.root().declare(name, unknown)
		c = w.scope.find(name)
	}
	w.log = append(w.log, change{c, c.v})
	c.v = v
}

func (w *walker) root() *scope {
	s := w.scope
	for s.up != nil {
		s = s.up
	}
	return s
}

// branch walks both arms from the same state. An arm that leaves the block
// makes the rest of it conditional.
func (w *walker) branch(s *ast.IfStmt) {
	cond := w.eval(s.Condition).asked()
	then := w.arm(s.Then, cond)
	els := w.arm(s.Else, cond.negated())
	for c := range both(then, els) {
		a, okA := then[c]
		b, okB := els[c]
		if !okA {
			a = c.v
		}
		if !okB {
			b = c.v
		}
		w.log = append(w.log, change{c, c.v})
		c.v = merge(a, b, cond)
	}
	if leaves(s.Then) {
		w.conds = append(w.conds, cond.negated())
	}
	if leaves(s.Else) {
		w.conds = append(w.conds, cond)
	}
}

// arm walks one arm, undoes its assignments and returns what they were.
func (w *walker) arm(stmts []ast.Stmt, cond value) map[*cell]value {
	mark := len(w.log)
	w.conds = append(w.conds, cond)
	w.block(stmts)
	w.conds = w.conds[:len(w.conds)-1]
	set := map[*cell]value{}
	for _, ch := range w.log[mark:] {
		set[ch.cell] = ch.cell.v
	}
	for i := len(w.log) - 1; i >= mark; i-- {
		w.log[i].cell.v = w.log[i].old
	}
	w.log = w.log[:mark]
	return set
}

// both is the set of variables that one of two arms assigned.
func both(a, b map[*cell]value) map[*cell]value {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

func leaves(stmts []ast.Stmt) bool {
	if len(stmts) == 0 {
		return false
	}
	switch stmts[len(stmts)-1].(type) {
	case *ast.ReturnStmt, *ast.BreakStmt:
		return true
	}
	return false
}

func (w *walker) define(s *ast.FuncDefStmt) {
	f := w.eval(s.Func)
	if id, ok := s.Name.Func.(*ast.IdentExpr); ok {
		w.set(id.Value, f)
	}
}

func (w *walker) returns(s *ast.ReturnStmt) {
	vals := w.evalList(s.Exprs, max(1, len(s.Exprs)))
	top := len(w.result) - 1
	switch {
	case top < 0:
	case w.result[top].path == noReturn:
		w.result[top] = vals[0]
	default:
		w.result[top] = merge(w.result[top], vals[0], unknown)
	}
}

// guarded says whether one of the commands runs only when a value read from the
// same key equals what the caller gave.
func (w *walker) guarded(commands ...string) bool {
	for i, c := range w.out.Calls {
		if !slices.Contains(commands, c.Command) || len(c.Args) == 0 {
			continue
		}
		for _, g := range w.guards[i] {
			read := w.out.Calls[g]
			if slices.Contains([]string{"GET", "HGET"}, read.Command) && len(read.Args) > 0 && read.Args[0].same(c.Args[0]) {
				return true
			}
		}
	}
	return false
}

// looksFirst says whether a value is written under a key where the script has looked
// for that key and found nothing.
func (w *walker) looksFirst() bool {
	for i, c := range w.out.Calls {
		if !slices.Contains([]string{"SET", "SETEX", "PSETEX", "HSET", "HMSET", "HINCRBY", "INCR"}, c.Command) || len(c.Args) == 0 {
			continue
		}
		if slices.ContainsFunc(w.absent[i], func(r int) bool {
			read := w.out.Calls[r]
			return slices.Contains([]string{"GET", "HGET", "EXISTS", "HEXISTS"}, read.Command) && len(read.Args) > 0 && read.Args[0].same(c.Args[0])
		}) {
			return true
		}
	}
	return false
}
