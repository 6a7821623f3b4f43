package lua

import (
	"fmt"
	"strconv"

	"github.com/yuin/gopher-lua/ast"
)

func (w *walker) loop(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.WhileStmt:
		w.conditional(s.Condition, s.Stmts, true)
	case *ast.RepeatStmt:
		w.conditional(s.Condition, s.Stmts, false)
	case *ast.NumberForStmt:
		w.counted(s)
	case *ast.GenericForStmt:
		w.generic(s)
	}
}

// body walks the statements of a loop, which declares vars and evaluates before
// on each turn, and returns its id and the value of before.
func (w *walker) body(l Loop, stmts []ast.Stmt, vars map[string]value, before ast.Expr) (int, value) {
	id := len(w.all)
	w.all = append(w.all, l)
	w.loops = append(w.loops, id)
	outer := w.scope
	w.scope = &scope{up: outer}
	for name, v := range vars {
		w.scope.declare(name, v)
	}
	w.forget(stmts)
	first := unknown
	if before != nil {
		first = w.eval(before)
	}
	w.block(stmts)
	w.scope = outer
	w.loops = w.loops[:len(w.loops)-1]
	return id, first
}

// conditional walks while and repeat. What the condition depends on after one
// turn says what ends the loop.
func (w *walker) conditional(cond ast.Expr, stmts []ast.Stmt, first bool) {
	l := Loop{Over: "condition", Of: -1}
	if !first {
		// The condition of repeat sees the locals of the body: walk it as one
		// more statement there.
		stmts = append(stmts[:len(stmts):len(stmts)], &ast.IfStmt{Condition: cond, Then: []ast.Stmt{&ast.BreakStmt{}}})
		w.body(l, stmts, nil, nil)
		return
	}
	id, before := w.body(l, stmts, nil, cond)
	calls := len(w.out.Calls)
	v := w.eval(cond)
	w.dropCalls(calls)
	w.ends(id, v)
	w.ends(id, before)
}

// dropCalls forgets calls recorded by a second look at the same text.
func (w *walker) dropCalls(n int) {
	w.out.Calls, w.inside, w.guards = w.out.Calls[:n], w.inside[:n], w.guards[:n]
}

// leaveLoop handles break: the conditions around it end the innermost loop.
func (w *walker) leaveLoop() {
	if len(w.loops) == 0 {
		return
	}
	id := w.loops[len(w.loops)-1]
	for _, c := range w.conds {
		w.ends(id, c)
	}
}

// ends notes that loop id ends when a condition that depends on v holds.
func (w *walker) ends(id int, v value) {
	l := &w.all[id]
	for _, of := range v.deps {
		if of >= len(w.out.Calls) || l.Bound != Unproven {
			continue
		}
		name := w.out.Calls[of].Command
		switch name {
		case "SCAN", "HSCAN", "SSCAN", "ZSCAN":
			if w.within(of, id) {
				*l = Loop{Over: "until cursor 0 of " + name, Bound: Cursor, Of: of}
			}
		default:
			l.Over, l.Of = "until "+name, of
		}
	}
}

func (w *walker) within(call, loop int) bool {
	for _, id := range w.inside[call] {
		if id == loop {
			return true
		}
	}
	return false
}

func (w *walker) counted(s *ast.NumberForStmt) {
	init, limit := w.eval(s.Init), w.eval(s.Limit)
	step := constValue("1")
	if s.Step != nil {
		step = w.eval(s.Step)
	}
	l := w.over(limit)
	if n, ok := turns(init.arg, limit.arg, step.arg); ok {
		l = Loop{Over: init.arg.Text + ".." + limit.arg.Text, Bound: Constant, Of: -1, N: n}
	} else if l.Bound == Constant {
		l = Loop{Over: "number", Of: -1}
	}
	w.body(l, s.Stmts, map[string]value{s.Name: unknown}, nil)
}

func turns(init, limit, step Arg) (int, bool) {
	a, errA := strconv.Atoi(init.Text)
	b, errB := strconv.Atoi(limit.Text)
	c, errC := strconv.Atoi(step.Text)
	if errA != nil || errB != nil || errC != nil || c == 0 {
		return 0, false
	}
	return max(0, (b-a)/c+1), true
}

func (w *walker) generic(s *ast.GenericForStmt) {
	source := unknown
	for i, e := range s.Exprs {
		v := w.iterated(e)
		if i == 0 || i == 1 && source.path == "next" { // for k, v in next, t
			source = v
		}
	}
	vars := map[string]value{}
	for i, name := range s.Names {
		vars[name] = unknown
		if i == 1 {
			vars[name] = element(source, unknown)
		}
	}
	w.body(w.over(source), s.Stmts, vars, nil)
}

// iterated returns the table behind ipairs(t) and pairs(t).
func (w *walker) iterated(e ast.Expr) value {
	call, ok := e.(*ast.FuncCallExpr)
	if !ok || call.Func == nil || len(call.Args) == 0 {
		return w.eval(e)
	}
	switch w.eval(call.Func).path {
	case "ipairs", "pairs":
		return w.eval(call.Args[0])
	}
	return w.eval(e)
}

// over describes a loop whose number of turns is given by v.
func (w *walker) over(v value) Loop {
	switch {
	case v.path == "KEYS" || v.path == "ARGV":
		return Loop{Over: v.path, Bound: Caller, Of: -1}
	case v.list != nil && !v.list.open:
		return Loop{Over: "table", Bound: Constant, Of: -1, N: len(v.list.elems)}
	case v.list != nil:
		return w.over(derived(v.list.elems...))
	}
	switch v.arg.Kind {
	case Key:
		return Loop{Over: "KEYS", Bound: Caller, Of: -1}
	case Argv:
		return Loop{Over: argvName(v.arg.Index), Bound: Caller, Of: -1}
	case Result:
		return Loop{Over: "result of " + w.nameOf(v.arg.Of), Bound: OfResult, Of: v.arg.Of}
	case Const:
		return Loop{Over: v.arg.Text, Bound: Constant, Of: -1, N: smallInt(v.arg.Text)}
	}
	return Loop{Over: "unknown", Of: -1}
}

func argvName(i int) string {
	if i == 0 {
		return "ARGV"
	}
	return fmt.Sprintf("ARGV[%d]", i)
}

func (w *walker) nameOf(call int) string {
	if name := w.out.Calls[call].Command; name != "" {
		return name
	}
	return "a call"
}

// forget drops the values of all variables that the statements assign: in a
// loop they may hold what an earlier turn left.
func (w *walker) forget(stmts []ast.Stmt) {
	for _, s := range stmts {
		if !w.spend() {
			return
		}
		switch s := s.(type) {
		case *ast.AssignStmt:
			w.forgetTargets(s.Lhs)
		case *ast.IfStmt:
			w.forget(s.Then)
			w.forget(s.Else)
		case *ast.DoBlockStmt:
			w.forget(s.Stmts)
		case *ast.WhileStmt:
			w.forget(s.Stmts)
		case *ast.RepeatStmt:
			w.forget(s.Stmts)
		case *ast.NumberForStmt:
			w.forget(s.Stmts)
		case *ast.GenericForStmt:
			w.forget(s.Stmts)
		}
	}
}

func (w *walker) forgetTargets(targets []ast.Expr) {
	for _, t := range targets {
		id, ok := t.(*ast.IdentExpr)
		if !ok {
			continue
		}
		if c := w.scope.find(id.Value); c != nil && c.v.list == nil {
			w.set(id.Value, derived(c.v))
		}
	}
}
