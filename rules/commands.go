package rules

import (
	"encoding/json"
	"slices"
	"strings"
)

// commandFacts is one entry of commands.json, as gencommands writes it.
type commandFacts struct {
	Group      string   `json:"group"`
	Complexity string   `json:"complexity"`
	Since      string   `json:"since"`
	Arity      int      `json:"arity"`
	ACL        []string `json:"acl"`
	Flags      []string `json:"flags"`
	Keys       []int    `json:"keys"`
	Tips       []string `json:"tips"`
	Deprecated string   `json:"deprecated"`
	ReplacedBy string   `json:"replaced_by"`
}

func parseCommands(data []byte) (map[string]Command, error) {
	var facts map[string]commandFacts
	if err := json.Unmarshal(data, &facts); err != nil {
		return nil, err
	}
	commands := make(map[string]Command, len(facts))
	for name, f := range facts {
		commands[name] = f.command(name)
	}
	for name := range facts {
		if first, _, two := strings.Cut(name, " "); two {
			c := commands[first]
			c.Container = true
			commands[first] = c
		}
	}
	return commands, nil
}

func (f commandFacts) command(name string) Command {
	c := Command{
		Name:       name,
		Group:      f.Group,
		Complexity: f.Complexity,
		Since:      f.Since,
		Arity:      f.Arity,
		ACL:        f.ACL,
		Write:      slices.Contains(f.Flags, "write"),
		ReadOnly:   slices.Contains(f.Flags, "readonly"),
		Fast:       slices.Contains(f.Flags, "fast"),
		Blocking:   slices.Contains(f.Flags, "blocking"),
		Dangerous:  slices.Contains(f.ACL, "@dangerous"),
		Admin:      slices.Contains(f.ACL, "@admin"),
		FirstKey:   -1,
		LastKey:    -1,
		Tips:       f.Tips,
		Deprecated: f.Deprecated,
		ReplacedBy: f.ReplacedBy,
	}
	if len(f.Keys) == 3 {
		c.placeKeys(name, f.Keys[0], f.Keys[1], f.Keys[2])
	}
	return c
}

// placeKeys turns the server's positions, which count the command's words, into
// positions among its arguments.
func (c *Command) placeKeys(name string, first, last, step int) {
	words := 1
	for _, r := range name {
		if r == ' ' {
			words++
		}
	}
	c.FirstKey, c.LastKey, c.KeyStep = first-words, last, step
	if last >= 0 {
		c.LastKey = last - words
	}
}
