package modules

import (
	"context"
	"errors"
	"strings"
)

// Kind says what kept a request from being resolved.
type Kind string

// The kinds of failures, for callers that choose an exit code or a test that
// names one. The text of an Error is for people.
const (
	BadName     Kind = "bad-name"     // no module or package path, or no version
	NoModule    Kind = "no-module"    // nobody knows the module
	NoVersion   Kind = "no-version"   // the module is known, the version is not
	NeedVersion Kind = "need-version" // the newest version cannot be found out
	NoPackage   Kind = "no-package"   // the module has no such package
	NoGoFiles   Kind = "no-go-files"  // the module holds no Go package at all
	BadGoMod    Kind = "bad-go-mod"   // a go.mod that the go command rejects
	OwnGoMod    Kind = "own-go-mod"   // a go.mod or go.work of the user's with a mistake
	Network     Kind = "network"      // no answer
	Refused     Kind = "refused"      // an answer, and it is no (401, 403, 451)
	Offline     Kind = "offline"      // not in the module cache, and no network allowed
	Checksum    Kind = "checksum"     // contents and checksum disagree, or none is known
	Toolchain   Kind = "toolchain"    // a newer Go is required, or there is no Go
	Unreadable  Kind = "unreadable"   // a file or folder that may not be read
	DiskFull    Kind = "disk-full"    // no room to write
	Cancelled   Kind = "cancelled"    // Ctrl-C, or the time is up
	NoRepo      Kind = "no-repo"      // not in a git repository
	NoBase      Kind = "no-base"      // the base to compare with cannot be found
	Other       Kind = "other"        // whatever else the go command said
)

// Usage reports whether the request itself was wrong, so that asking for
// something else helps. Otherwise the surroundings kept it from being answered.
func (k Kind) Usage() bool {
	switch k {
	case BadName, NoModule, NoVersion, NeedVersion, NoPackage, NoGoFiles, NoRepo, NoBase, OwnGoMod:
		return true
	}
	return false
}

// Error is a failure as one sentence: What happened, Where (a module, a file or
// a folder), and what to Do about it. All three are safe to print.
type Error struct {
	Kind  Kind
	What  string
	Where string
	Do    string
	err   error
}

// Error joins the parts: "where: what; do".
func (e *Error) Error() string {
	var b strings.Builder
	if e.Where != "" {
		b.WriteString(e.Where + ": ")
	}
	b.WriteString(e.What)
	if e.Do != "" {
		b.WriteString("; " + e.Do)
	}
	return b.String()
}

// Unwrap returns the cause, such as context.Canceled, or nil.
func (e *Error) Unwrap() error { return e.err }

// stopped describes a context that ended while doing something at where.
func stopped(err error, where string) *Error {
	e := &Error{Kind: Cancelled, What: "stopped", Where: escape(where), err: err}
	if errors.Is(err, context.DeadlineExceeded) {
		e.What = "the time is up"
		e.Do = "give more with --timeout"
	}
	return e
}
