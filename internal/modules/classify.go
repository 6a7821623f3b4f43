package modules

import (
	"errors"
	"regexp"
	"strings"
)

// symptom ties words of the go command to a kind of failure. The first that
// matches wins, so the order goes from the specific to the general.
type symptom struct {
	kind  Kind
	words []string
	what  string
	do    string
}

func symptoms() []symptom {
	return []symptom{
		{DiskFull, []string{"no space left on device", "disk quota exceeded"}, "the disk is full", "free some space (`go clean -modcache` empties the module cache)"},
		{Checksum, []string{"SECURITY ERROR", "checksum mismatch"}, "what was downloaded is not what the checksum database or go.sum says", "do not use it before that is explained"},
		{Checksum, []string{"/lookup/", "GONOSUMDB"}, "the checksum database does not vouch for it", "set GONOSUMDB to this path if you trust the proxy"},
		{BadGoMod, []string{"but was required as", "declares its path as"}, "its go.mod declares another module path", "ask for it under that path"},
		{BadGoMod, []string{"errors parsing", "parsing go.mod", "reading go.mod", "invalid go version"}, "a go.mod cannot be read", "correct that file, or choose another version"},
		{Offline, []string{"module lookup disabled by GOPROXY=off"}, "not in the module cache, and downloading is switched off", "run again without --offline and GOPROXY=off"},
		{NoPackage, []string{"does not contain package", "is not in std", "no required module provides package"}, "there is no such package", "name a package that exists, or the module alone"},
		{NoVersion, []string{"unknown revision", "no matching versions for query", "invalid version: should be v0 or v1", "invalid version: module path", "invalid version: go.mod has"}, "there is no such version", "choose a version that exists"},
		{Refused, []string{"401 Unauthorized", "403 Forbidden", "407 Proxy", "451 Unavailable", "could not read Username", "Permission denied (publickey)"}, "the server refuses it", "check the path and version, GOPROXY, GOPRIVATE and your access"},
		{NoModule, []string{"400 Bad Request", "404 Not Found", "410 Gone", "no such file or directory", "epository not found", "unrecognized import path", "no go-import meta tags", "malformed module path"}, "no such module", "check the path"},
		{Network, []string{"dial tcp", "no such host", "connection refused", "connection reset", "i/o timeout", "handshake", "Could not resolve host", "network is unreachable", "unexpected EOF", "x509:", "context deadline exceeded", "502 Bad", "503 Service", "504 Gateway", "500 Internal", "429 Too"}, "the network or the proxy does not answer", "check GOPROXY and the connection, or use --offline with a filled module cache"},
		{Unreadable, []string{"permission denied", "read-only file system"}, "a file or folder may not be used", "check its permissions"},
	}
}

var needsGo = regexp.MustCompile(`requires go >= ?([0-9][0-9A-Za-z.]*)`)

// classify turns the failure of a go command that worked on q into an *Error.
// Errors that are typed already pass through.
func classify(err error, q query) error {
	var typed *Error
	if errors.As(err, &typed) {
		return typed
	}
	var f *failure
	if !errors.As(err, &f) {
		return err
	}
	e := &Error{Kind: Other, Where: q.String(), err: err}
	if m := needsGo.FindStringSubmatch(f.stderr); m != nil {
		e.Kind, e.What = Toolchain, "needs Go "+escape(m[1])+" or later, and cachevet switches no toolchain"
		e.Do = "install it and put its go command first in PATH"
		return e
	}
	for _, s := range symptoms() {
		if s.matches(f.stderr) {
			e.Kind, e.What, e.Do = s.kind, s.what+" ("+condense(f.stderr)+")", s.do
			return e
		}
	}
	e.What = "the go command cannot resolve it (" + condense(f.stderr) + ")"
	return e
}

func (s symptom) matches(text string) bool {
	for _, w := range s.words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
