package gate

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/mod/semver"
)

// moduleRange is a module pattern with optional bounds on the version.
type moduleRange struct {
	path   *regexp.Regexp
	bounds []bound
}

// bound is one comparison such as <v1.5.0.
type bound struct{ op, version string }

// parseRange reads PATTERN[@BOUND...]. In the pattern ... stands for anything
// and a trailing /... also for nothing, as with the go command. Bounds are
// versions after <, <=, >, >= or =, separated by blanks; all must hold.
func parseRange(text string) (moduleRange, error) {
	pattern, versions, ranged := strings.Cut(strings.TrimSpace(text), "@")
	r := moduleRange{path: compile(pattern)}
	if pattern == "" {
		return r, errors.New("names no module")
	}
	for _, word := range strings.Fields(versions) {
		version := strings.TrimLeft(word, "<>=")
		b := bound{op: strings.TrimSuffix(word, version), version: version}
		switch b.op {
		case "", "=", "<", "<=", ">", ">=":
		default:
			return r, fmt.Errorf("%q is no comparison", b.op)
		}
		if !semver.IsValid(version) {
			return r, fmt.Errorf("%q is no version such as v1.2.3", version)
		}
		r.bounds = append(r.bounds, b)
	}
	if ranged && r.bounds == nil {
		return r, errors.New("no version after @")
	}
	return r, nil
}

// compile turns a pattern with ... into an expression for whole paths.
func compile(pattern string) *regexp.Regexp {
	if pattern == "*" {
		pattern = "..."
	}
	tail := ""
	if rest, ok := strings.CutSuffix(pattern, "/..."); ok {
		pattern, tail = rest, "(/.*)?"
	}
	quoted := strings.ReplaceAll(regexp.QuoteMeta(strings.ToValidUTF8(pattern, "?")), `\.\.\.`, ".*")
	return regexp.MustCompile("^" + quoted + tail + "$")
}

// matches reports whether path is meant and version within all bounds. A version
// that is none (a folder, the main module) is within no bounds.
func (r moduleRange) matches(path, version string) bool {
	if !r.path.MatchString(path) {
		return false
	}
	for _, b := range r.bounds {
		if !semver.IsValid(version) || !b.holds(semver.Compare(version, b.version)) {
			return false
		}
	}
	return true
}

// holds reports whether an outcome of semver.Compare satisfies the bound.
func (b bound) holds(order int) bool {
	switch b.op {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	}
	return order == 0
}

// meansHazard reports whether a condition on the hazard fits; empty and * do.
func meansHazard(condition, hazard string) bool {
	return condition == "" || condition == "*" || condition == hazard
}
