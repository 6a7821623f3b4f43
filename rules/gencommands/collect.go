package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// command is one entry of commands.json; rules.Command reads it.
type command struct {
	Group      string   `json:"group,omitempty"`
	Complexity string   `json:"complexity,omitempty"`
	Since      string   `json:"since,omitempty"`
	Arity      int64    `json:"arity"`
	ACL        []string `json:"acl,omitempty"`
	Flags      []string `json:"flags,omitempty"`
	// Keys is the range of key arguments: first, last, step; first counts the
	// command's name as 0, and 0 means that there are none.
	Keys []int64 `json:"keys,omitempty"`
	// Tips are the server's hints to clients, cluster policies among them.
	Tips       []string `json:"tips,omitempty"`
	Deprecated string   `json:"deprecated,omitempty"`
	ReplacedBy string   `json:"replaced_by,omitempty"`
}

// The positions in an entry of COMMAND's reply.
const (
	infoName = iota
	infoArity
	infoFlags
	infoFirstKey
	infoLastKey
	infoStep
	infoACL
	infoTips
	infoKeySpecs
	infoSubcommands
	infoLength
)

// collect joins the replies of COMMAND and COMMAND DOCS by command name,
// subcommands as "CONFIG SET".
func collect(info, docs any) map[string]command {
	out := map[string]command{}
	addInfo(out, info)
	addDocs(out, docs)
	return out
}

func addInfo(out map[string]command, reply any) {
	for _, item := range list(reply) {
		e := list(item)
		if len(e) < infoLength {
			continue
		}
		c := command{
			Arity: number(e[infoArity]),
			Flags: words(e[infoFlags]),
			ACL:   words(e[infoACL]),
			Tips:  words(e[infoTips]),
		}
		if first := number(e[infoFirstKey]); first > 0 {
			c.Keys = []int64{first, number(e[infoLastKey]), number(e[infoStep])}
		}
		out[normal(text(e[infoName]))] = c
		addInfo(out, e[infoSubcommands])
	}
}

func addDocs(out map[string]command, reply any) {
	for name, doc := range pairs(reply) {
		name = normal(name)
		c, known := out[name]
		if !known {
			continue
		}
		facts := pairs(doc)
		c.Group = text(facts["group"])
		c.Complexity = text(facts["complexity"])
		c.Since = text(facts["since"])
		c.Deprecated = text(facts["deprecated_since"])
		c.ReplacedBy = text(facts["replaced_by"])
		out[name] = c
		addDocs(out, facts["subcommands"])
	}
}

// normal is the name under which the catalogue knows a command.
func normal(name string) string {
	return strings.ToUpper(strings.ReplaceAll(name, "|", " "))
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func number(v any) int64 {
	n, _ := v.(int64)
	return n
}

func words(v any) []string {
	var out []string
	for _, w := range list(v) {
		out = append(out, text(w))
	}
	slices.Sort(out)
	return out
}

// pairs reads a map, which RESP2 writes as a flat list.
func pairs(v any) map[string]any {
	l := list(v)
	out := map[string]any{}
	for i := 0; i+1 < len(l); i += 2 {
		out[text(l[i])] = l[i+1]
	}
	return out
}

// write prints one command per line, sorted, so that a newer server shows as a
// readable difference.
func write(w io.Writer, commands map[string]command) error {
	sep := "{\n"
	for _, name := range slices.Sorted(maps.Keys(commands)) {
		line, err := json.Marshal(commands[name])
		if err != nil {
			return fmt.Errorf("encode %s: %w", name, err)
		}
		if _, err := fmt.Fprintf(w, "%s%q:%s", sep, name, line); err != nil {
			return err
		}
		sep = ",\n"
	}
	_, err := io.WriteString(w, "\n}\n")
	return err
}
