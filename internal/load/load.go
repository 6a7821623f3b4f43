// Package load turns package patterns into typed packages with SSA, from
// source alone: names, files, imports and modules through go/packages, types
// through go/types, SSA for the packages a caller wants.
//
// It does not know what a cache client, a hazard or a rule is: the caller says
// which packages it wants to see with bodies. Every other package is read as a
// header: only the declarations that the wanted packages mention, directly or
// through other headers, of these no function bodies, and of types that code can
// come by no value of no more than the name.
//
// Nothing of a scanned module runs: no compiled files, no export data, no cgo,
// no generators, no package driver, no toolchain that a go.mod asks for.
//
// Limits: tests are not loaded; what cgo, assembly and go:linkname bring in is
// unknown; a package scope of a header lacks what nobody mentions, and what is
// there may be an empty struct in its stead; positions can be compared within one
// package only.
package load

import (
	"regexp"
	"strings"
	"time"
)

// Config says what to list and where.
type Config struct {
	// Dir is the folder in which the go command runs.
	Dir string
	// Env is the whole environment; nil stands for that of this process, as
	// in os/exec. GOPACKAGESDRIVER is always switched off, and GOTOOLCHAIN is
	// set to local unless it names one release.
	Env []string
	// BuildFlags are passed to go list as they are. GOFLAGS is left alone.
	BuildFlags []string
	// Patterns are package patterns as go list takes them.
	Patterns []string
	// Progress is told how far a stage is; it may be nil. Calls do not overlap.
	Progress func(stage string, done, total int)
	// Overlay replaces the contents of files, by absolute path.
	Overlay map[string][]byte
	// Memory keeps listings between runs; nil for none.
	Memory *Memory
	// Scratch: Dir is a folder made for this question, with nothing of its own in
	// it but a go.mod.
	Scratch bool
}

// Graph is the import graph of the listed packages.
type Graph struct {
	// Packages is the whole closure, dependencies first, in an order that
	// depends on import paths alone.
	Packages []*Package
	// Initial holds the packages that the patterns named, by ID.
	Initial []*Package
	// Target is what the files were selected for.
	Target Target

	progress func(stage string, done, total int)
	overlay  map[string][]byte
}

// Target is the build configuration that go list used.
type Target struct {
	GOOS, GOARCH, GOROOT string
	GoVersion            string // such as go1.26.1
	GOFLAGS, CGO, GOMOD  string // CGO is CGO_ENABLED; GOMOD the main go.mod, if any
	GOEXPERIMENT         string
}

// Package is one package, without syntax or types.
type Package struct {
	ID, Path, Name string
	Dir            string
	// Files are the absolute paths of the Go files, those that use cgo
	// included, which build constraints select.
	Files []string
	// Imports is keyed by the path as the source writes it. A package that
	// does not exist has an entry with Problems and no files, or none.
	Imports map[string]*Package
	// Module is nil for the standard library and outside modules.
	Module            *Module
	Standard, Initial bool
	// Problems is what go list says is wrong with the package.
	Problems []string

	order int
}

// Module is the module a package came from.
type Module struct {
	Path, Version, Dir, GoMod string
	Main                      bool
	Replace                   *Module
	GoVersion                 string // without the prefix "go"
	Deprecated                string
	Time                      *time.Time
}

// String returns the package's ID.
func (p *Package) String() string { return p.ID }

// why says why there is nothing of the package to read.
func (p *Package) why() string {
	for _, problem := range p.Problems {
		problem = strings.TrimSuffix(oneLine(problem), "; to add:") // a command follows
		return localPath.ReplaceAllString(problem, "")
	}
	return "no Go files"
}

// localPath matches where on this machine go list has looked. Reports are
// compared across machines.
var localPath = regexp.MustCompile(`( in | \()(/|[A-Za-z]:\\)[^\s()]+\)?`)
