package fetch

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAuthGoesToItsHostOnly(t *testing.T) {
	env := map[string]string{
		"GITHUB_TOKEN": "hub", "GH_ENTERPRISE_TOKEN": "ent", "GH_HOST": "git.corp.example",
		"GITLAB_TOKEN": "lab", "GITEA_TOKEN": "tea", "GITEA_HOST": "https://tea.example/",
	}
	tokens := Tokens{Env: func(k string) string { return env[k] }}
	for host, want := range map[string]string{
		"api.github.com": "Authorization Bearer hub", "api.sub.ghe.com": "Authorization Bearer hub", "git.corp.example": "Authorization Bearer ent",
		"gitlab.com": "Private-Token lab", "tea.example": "Authorization token tea",
		"github.evil.example": " ", "api.github.com.evil.example": " ", "gitea.com": " ", "gitlab.evil.example": " ", "": " ",
	} {
		h, v := tokens.Auth(host)
		if got := h + " " + v; got != want {
			t.Errorf("%s gets %q, want %q", host, got, want)
		}
	}
}

// TestAuthOrder takes away the sources of a token one after the other.
func TestAuthOrder(t *testing.T) {
	env := map[string]string{"GH_TOKEN": "first", "GITHUB_TOKEN": "second", "GH_HOST": "corp.example", "GITHUB_ENTERPRISE_TOKEN": "ent"}
	var asked []string
	gh := map[string]string{"github.com": "third", "corp.example": "gh-ent"}
	netrc := map[string]string{"api.github.com": "fourth", "github.com": "fifth", "corp.example": "rc-ent", "evil.example": "evil"}
	tokens := Tokens{
		Env:   func(k string) string { return env[k] },
		GH:    func(host string) string { asked = append(asked, host); return gh[host] },
		Netrc: func(machine string) string { return netrc[machine] },
	}
	token := func(host string) string { _, v := tokens.Auth(host); return strings.TrimPrefix(v, "Bearer ") }
	for _, step := range []struct {
		want string
		gone func()
	}{
		{"first", func() { delete(env, "GH_TOKEN") }},
		{"second", func() { delete(env, "GITHUB_TOKEN") }},
		{"third", func() { delete(gh, "github.com") }},
		{"fourth", func() { delete(netrc, "api.github.com") }},
		{"fifth", func() { tokens.Netrc = nil }},
		{"", func() {}},
	} {
		if got := token("api.github.com"); got != step.want {
			t.Errorf("token = %q, want %q", got, step.want)
		}
		step.gone()
	}
	tokens.Netrc = func(machine string) string { return netrc[machine] }
	for _, want := range []string{"ent", "gh-ent", "rc-ent"} {
		if got := token("corp.example"); got != want {
			t.Errorf("token of the company's host = %q, want %q", got, want)
		}
		if want == "ent" {
			delete(env, "GITHUB_ENTERPRISE_TOKEN")
		} else {
			delete(gh, "corp.example")
		}
	}
	asked = nil
	if got := token("evil.example") + token("gitlab.com") + token("github.com.evil.example"); got != "" || len(asked) > 0 {
		t.Errorf("other hosts got %q, gh was asked for %v; want neither", got, asked)
	}
}

func TestReadNetrc(t *testing.T) {
	got, err := ReadNetrc(strings.NewReader(`# machine no.example password no
machine api.github.com login me password one
machine github.com
	login me
	password two
machine github.com password later
macdef machine
	machine macro.example password no

machine login.example login password account machine password three
default login anybody password everybody
machine last.example password`))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"api.github.com": "one", "github.com": "two", "login.example": "three", "last.example": ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("passwords (-want +got):\n%s", diff)
	}
}

func FuzzReadNetrc(f *testing.F) {
	f.Add("machine a password b\nmacdef x\n\ndefault password c")
	f.Fuzz(func(t *testing.T, in string) {
		got, err := ReadNetrc(strings.NewReader(in))
		if _, ok := got[""]; err != nil || ok {
			t.Errorf("%v %v: want no error and no nameless machine", got, err)
		}
	})
}
