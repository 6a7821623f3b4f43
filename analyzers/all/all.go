// Package all lists the analyzers.
package all

import (
	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/analyzers/command"
	"github.com/cachevet/cachevet/analyzers/deletefirst"
	"github.com/cachevet/cachevet/analyzers/stampede"
	"github.com/cachevet/cachevet/analyzers/sweep"
)

// Analyzers is every analyzer, by name.
var Analyzers = []*analyzers.Analyzer{
	command.Analyzer,
	deletefirst.Analyzer,
	stampede.Analyzer,
	sweep.Analyzer,
}
