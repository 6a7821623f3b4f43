package analyzers

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// Fault is a question that was not answered, because its analyzer broke.
type Fault struct {
	// Hazard is the hazard that was asked for.
	Hazard string
	// Why is what happened and where, for the ledger.
	Why string
}

// ask runs one analyzer. Its fault costs one answer, not the others, and the
// answer that is missing is named.
func ask(a *Analyzer, p *Pass) (f *Fault) {
	defer func() {
		if v := recover(); v != nil {
			f = &Fault{Hazard: p.Hazard.Name, Why: fmt.Sprintf("%s was not judged: %v%s; this is an error of cachevet, please report it", p.Hazard.Name, v, broke())}
		}
	}()
	a.Run(p)
	return nil
}

// broke names the line that panicked, from a deferred call.
func broke() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	panicked := false
	for {
		fr, more := frames.Next()
		inRuntime := strings.HasPrefix(fr.Function, "runtime.")
		if panicked && !inRuntime {
			return fmt.Sprintf(" (%s:%d)", path.Base(fr.File), fr.Line)
		}
		if panicked = panicked || fr.Function == "runtime.gopanic"; !more {
			return ""
		}
	}
}
