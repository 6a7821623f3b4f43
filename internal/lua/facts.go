package lua

import "slices"

// settle derives the script-wide facts from the calls.
func (s *Script) settle() {
	for _, c := range s.Calls {
		s.SetsExpiry = s.SetsExpiry || c.setsExpiry()
		s.SetsIfAbsent = s.SetsIfAbsent || c.setsIfAbsent()
	}
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
