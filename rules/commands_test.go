package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCommandFacts(t *testing.T) {
	c := mustBuiltin(t)
	type facts struct {
		Write, ReadOnly, Blocking, Dangerous, Admin bool
		FirstKey, LastKey, Arity                    int
	}
	tests := map[string]facts{
		"FLUSHALL":     {Write: true, Dangerous: true, FirstKey: -1, LastKey: -1, Arity: -1},
		"KEYS":         {ReadOnly: true, Dangerous: true, FirstKey: -1, LastKey: -1, Arity: 2},
		"CONFIG SET":   {Dangerous: true, Admin: true, FirstKey: -1, LastKey: -1, Arity: -4},
		"SET":          {Write: true, FirstKey: 0, LastKey: 0, Arity: -3},
		"MGET":         {ReadOnly: true, FirstKey: 0, LastKey: -1, Arity: -2},
		"BLPOP":        {Write: true, Blocking: true, FirstKey: 0, LastKey: -2, Arity: -3},
		"OBJECT FREQ":  {ReadOnly: true, FirstKey: 0, LastKey: 0, Arity: 3},
		"SCRIPT FLUSH": {FirstKey: -1, LastKey: -1, Arity: -2},
	}
	for name, want := range tests {
		got := c.Commands[name]
		if diff := cmp.Diff(want, facts{
			got.Write, got.ReadOnly, got.Blocking, got.Dangerous, got.Admin,
			got.FirstKey, got.LastKey, got.Arity,
		}); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// TestCommandTableIsWhole: a table cut short would let dangerous commands pass
// as unknown.
func TestCommandTableIsWhole(t *testing.T) {
	c := mustBuiltin(t)
	if len(c.Commands) < 300 {
		t.Errorf("%d commands, a Redis 7 server has more than 300", len(c.Commands))
	}
	for name, f := range c.Commands {
		if f.Name != name || f.Group == "" || f.Since == "" || f.Arity == 0 {
			t.Errorf("%s lacks a fact: %+v", name, f)
		}
	}
	if c.Commands["FLUSHALL"].Tips == nil {
		t.Error("FLUSHALL has no word for cluster clients")
	}
}

func TestHazardCommandsAreKnown(t *testing.T) {
	c := mustBuiltin(t)
	own := map[string]bool{}
	for _, cl := range c.Clients {
		for _, w := range cl.Words {
			own[w] = true
		}
	}
	for _, h := range c.Hazards {
		for _, command := range h.Commands {
			if _, ok := c.Commands[command]; !ok && !own[command] {
				t.Errorf("%s: command %q is none of Redis and no client's own word", h.File, command)
			}
		}
	}
}
