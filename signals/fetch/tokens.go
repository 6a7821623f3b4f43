package fetch

import (
	"net/url"
	"strings"
)

// Tokens are where tokens come from. Each goes to the host that it is for, and
// to no other: a module decides which hosts are asked. The order is gh's own:
//
//	GH_TOKEN, GITHUB_TOKEN                          github.com and *.ghe.com
//	GH_ENTERPRISE_TOKEN, GITHUB_ENTERPRISE_TOKEN    the host in GH_HOST
//	what gh, then netrc say                         for the same hosts
//	GITLAB_TOKEN                                    the host in GITLAB_HOST, or gitlab.com
//	CI_JOB_TOKEN                                    the host in CI_SERVER_HOST
//	GITEA_TOKEN                                     the host in GITEA_HOST, or gitea.com
//	FORGEJO_TOKEN                                   the host in FORGEJO_HOST, or codeberg.org
type Tokens struct {
	// Env reads the environment.
	Env func(string) string
	// GH returns the token that the gh program keeps for a host such as
	// github.com, or nothing; nil where nobody allowed to run it.
	GH func(host string) string
	// Netrc returns the password that ~/.netrc has for a machine, or nothing;
	// nil reads none.
	Netrc func(machine string) string
}

// Auth returns the header and value that authenticate with a host, or nothing.
func (t Tokens) Auth(host string) (header, value string) {
	env := t.Env
	host = strings.ToLower(host)
	switch {
	case githubCloud(host):
		return bearer(t.github(host, strings.TrimPrefix(host, "api."), "GH_TOKEN", "GITHUB_TOKEN"))
	case host == hostOf(env("GH_HOST")):
		return bearer(t.github(host, host, "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"))
	case host == hostOr(env("GITLAB_HOST"), "gitlab.com") && env("GITLAB_TOKEN") != "":
		return "Private-Token", env("GITLAB_TOKEN")
	case host == hostOf(env("CI_SERVER_HOST")) && env("CI_JOB_TOKEN") != "":
		return "Job-Token", env("CI_JOB_TOKEN")
	case host == hostOr(env("GITEA_HOST"), "gitea.com") && env("GITEA_TOKEN") != "":
		return "Authorization", "token " + env("GITEA_TOKEN")
	case host == hostOr(env("FORGEJO_HOST"), "codeberg.org") && env("FORGEJO_TOKEN") != "":
		return "Authorization", "token " + env("FORGEJO_TOKEN")
	}
	return "", ""
}

// github looks for the token of a GitHub: api is the host that is asked, site
// the one that people know.
func (t Tokens) github(api, site string, names ...string) string {
	token := first(t.Env, names...)
	if token == "" && t.GH != nil {
		token = t.GH(site)
	}
	if token == "" && t.Netrc != nil {
		token = first(t.Netrc, api, site)
	}
	return token
}

// EnvKinds tells which kind of tracker the hosts are that an environment names
// for its tokens: a company's own hosts have any name.
func EnvKinds(env func(string) string) map[string]string {
	kinds := map[string]string{}
	for name, kind := range map[string]string{
		"GH_HOST": "github", "GITLAB_HOST": "gitlab", "CI_SERVER_HOST": "gitlab", "GITEA_HOST": "gitea", "FORGEJO_HOST": "gitea",
	} {
		if v := env(name); v != "" {
			kinds[hostOf(v)] = kind
		}
	}
	return kinds
}

func githubCloud(host string) bool {
	return host == "api.github.com" || strings.HasPrefix(host, "api.") && strings.HasSuffix(host, ".ghe.com")
}

func first(get func(string) string, names ...string) string {
	for _, n := range names {
		if v := get(n); v != "" {
			return v
		}
	}
	return ""
}

func bearer(token string) (string, string) {
	if token == "" {
		return "", ""
	}
	return "Authorization", "Bearer " + token
}

// hostOf accepts a host or an address, as people write both into such variables.
func hostOf(v string) string {
	if u, err := url.Parse(v); err == nil && u.Host != "" {
		v = u.Host
	}
	if v == "" {
		return "\x00"
	}
	return strings.ToLower(strings.TrimSuffix(v, "/"))
}

func hostOr(v, otherwise string) string {
	if v == "" {
		return otherwise
	}
	return hostOf(v)
}
