// Package all lists the analyzers.
package all

import (
	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/analyzers/command"
	"github.com/cachevet/cachevet/analyzers/deletefirst"
	"github.com/cachevet/cachevet/analyzers/nottl"
	"github.com/cachevet/cachevet/analyzers/rebuild"
	"github.com/cachevet/cachevet/analyzers/roundtrip"
	"github.com/cachevet/cachevet/analyzers/stampede"
	"github.com/cachevet/cachevet/analyzers/sweep"
	"github.com/cachevet/cachevet/analyzers/wholeread"
)

// Analyzers is every analyzer, by name.
var Analyzers = []*analyzers.Analyzer{
	command.Analyzer,
	deletefirst.Analyzer,
	nottl.Analyzer,
	rebuild.Analyzer,
	roundtrip.Analyzer,
	stampede.Analyzer,
	sweep.Analyzer,
	wholeread.Analyzer,
}
