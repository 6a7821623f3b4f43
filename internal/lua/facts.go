package lua

import "slices"

// settle derives the script-wide facts from the calls.
func (s *Script) settle() {
	for _, c := range s.Calls {
		s.SetsExpiry = s.SetsExpiry || c.setsExpiry()
		s.SetsIfAbsent = s.SetsIfAbsent || c.setsIfAbsent()
	}
}

// Expires says whether the key that call i writes, its first argument, gets a
// time to live from that call or another one of the script, which runs as a
// whole or not at all. A condition around that call, as in "if the counter is 1",
// is taken to be the author's intent.
func (s *Script) Expires(i int) bool {
	c := s.Calls[i]
	if c.setsExpiry() {
		return true
	}
	return len(c.Args) > 0 && slices.ContainsFunc(s.Calls, func(o Call) bool {
		return o.setsExpiry() && len(o.Args) > 0 && o.Args[0].names(c.Args[0])
	})
}

// names: both arguments are provably one and the same value.
func (a Arg) names(b Arg) bool {
	switch a.Kind {
	case Const:
		return a.same(b)
	case Key, Argv:
		return a.same(b) && (a.Index > 0 || a.Spread) && !a.Derived
	case Concat:
		return b.Kind == Concat && slices.EqualFunc(a.Parts, b.Parts, Arg.names)
	}
	return false
}

func (c Call) setsExpiry() bool {
	switch c.Command {
	case "EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT", "SETEX", "PSETEX", "HEXPIRE", "HPEXPIRE":
		return true
	case "SET", "GETEX", "HSETEX":
		return slices.ContainsFunc([]string{"EX", "PX", "EXAT", "PXAT"}, c.Flag)
	}
	return false
}

func (c Call) setsIfAbsent() bool {
	return c.Command == "SETNX" || c.Command == "HSETNX" || c.Command == "SET" && c.Flag("NX")
}
