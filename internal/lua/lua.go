// Package lua reads the Lua scripts that Go programs send to Redis: which
// commands a script calls, with what arguments, in which loops and under which
// conditions. Scripts are parsed, never run.
//
// It does not know what a command does, which one is dangerous, or how the
// script reached Redis; the caller holds that against the catalogue.
//
// Limits: sources over MaxSource bytes are refused. Values are followed through
// locals, tables and local functions, not through globals set elsewhere, string
// methods other than concatenation and case, metatables, or code built with
// loadstring. What is not proven is Unknown, and a script that was only partly
// understood says so in Partial.
package lua

import (
	"errors"
	"fmt"
	"slices"
)

// MaxSource is the longest script that Parse reads, in bytes.
const MaxSource = 256 << 10

// Script is what one Lua source does to Redis.
type Script struct {
	// Calls are the command calls in the order of the text; a function called
	// from several places contributes its calls once for each.
	Calls []Call
	// CompareDelete: a key is read, compared with a value that the caller gave,
	// and deleted only when equal: the atomic release of a lock.
	CompareDelete bool
	// CompareExpire is the same with EXPIRE or PEXPIRE: the extension of a lock.
	CompareExpire bool
	// SetsExpiry: some call gives a key a time to live.
	SetsExpiry bool
	// SetsIfAbsent: some call is SETNX, HSETNX or SET with NX.
	SetsIfAbsent bool
	// LooksFirst: a key is written where the script has looked for it and found
	// nothing, which comes to the same, as nobody comes between.
	LooksFirst bool
	// Partial: text that Go code fills in, syntax errors or the reader's own
	// limits hide a part of the script; Calls may lack some.
	Partial bool
	// Canonical is the text without comments and layout, so that a change of
	// either is no change of behaviour.
	Canonical string
}

// Call is one redis.call or redis.pcall.
type Call struct {
	Command string // upper case; "" if the name is no constant
	Args    []Arg  // without the command name
	Line    int    // from 1
	Loops   []Loop // enclosing loops, outermost first
	Guarded bool   // runs only under a condition (unknown, so false, where the text did not parse)
}

// Kind says where an argument comes from.
type Kind uint8

// The kinds of arguments.
const (
	Unknown Kind = iota
	Const        // Text is the value
	Key          // KEYS[Index]; Index 0: one of them, or all when Spread
	Argv         // ARGV[Index]; Index 0 likewise
	Concat       // Parts, joined
	Result       // what call Of returned, its element Index when above 0
)

// Arg is one argument of a call.
type Arg struct {
	Kind  Kind
	Text  string // of a Const
	Index int    // of a Key, Argv or Result, from 1; 0 when not constant
	Of    int    // index in Calls of the call that it derives from, else -1
	Parts []Arg  // of a Concat
	// Spread: any number of arguments, from unpack.
	Spread bool
	// Derived: computed from what Kind names (ARGV[1] - 1), not the thing itself.
	Derived bool
}

// Bound says what ends a loop.
type Bound uint8

// The bounds. Caller: the number of keys or arguments, or a number, that the
// caller passed. OfResult: as many turns as call Of returned elements, or a
// number that it returned. Cursor: until the SCAN-like call Of returns cursor 0.
const (
	Unproven Bound = iota
	Constant
	Caller
	OfResult
	Cursor
)

// Loop is one loop around a call.
type Loop struct {
	Over  string // for people: "KEYS", "result of SCAN", "1..10"
	Bound Bound
	Of    int // call index for OfResult, Cursor, or a call that the end depends on; else -1
	N     int // number of turns when Constant
}

var errTooLong = errors.New("lua script longer than 256 KiB")

// Parse reads one script. Text that is no valid Lua but holds recognisable
// calls yields a Script marked Partial; text without any yields an error.
func Parse(src string) (*Script, error) {
	if len(src) > MaxSource {
		return nil, errTooLong
	}
	toks := tokens(src)
	s := &Script{Canonical: canonical(toks)}
	chunk, err := parseChunk(src)
	if err != nil {
		filled, holes := fillHoles(src, toks)
		if holes {
			s.Partial = true
			chunk, err = parseChunk(filled)
		}
	}
	if err != nil {
		if s.Calls = scanCalls(toks); len(s.Calls) == 0 {
			return nil, fmt.Errorf("read lua script: %w", err)
		}
		s.Partial = true
	} else {
		newWalker(s).run(chunk)
	}
	s.settle()
	return s, nil
}

// SweepsKeyspace says whether the script walks all keys with SCAN to cursor 0.
func (s *Script) SweepsKeyspace() bool {
	for _, c := range s.Calls {
		for _, l := range c.Loops {
			if l.Bound == Cursor && s.Calls[l.Of].Command == "SCAN" {
				return true
			}
		}
	}
	return false
}

// Page says whether the script looks at one page of the keyspace, from a cursor that
// its caller gives: what walks on is whoever runs the script again.
func (s *Script) Page() bool {
	return slices.ContainsFunc(s.Calls, func(c Call) bool {
		return c.Command == "SCAN" && len(c.Args) > 0 && (c.Args[0].Kind == Argv || c.Args[0].Kind == Key) &&
			!slices.ContainsFunc(c.Loops, func(l Loop) bool { return l.Bound == Cursor })
	})
}

// Has says whether the script calls one of the commands, given in upper case.
func (s *Script) Has(commands ...string) bool {
	return slices.ContainsFunc(s.Calls, func(c Call) bool {
		return slices.Contains(commands, c.Command)
	})
}

// Option returns the argument after the keyword (COUNT, LIMIT, EX), which is
// compared without case.
func (c Call) Option(keyword string) (Arg, bool) {
	for i, a := range c.Args {
		if a.isWord(keyword) && i+1 < len(c.Args) {
			return c.Args[i+1], true
		}
	}
	return Arg{Of: -1}, false
}

// Flag says whether the keyword is among the arguments, without case.
func (c Call) Flag(keyword string) bool {
	return slices.ContainsFunc(c.Args, func(a Arg) bool { return a.isWord(keyword) })
}
