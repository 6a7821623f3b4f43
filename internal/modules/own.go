package modules

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/modfile"
)

// readOwn reads a go.mod of the user's, which messages call shown. A directive
// that is not known here is a doubt: a newer go command may know it.
func readOwn(shown string, data []byte) (f *modfile.File, doubt, err error) {
	f, doubt = modfile.Parse(shown, data, nil)
	if doubt == nil {
		return f, nil, nil
	}
	doubt = atLine(shown, data, doubt)
	if conflictLine(data) > 0 {
		return nil, nil, doubt
	}
	if f, err = modfile.ParseLax(shown, data, nil); err != nil {
		return nil, nil, doubt
	}
	return f, doubt, nil
}

// atLine says where in a file of the user's the mistake is.
func atLine(shown string, data []byte, err error) error {
	e := &Error{Kind: OwnGoMod, Where: escape(shown), What: condense(err.Error()), Do: "correct it", err: err}
	var list modfile.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		e.Where, e.What = fmt.Sprintf("%s:%d", escape(shown), list[0].Pos.Line), condense(list[0].Err.Error())
	}
	if n := conflictLine(data); n > 0 {
		e.Where, e.What, e.Do = fmt.Sprintf("%s:%d", escape(shown), n), "a merge conflict is not resolved", "resolve it first"
	}
	return e
}

// conflictLine finds the first line that git wrote to mark a conflict, 0 if none.
func conflictLine(data []byte) int {
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		if strings.HasPrefix(line, "<<<<<<< ") || strings.HasPrefix(line, ">>>>>>> ") {
			return n
		}
	}
	return 0
}

// orDoubt prefers the doubt about the user's go.mod where the go command could
// not read one either.
func orDoubt(err, doubt error) error {
	var e *Error
	if doubt != nil && errors.As(err, &e) && e.Kind == BadGoMod {
		return doubt
	}
	return err
}
