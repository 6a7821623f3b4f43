package signals

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed vanity.yaml
var vanityFile embed.FS

// Origin is what a module proxy says of where a version came from: the Origin
// of a .info file or of go mod download -json.
type Origin struct {
	VCS, URL, Subdir, Hash, Ref string
}

// ReadOrigin reads a .info file. A file without an origin, which many mirrors
// serve, gives nil.
func ReadOrigin(r io.Reader) (*Origin, error) {
	var info struct{ Origin *Origin }
	if err := json.NewDecoder(io.LimitReader(r, 1<<20)).Decode(&info); err != nil {
		return nil, fmt.Errorf("read module origin: %w", err)
	}
	return info.Origin, nil
}

// Location is where a module's code and issues are.
type Location struct {
	// Host and Repo name the repository; Repo is OWNER/NAME, deeper on GitLab.
	Host, Repo string
	// Others are further readings of an ambiguous path, to be tried in order.
	Others []string
	// Subdir is the module's folder in it, empty at the root.
	Subdir string
	// Tracker is host/owner/name of the issues where they are elsewhere.
	Tracker string
	// FoundBy names the method: origin, host, built-in table or go-import.
	FoundBy string
}

func (l Location) String() string { return l.Host + "/" + l.Repo }

// locator finds the repository of a module path.
type locator struct {
	vanity []vanity
	// client asks go-import pages; nil asks nobody.
	client *http.Client
}

type vanity struct {
	Prefix     string `yaml:"prefix"`
	Repository string `yaml:"repository"`
	Tracker    string `yaml:"tracker"`
}

// newLocator reads the built-in table. client may be nil, to ask nobody.
func newLocator(client *http.Client) (*locator, error) {
	data, err := vanityFile.ReadFile("vanity.yaml")
	if err != nil {
		return nil, fmt.Errorf("read table of import paths: %w", err)
	}
	r := &locator{client: client}
	dec := yaml.NewDecoder(strings.NewReader(string(data)))
	dec.KnownFields(true)
	if err := dec.Decode(&r.vanity); err != nil {
		return nil, fmt.Errorf("read table of import paths: %w", err)
	}
	return r, nil
}

// locate finds where a module is kept: by its origin, by the syntax of known
// hosts, by the built-in table, by its go-import page. The second result is
// false where none knows. The caller has made sure that the path may be told.
func (r *locator) locate(ctx context.Context, module string, origin *Origin) (Location, bool, error) {
	if origin != nil {
		if l, ok := parseRepository(origin.URL); ok {
			l.FoundBy, l.Subdir = "origin", origin.Subdir
			if t, ok := r.table(module); ok {
				l.Tracker = t.Tracker
			}
			return l, true, nil
		}
	}
	if l, ok := bySyntax(module); ok {
		return l, true, nil
	}
	if l, ok := r.table(module); ok {
		return l, true, nil
	}
	if r.client == nil {
		return Location{}, false, nil
	}
	return r.goImport(ctx, module)
}

var majorSuffix = regexp.MustCompile(`^v[2-9]\d*$|^v1\d+$`)

// bySyntax reads paths whose first elements name host and repository.
func bySyntax(module string) (Location, bool) {
	parts := strings.Split(module, "/")
	if parts[0] == "gopkg.in" {
		return gopkg(parts[1:])
	}
	if n := len(parts); n > 1 && majorSuffix.MatchString(parts[n-1]) {
		parts = parts[:n-1]
	}
	switch {
	case len(parts) < 3:
		return Location{}, false
	case parts[0] == "gitlab.com" || strings.HasPrefix(parts[0], "gitlab."):
		return nested(parts), true
	case known(parts[0]):
		return Location{
			Host: strings.ToLower(parts[0]), Repo: parts[1] + "/" + strings.TrimSuffix(parts[2], ".git"),
			Subdir: path.Join(parts[3:]...), FoundBy: "host",
		}, true
	}
	return Location{}, false
}

// known lists hosts whose paths are host, owner, repository, folder.
func known(host string) bool {
	switch strings.ToLower(host) {
	case "github.com", "bitbucket.org", "codeberg.org", "gitea.com", "git.sr.ht":
		return true
	}
	return strings.HasPrefix(host, "github.") || strings.HasPrefix(host, "gitea.") || strings.HasPrefix(host, "forgejo.")
}

// nested reads a GitLab path, where groups may lie in groups: any prefix of two
// elements or more can be the repository, the longest first.
func nested(parts []string) Location {
	l := Location{Host: strings.ToLower(parts[0]), FoundBy: "host"}
	for n := len(parts); n >= 3; n-- {
		if repo := strings.TrimSuffix(path.Join(parts[1:n]...), ".git"); l.Repo == "" {
			l.Repo = repo
		} else {
			l.Others = append(l.Others, repo)
		}
	}
	return l
}

var gopkgVersion = regexp.MustCompile(`^([\w-]+)\.v\d+(?:-unstable)?$`)

// gopkg reads gopkg.in/PKG.vN and gopkg.in/USER/PKG.vN.
func gopkg(parts []string) (Location, bool) {
	for i, p := range parts[:min(2, len(parts))] {
		m := gopkgVersion.FindStringSubmatch(p)
		if m == nil {
			continue
		}
		owner := "go-" + m[1]
		if i == 1 {
			owner = parts[0]
		}
		return Location{Host: "github.com", Repo: owner + "/" + m[1], Subdir: path.Join(parts[i+1:]...), FoundBy: "host"}, true
	}
	return Location{}, false
}

// table looks the path up in the built-in table; the longest prefix wins.
func (r *locator) table(module string) (Location, bool) {
	best, rest := vanity{}, ""
	for _, v := range r.vanity {
		after, ok := strings.CutPrefix(module+"/", v.Prefix+"/")
		if ok && len(v.Prefix) > len(best.Prefix) {
			best, rest = v, strings.TrimSuffix(after, "/")
		}
	}
	if best.Prefix == "" {
		return Location{}, false
	}
	target := best.Repository
	if strings.Contains(target, "*") {
		first, after, _ := strings.Cut(rest, "/")
		if first == "" {
			return Location{}, false
		}
		target, rest = strings.Replace(target, "*", first, 1), after
	}
	l, ok := parseRepository("https://" + target)
	if dir, last := path.Split(rest); majorSuffix.MatchString(last) {
		rest = strings.TrimSuffix(dir, "/")
	}
	l.FoundBy, l.Subdir, l.Tracker = "built-in table", rest, best.Tracker
	return l, ok
}

// parseRepository reads a repository's address as version control writes it:
// https, ssh, git, or the form of scp.
func parseRepository(address string) (Location, bool) {
	if host, rest, ok := strings.Cut(address, ":"); ok && !strings.Contains(host, "/") && !strings.HasPrefix(rest, "//") {
		address = "ssh://" + host + "/" + rest
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return Location{}, false
	}
	switch u.Scheme {
	case "https", "http", "ssh", "git", "git+ssh":
	default:
		return Location{}, false
	}
	repo := strings.TrimSuffix(strings.Trim(path.Clean("/"+u.Path), "/"), ".git")
	if strings.Count(repo, "/") < 1 {
		return Location{}, false
	}
	host := strings.ToLower(u.Hostname())
	if p := u.Port(); p != "" && strings.HasPrefix(u.Scheme, "http") {
		host += ":" + p
	}
	return Location{Host: host, Repo: repo}, true
}
