// Package modules turns what a user asked for into a folder where go list can
// run: a scratch module, or an overlay of the user's own go.mod. It lists and
// compares build lists and finds what a change to go.mod files brings.
//
// It knows nothing of packages' contents, caches or findings, and it never runs
// code of a module: it executes the go command and git, nothing else, and lets
// neither of them run a hook, a generator or another toolchain. The user's own
// files are read, never written.
//
// Limits: what the go command cannot resolve at all is an error here; what it
// can resolve in part (a dependency that is gone) is left to go list -e.
package modules
