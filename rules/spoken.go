package rules

import (
	"slices"
	"strings"
)

// spelledOut is how many methods that are called like commands make an interface one of
// Redis, and telling how many of them have names that nothing else has.
const (
	spelledOut = 6
	telling    = 2
)

// Spoken returns the client that stands before a Redis server for an interface with these
// methods, nil where they do not spell its commands: six or more of them, and half of all,
// are called like commands, case, underscores and a context aside, two of them like no word
// of English (SETNX, HGETALL, ZADD). Safe for concurrent use.
func (c *Catalogue) Spoken(methods []string) *Client {
	t, names := c.table(), map[string]bool{}
	for _, m := range methods {
		if name := t.names[squashed(CommandName(m))]; name != "" {
			names[name] = true
		}
	}
	tell := 0
	for name := range names {
		if c.Commands[name].coined() {
			tell++
		}
	}
	if len(names) < spelledOut || tell < telling || 2*len(names) < len(methods) {
		return nil
	}
	return t.spoken
}

// CommandName is a method's name without what says that it takes a context.
func CommandName(method string) string {
	for _, suffix := range []string{"WithContext", "WithCtx", "Context", "Ctx"} {
		if short, ok := strings.CutSuffix(method, suffix); ok && short != "" {
			return short
		}
	}
	return method
}

// coined: the command's name is no word that other caches use as well.
func (c Command) coined() bool {
	switch c.Group {
	case "hash", "set", "sorted-set", "list", "stream":
		return !strings.Contains(c.Name, " ")
	}
	return slices.Contains([]string{"SETNX", "SETEX", "PSETEX", "GETSET", "INCRBY", "DECRBY", "INCRBYFLOAT", "MGET", "MSET", "MSETNX", "PEXPIRE", "PTTL", "FLUSHDB", "FLUSHALL", "EVALSHA", "SETBIT", "GETBIT", "BITCOUNT", "PFADD"}, c.Name)
}
