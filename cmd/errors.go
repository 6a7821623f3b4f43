package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/cachevet/cachevet/internal/load"
	"github.com/cachevet/cachevet/internal/modules"
)

// Exit codes. They never depend on the output format.
const (
	exitOK         = 0
	exitFail       = 1
	exitUsage      = 2
	exitIncomplete = 3
)

// failure is an error with its exit code. Every message says what is wrong,
// where, and what to do.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

var errInterrupted = &failure{exitIncomplete, errors.New("interrupted: nothing was decided and nothing is left behind")}

// usage is a mistake in the command line or a file of the user's.
func usage(format string, args ...any) error { return &failure{exitUsage, fmt.Errorf(format, args...)} }

// incomplete is an answer that could not be had.
func incomplete(format string, args ...any) error {
	return &failure{exitIncomplete, fmt.Errorf(format, args...)}
}

// classify gives errors of the stages their exit code.
func classify(err error) *failure {
	var f *failure
	var m *modules.Error
	var t *load.ToolchainError
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, context.DeadlineExceeded):
		return &failure{exitIncomplete, errors.New("the time is up: give --timeout more, or name fewer packages")}
	case errors.Is(err, context.Canceled):
		return errInterrupted
	case errors.As(err, &m):
		if m.Kind.Usage() {
			return &failure{exitUsage, m}
		}
		return &failure{exitIncomplete, m}
	case errors.As(err, &t):
		return &failure{exitIncomplete, t}
	}
	return &failure{exitUsage, err}
}

// finish prints an error, if any, and returns the exit code.
func (a *app) finish(err error) int {
	if a.store != nil {
		if cerr := a.store.Close(); cerr != nil {
			a.note("%v", cerr)
		}
	}
	if a.out != nil && a.out.err != nil && classify(err).code != exitIncomplete {
		// Whatever was to be said, it did not arrive.
		err = incomplete("write to standard output: %v", plain(a.out.err))
	}
	if err == nil {
		return a.code
	}
	f := classify(err)
	if over, ok := a.overrun.Load().(error); ok && f == errInterrupted {
		f = classify(over) // what was stopped knows only that it was
	}
	fmt.Fprintf(a.host.Err, "cachevet: %s\n", printable(f.Error()))
	return f.code
}
