// Package analyzers holds the questions that are asked of a linked program. An
// analyzer says where something dangerous stands and how loud it would be from
// an entry of a given heat; which entries reach it, by which path and at what
// cost, is worked out here, alike for all. Analyzers see neither SSA nor files.
//
// To write one: add a folder with a package that exports
//
//	var Analyzer = &analyzers.Analyzer{Name: "...", Run: run}
//
// name it in a hazard of the catalogue, and run go generate ./... for the list
// in package all. run calls Pass.Report once for each dangerous place.
package analyzers

import (
	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/roots"
	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Analyzer is one question.
type Analyzer struct {
	// Name is what hazards of the catalogue refer to.
	Name string
	// Run asks it of one hazard's program.
	Run func(*Pass)
}

// Pass is one analyzer's view of the program, for one hazard.
type Pass struct {
	Prog   *link.Program
	Roots  []roots.Root
	Hazard *rules.Hazard
	// Touch says what calls do to caches, databases and locks; one for all
	// hazards of a run.
	Touch *link.Toucher
	// Report takes a dangerous place.
	Report func(Candidate)
}

// Candidate is a dangerous place, before it is known who reaches it.
type Candidate struct {
	// F contains the place; Block and Pos say where.
	F     *link.Func
	Block int32
	Pos   summary.Pos
	// Callee is what is called there; Command the normalised command.
	Callee, Command string
	// Client is the client library's name, for the cure.
	Client string
	Conf   finding.Confidence
	// Cost is the cost of the place itself: "1 x FLUSHALL".
	Cost string
	// Announce are the words by which an entry's name announces the operation.
	Announce []string
	// Manner: the hazard is how the command is sent, not the command, of which an
	// entry that is called like it says nothing.
	Manner bool
	// Level is the level from one entry. Nil: the hazard's table by heat.
	Level func(At) finding.Level
	// Detail is a sentence on what was seen there, for the message.
	Detail string
	// From, if set, adds to Cost and Detail what hangs on the entry.
	From func(At, *Candidate)
	// Below leads from F to the client's call, through wrappers.
	Below *link.Ctx
	// Thin: F only hands on to the client what its caller says; in a module that
	// is not the vetted one the caller is the place.
	Thin bool
}

// At is a candidate seen from one entry.
type At struct {
	Root roots.Root
	// Heat is the root's, or announced where its name says what happens.
	Heat finding.Heat
	Path []*link.Edge
	// Optional: an option must ask for it somewhere on the path.
	Optional bool
	Prog     *link.Program
	Sink     *Candidate
}

// Table returns the level that the hazard's table gives for the entry's heat.
func Table(h *rules.Hazard, a At) finding.Level {
	return finding.Level(h.Levels[string(a.Heat)])
}

// Param returns a level parameter of the hazard, or other if it has none.
func Param(h *rules.Hazard, name string, other finding.Level) finding.Level {
	if v, ok := h.Params[name]; ok {
		return finding.Level(v)
	}
	return other
}

// OfOp makes the candidate for one client operation.
func OfOp(o *link.Op) Candidate {
	c := o.Site()
	return Candidate{
		F: o.F, Block: c.Block, Pos: c.Pos, Callee: o.Callee, Command: o.Command, Client: o.Client.Name,
		Conf: o.Conf, Cost: "1 x " + o.Command, Below: o.Ctx, Thin: thin(o),
	}
}

// thin reports whether an op's function merely offers the client's call.
func thin(o *link.Op) bool {
	return o.Script == nil && len(o.F.Loops) == 0 && len(o.F.Ops) == 1 && o.F.Name == o.F.Decl && len(o.F.Blocks) <= 4
}
