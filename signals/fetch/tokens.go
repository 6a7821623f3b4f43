package fetch

import (
	"net/url"
	"strings"
)

// EnvAuth returns the Auth of a Config that reads tokens from an environment,
// in gh's order for GitHub. Each token goes to the host that the environment
// says it is for, and to no other: a module decides which hosts are asked.
//
//	GH_TOKEN, GITHUB_TOKEN                          github.com and *.ghe.com
//	GH_ENTERPRISE_TOKEN, GITHUB_ENTERPRISE_TOKEN    the host in GH_HOST
//	GITLAB_TOKEN                                    the host in GITLAB_HOST, or gitlab.com
//	CI_JOB_TOKEN                                    the host in CI_SERVER_HOST
//	GITEA_TOKEN                                     the host in GITEA_HOST, or gitea.com
//	FORGEJO_TOKEN                                   the host in FORGEJO_HOST, or codeberg.org
func EnvAuth(env func(string) string) func(host string) (header, value string) {
	return func(host string) (string, string) {
		host = strings.ToLower(host)
		switch {
		case githubCloud(host):
			return bearer(first(env, "GH_TOKEN", "GITHUB_TOKEN"))
		case host == hostOf(env("GH_HOST")):
			return bearer(first(env, "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"))
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

func first(env func(string) string, names ...string) string {
	for _, n := range names {
		if v := env(n); v != "" {
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
