package report

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

// link returns the web address of a place, or "" where none is known: own files
// are looked up below Options.Repo, those of modules on github.com at their tag
// or commit.
func (a atlas) link(p finding.Place) string {
	if p.File == "" {
		return ""
	}
	if a.own[p.Module] {
		return a.ownLink(a.inRepo(p))
	}
	return githubLink(p, a.versions[p.Module])
}

// ownLink is the address of a place that is relative to the repository.
func (a atlas) ownLink(p finding.Place) string {
	if a.repo == "" {
		return ""
	}
	return webURL(a.repo + "/" + escapePath(p.File) + lineAnchor(p.Line))
}

var (
	githubModule  = regexp.MustCompile(`^github\.com/[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+(/.*)?$`)
	pseudoVersion = regexp.MustCompile(`^v[0-9].*[.-][0-9]{14}-([0-9a-f]{12})(\+incompatible)?$`)
	tagVersion    = regexp.MustCompile(`^v[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.-]*(\+incompatible)?$`)
)

func githubLink(p finding.Place, version string) string {
	if !githubModule.MatchString(p.Module) {
		return ""
	}
	parts := strings.SplitN(p.Module, "/", 4)
	dir := ""
	if len(parts) == 4 {
		dir = parts[3]
		if last := dir[strings.LastIndexByte(dir, '/')+1:]; majorSuffix.MatchString(last) {
			// Nearly every module keeps a major version at the root of its
			// branch, not in a directory of that name.
			dir = strings.TrimSuffix(strings.TrimSuffix(dir, last), "/")
		}
	}
	ref := gitRef(version, dir)
	if ref == "" {
		return ""
	}
	if dir != "" {
		dir += "/"
	}
	return webURL("https://github.com/" + parts[1] + "/" + parts[2] + "/blob/" + ref + "/" +
		escapePath(dir+inside(p.File)) + lineAnchor(p.Line))
}

// gitRef is the tag or commit that a module version stands for.
func gitRef(version, dir string) string {
	if m := pseudoVersion.FindStringSubmatch(version); m != nil {
		return m[1]
	}
	if !tagVersion.MatchString(version) {
		return ""
	}
	ref := strings.TrimSuffix(version, "+incompatible")
	if dir != "" {
		ref = dir + "/" + ref
	}
	return escapePath(ref)
}

// escapePath makes a slash path part of an address.
func escapePath(p string) string {
	parts := strings.Split(p, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return strings.NewReplacer("(", "%28", ")", "%29").Replace(strings.Join(parts, "/"))
}

func lineAnchor(line int) string {
	if line <= 0 {
		return ""
	}
	return fmt.Sprintf("#L%d", line)
}
