// Package all lists the analyzers.
package all

import (
	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/analyzers/command"
	"github.com/cachevet/cachevet/analyzers/deadline"
	"github.com/cachevet/cachevet/analyzers/deletefirst"
	"github.com/cachevet/cachevet/analyzers/lockttl"
	"github.com/cachevet/cachevet/analyzers/memoryclear"
	"github.com/cachevet/cachevet/analyzers/nottl"
	"github.com/cachevet/cachevet/analyzers/rebuild"
	"github.com/cachevet/cachevet/analyzers/retrystorm"
	"github.com/cachevet/cachevet/analyzers/roundtrip"
	"github.com/cachevet/cachevet/analyzers/stampede"
	"github.com/cachevet/cachevet/analyzers/sweep"
	"github.com/cachevet/cachevet/analyzers/unlock"
	"github.com/cachevet/cachevet/analyzers/unobserved"
	"github.com/cachevet/cachevet/analyzers/wholeread"
)

// Analyzers is every analyzer, by name.
var Analyzers = []*analyzers.Analyzer{
	command.Analyzer,
	deadline.Analyzer,
	deletefirst.Analyzer,
	lockttl.Analyzer,
	memoryclear.Analyzer,
	nottl.Analyzer,
	rebuild.Analyzer,
	retrystorm.Analyzer,
	roundtrip.Analyzer,
	stampede.Analyzer,
	sweep.Analyzer,
	unlock.Analyzer,
	unobserved.Analyzer,
	wholeread.Analyzer,
}
