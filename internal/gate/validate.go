package gate

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/cachevet/cachevet/internal/finding"
)

var redisVersion = regexp.MustCompile(`^[0-9]+(\.[0-9]+){0,2}$`)

// validate checks what the types of the settings cannot say.
func (p *parser) validate(root *yaml.Node, policy *Policy) {
	if n := child(root, "version"); n != nil && policy.Version != 1 {
		p.errorf(n.Line, "version %s is not known; this program reads version 1", n.Value)
	}
	p.oneOf(root, "fail-on", policy.FailOn, "fail", "warn", "never")
	p.oneOf(root, "signals", policy.Signals, "raise", "may-fail", "off")
	p.levels(child(root, "levels"), policy.Levels)
	p.environment(child(root, "environment"), policy.Environment)
	for key, list := range map[string][]string{"hot": policy.Hot, "cold": policy.Cold, "rules": policy.Rules} {
		for i, s := range list {
			if strings.TrimSpace(s) == "" {
				p.errorf(child(root, key).Content[i].Line, "an empty word in %s", key)
			}
		}
	}
	p.words(root, "baseline")
	p.waivers(child(root, "waivers"), policy.Waivers)
}

// words checks that settings that are there say something.
func (p *parser) words(n *yaml.Node, keys ...string) {
	for _, key := range keys {
		if c := child(n, key); c != nil && strings.TrimSpace(c.Value) == "" {
			p.errorf(c.Line, "%s is empty", key)
		}
	}
}

// oneOf checks that the setting key of n, if it is there, is one of words.
func (p *parser) oneOf(n *yaml.Node, key, value string, words ...string) {
	if c := child(n, key); c != nil && !slices.Contains(words, value) {
		p.errorf(c.Line, "%s is %q; it may be %s", key, value, strings.Join(words, ", "))
	}
}

func (p *parser) levels(n *yaml.Node, rules []LevelRule) {
	for i, r := range rules {
		item := n.Content[i]
		p.oneOf(item, "heat", string(r.Heat), "request", "periodic", "startup", "announced", "cold")
		p.oneOf(item, "status", string(r.Status), "new", "existing")
		p.oneOf(item, "level", string(r.Level), "fail", "warn", "note")
		if r.Level == finding.None {
			p.errorf(item.Line, "a rule of levels needs a level")
		}
		if r == (LevelRule{Level: r.Level}) {
			p.errorf(item.Line, "a rule of levels needs a hazard, heat, module or status that it is for")
		}
		p.words(item, "hazard", "module")
		p.module(item, r.Module)
	}
}

// module checks the module range of a level rule or waiver.
func (p *parser) module(item *yaml.Node, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	if _, err := parseRange(text); err != nil {
		p.errorf(child(item, "module").Line, "module %q: %v", text, err)
	}
}

func (p *parser) environment(n *yaml.Node, e Environment) {
	if c := child(n, "redis"); c != nil && !redisVersion.MatchString(e.Redis) {
		p.errorf(c.Line, "redis is %q; it is a version such as 7.2", e.Redis)
	}
	if c := child(n, "keys"); c != nil && e.Keys < 0 {
		p.errorf(c.Line, "keys is %d; it is a number of keys", e.Keys)
	}
}

func (p *parser) waivers(n *yaml.Node, waivers []finding.Waiver) {
	for i, w := range waivers {
		item := n.Content[i]
		for _, must := range []struct{ key, value string }{{"owner", w.Owner}, {"reason", w.Reason}, {"expires", w.Expires}} {
			if strings.TrimSpace(must.value) == "" {
				p.errorf(item.Line, "a waiver needs %s", must.key)
			}
		}
		if c := child(item, "expires"); c != nil {
			if _, err := time.Parse(time.DateOnly, w.Expires); err != nil {
				p.errorf(c.Line, "expires is %q; it is a date such as 2027-01-31", w.Expires)
			}
		}
		switch {
		case w.Finding != "" && (w.Hazard != "" || w.Module != ""):
			p.errorf(item.Line, "a waiver is for a finding, or for a hazard in a module, not both")
		case w.Finding == "" && (w.Hazard == "" || w.Module == ""):
			p.errorf(item.Line, "a waiver needs the id of a finding, or both hazard and module")
		}
		p.words(item, "finding", "hazard", "module")
		p.module(item, w.Module)
	}
}

// child returns the value of a key of a mapping, nil where there is none.
func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}
