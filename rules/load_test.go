package rules

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestBuiltin(t *testing.T) {
	c, err := Builtin()
	if err != nil {
		t.Fatalf("built-in rules:\n%v", err)
	}
	if len(c.Clients) == 0 || len(c.Frameworks) == 0 || len(c.Hazards) == 0 || len(c.Commands) == 0 {
		t.Errorf("an empty part: %d clients, %d frameworks, %d hazards, %d commands",
			len(c.Clients), len(c.Frameworks), len(c.Hazards), len(c.Commands))
	}
	for _, cl := range c.Clients {
		if len(cl.Verified) == 0 {
			t.Errorf("%s: verified is missing: in which source were the rows checked?", cl.File)
		}
	}
	for _, f := range c.Frameworks {
		if len(f.Verified) == 0 {
			t.Errorf("%s: verified is missing: in which source were the rows checked?", f.File)
		}
	}
}

func TestLoadRejects(t *testing.T) {
	client := "client: mine\nkind: remote\nmodules: [example.com/mine]\nops:\n"
	root := "framework: mine\nmodules: [example.com/mine]\nroots:\n"
	tests := map[string]struct{ text, want string }{
		"empty file":        {"", "x.yaml:1: the file is empty"},
		"not a rule":        {"rule: x\n", `x.yaml:1: first key is "rule"`},
		"a list":            {"- client\n", "x.yaml:1: want a mapping"},
		"broken YAML":       {"client: [\n", "x.yaml:"},
		"unknown key":       {client + "  - {func: Get, comand: GET}\n", `x.yaml:5: unknown key "comand"`},
		"key without value": {"client: mine\nkind:\n", `x.yaml:2: key "kind" has no value`},
		"duplicate key":     {"client: mine\nclient: yours\n", `x.yaml:2: mapping key "client" already defined`},
		"alias":             {"client: &a mine\nkind: *a\n", "x.yaml:1: anchors and aliases"},
		"wrong type":        {client + "  - {func: Get, command: GET, key: first}\n", "x.yaml:5: cannot unmarshal"},
		"bad name":          {strings.Replace(client, "mine", "My Cache", 1) + "  - {func: Get, command: GET}\n", `client name "My Cache"`},
		"bad kind":          {strings.Replace(client, "remote", "rempte", 1) + "  - {func: Get, command: GET}\n", `x.yaml:1: kind "rempte" is none of remote, store, memory`},
		"no modules":        {"client: mine\nkind: remote\nops:\n  - {func: Get, command: GET}\n", "x.yaml:1: modules is missing"},
		"module twice":      {"client: mine\nkind: remote\nmodules: [a.b/c, a.b/c]\nops:\n  - {func: Get, command: GET}\n", `"a.b/c" is listed twice`},
		"bad verified":      {strings.Replace(client, "ops:", "verified: [v1]\nops:", 1) + "  - {func: Get, command: GET}\n", `verified "v1": want module@version`},
		"says nothing":      {strings.TrimSuffix(client, "ops:\n"), `client "mine" says nothing`},
		"func form":         {client + "  - {func: (*Client).Get, command: GET}\n", `x.yaml:5: func "(*Client).Get": want Name, Type.Name or *.Name`},
		"too many rows":     {client + "  - {func: \"" + strings.Repeat("{a,b}", 12) + "\", command: GET}\n", "want Name, Type.Name"},
		"empty item":        {client + "  -\n", "x.yaml:5: a list item is empty"},
		"row twice":         {client + "  - {func: Get, command: GET}\n  - {func: Get, command: SET}\n", "x.yaml:6: func Get has a row in line 5 already"},
		"row says nothing":  {client + "  - {func: Get, key: 0}\n", "x.yaml:5: func Get says nothing"},
		"effect":            {client + "  - {func: Get, does: [reed]}\n", `x.yaml:5: func Get: does "reed" is none of`},
		"none and more":     {client + "  - {func: Get, does: [none, read]}\n", "x.yaml:5: func Get: none stands alone"},
		"index":             {client + "  - {func: Get, command: GET, key: -2}\n", "x.yaml:5: func Get: key is -2"},
		"command form":      {client + "  - {func: Get, command: get}\n", `x.yaml:5: func Get: command "get": want upper case`},
		"command unknown":   {client + "  - {func: Get, command: FLUSHBD}\n", `x.yaml:5: func Get: command "FLUSHBD" is not one of Redis`},
		"loads":             {client + "  - {func: Get, command: GET, loads: true}\n", "x.yaml:5: func Get: loads needs script"},
		"client known":      {"client: go-redis\nkind: remote\nmodules: [example.com/x]\ncommand_methods: true\n", `client "go-redis" is described in clients/go-redis.yaml:1 already`},
		"package claimed":   {"client: mine\nkind: remote\nmodules: [github.com/redis/go-redis/v9]\ncommand_methods: true\n", `belongs to client "go-redis" already`},
		"no roots":          {strings.TrimSuffix(root, "roots:\n"), "x.yaml:1: roots is missing"},
		"root of two ways":  {root + "  - {call: MODULE.F, field: MODULE.T.F, kind: http, heat: request}\n", "x.yaml:4: want exactly one of call"},
		"root kind":         {root + "  - {call: MODULE.F, kind: htpp, heat: request}\n", `x.yaml:4: MODULE.F: kind "htpp"`},
		"root heat":         {root + "  - {call: MODULE.F, kind: http, heat: hot}\n", `x.yaml:4: MODULE.F: heat "hot"`},
		"root name":         {root + "  - {call: F, kind: http, heat: request}\n", `x.yaml:4: "F": want a full name`},
		"root twice":        {root + "  - {call: MODULE.F, kind: http, heat: request}\n  - {call: MODULE.F, kind: http, heat: request}\n", "x.yaml:5: MODULE.F has a row in line 4 already"},
		"method alone":      {root + "  - {method: AfterSave, kind: orm-hook, heat: request}\n", "x.yaml:4: AfterSave: method needs takes"},
		"hazard empty":      {"hazard: mine\n", "x.yaml:1: analyzer is missing"},
		"hazard levels":     {"hazard: mine\nlevels: {hot: fail}\n", `x.yaml:1: levels: heat "hot"`},
		"hazard level":      {"hazard: mine\nlevels: {request: loud}\n", `x.yaml:1: levels: request: level "loud"`},
		"hazard message":    {"hazard: mine\nmessage: '{who} did it'\n", "x.yaml:1: message: {who} is none of"},
		"hazard snippet":    {"hazard: mine\nbad:\n  - {name: a}\n", "x.yaml:1: bad and good: a snippet needs name and code"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := Builtin()
			if err != nil {
				t.Fatal(err)
			}
			before := len(c.Clients) + len(c.Frameworks) + len(c.Hazards)
			err = Load(fstest.MapFS{"x.yaml": {Data: []byte(tt.text)}}, c)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one with %q", err, tt.want)
			}
			if after := len(c.Clients) + len(c.Frameworks) + len(c.Hazards); after != before {
				t.Errorf("the catalogue changed: %d entries, then %d", before, after)
			}
		})
	}
}

func TestLoadAddsAUsersWrapper(t *testing.T) {
	c, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Client("example.com/app/cache"); got != nil {
		t.Fatalf("known before it was described: %v", got.Name)
	}
	text := "client: our-cache\nkind: remote\nmodules: [example.com/app/cache]\nops:\n" +
		"  - {func: \"Store.{Wipe,WipeNow}\", command: FLUSHDB}\n"
	if err := Load(fstest.MapFS{"rules/our.yml": {Data: []byte(text)}}, c); err != nil {
		t.Fatal(err)
	}
	cl := c.Client("example.com/app/cache")
	if cl == nil {
		t.Fatal("the client is not found after Load")
	}
	for _, name := range []string{"Wipe", "WipeNow"} {
		op := cl.Op("Store", name)
		if op == nil || op.Command != "FLUSHDB" || op.Line != 5 {
			t.Errorf("Op(Store, %s) = %+v, want FLUSHDB from line 5", name, op)
		}
	}
}
