package signals

import (
	"slices"
	"sort"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/cachevet/cachevet/internal/finding"
)

// maxRelated bounds the signals shown on a finding by class alone, maxTied
// those that name its operation.
const (
	maxRelated = 2
	maxTied    = 5
)

// tie says how a signal and a finding belong together, loosest first.
type tie int

const (
	unrelated tie = iota
	sameClass
	sameFile
	sameSymbol
)

// Join fills the Signals of each finding from those of its module, each with its
// effect, and adds to its cure where a later version holds a fix. A signal raises
// where it names the finding's symbol, command or file, is of a class that fits
// the hazard, is worth a warning and is not fixed in the vetted version. Levels
// are left alone: what a raise is worth is the user's policy, which the gate
// applies. It returns new findings and leaves its arguments alone.
func (l *Lexicon) Join(findings []finding.Finding, sig map[string]finding.ModuleSignals) []finding.Finding {
	out := slices.Clone(findings)
	for i := range out {
		l.joinOne(&out[i], sig[out[i].Module].Signals)
	}
	return out
}

// candidate is a signal with how it belongs to a finding.
type candidate struct {
	finding.Signal
	tie   tie
	fits  bool
	fixed bool
}

func (l *Lexicon) joinOne(f *finding.Finding, signals []finding.Signal) {
	f.Signals = slices.Clone(f.Signals)
	if f.Signals == nil {
		f.Signals = []finding.Joined{}
	}
	list := l.candidates(f, signals)
	counts := map[tie]int{}
	for _, c := range list {
		if counts[c.tie]++; c.tie == sameClass && counts[c.tie] > maxRelated || counts[c.tie] > maxTied {
			continue
		}
		f.Signals = append(f.Signals, finding.Joined{
			URL: c.URL, Title: c.Title, Phrase: c.Phrase, State: c.State, Effect: c.effect(), FixedIn: c.FixedIn,
		})
	}
	advise(f, list)
}

// The effects of a joined signal.
const (
	effectRaises  = "raises"
	effectNeutral = "neutral"
	effectFixed   = "fixed"
)

func (c candidate) effect() string {
	switch {
	case c.tie <= sameClass:
		return effectNeutral
	case c.fixed:
		return effectFixed
	case c.fits && c.Level.Rank() >= finding.Warn.Rank():
		return effectRaises
	}
	return effectNeutral
}

// candidates are the signals that belong to f, closest first.
func (l *Lexicon) candidates(f *finding.Finding, signals []finding.Signal) []candidate {
	var out []candidate
	for _, s := range signals {
		c := candidate{Signal: s, fits: l.fits(s.Class, f.Hazard), fixed: fixedAt(s.FixedIn, f.Version)}
		if c.tie = tieOf(f, s, c.fits); c.tie != unrelated {
			out = append(out, c)
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if a.tie != b.tie {
			return a.tie > b.tie
		}
		if a.Level != b.Level {
			return a.Level.Rank() > b.Level.Rank()
		}
		return a.Score > b.Score
	})
	return out
}

// fits tells whether a thread of class can be about hazard.
func (l *Lexicon) fits(class, hazard string) bool {
	k := l.byName[class]
	return k != nil && slices.Contains(k.Hazards, hazard)
}

// fixedAt tells whether a fix that is in version fixedIn is in version too.
func fixedAt(fixedIn, version string) bool {
	if fixedIn == "" {
		return false
	}
	return fixedIn == version || semver.IsValid(fixedIn) && semver.IsValid(version) && semver.Compare(fixedIn, version) <= 0
}

// tieOf finds the closest tie. A name that every cache has counts only where
// the class fits too.
func tieOf(f *finding.Finding, s finding.Signal, fits bool) tie {
	named := s.Names
	if s.Symbol != "" {
		named = append([]string{s.Symbol}, named...)
	}
	best := unrelated
	if fits {
		best = sameClass
	}
	symbols, files := operation(f)
	for _, n := range named {
		switch {
		case strings.HasSuffix(n, ".go"):
			if best < sameFile && namesFile(n, files) {
				best = sameFile
			}
		case slices.Contains(symbols, n) && (fits || !generic(n)):
			return sameSymbol
		}
	}
	return best
}

// namesFile tells whether a thread's file is one of the path: the same from
// the module's root, or a bare name, which is enough where it is not generic.
func namesFile(n string, files []string) bool {
	for _, f := range files {
		if n == f || strings.HasSuffix(n, "/"+f) {
			return true
		}
	}
	return false
}

// operation lists the names that stand for a finding's operation, and the
// files of its path inside the finding's module.
func operation(f *finding.Finding) (symbols, files []string) {
	if f.Command != "" {
		symbols = append(symbols, f.Command)
	}
	functions := []string{f.Entry.Function, f.Sink.Function, f.Sink.Callee}
	places := []finding.Place{f.Sink.Place, f.Entry.Place}
	for _, fr := range f.Path {
		functions = append(functions, fr.Function)
		places = append(places, fr.Place)
	}
	for _, fn := range functions {
		receiver, name := splitFunc(fn)
		if receiver != "" {
			symbols = append(symbols, receiver+"."+name)
		}
		symbols = append(symbols, name)
	}
	for _, p := range places {
		if p.Module == f.Module && p.File != "" {
			files = append(files, p.File)
		}
	}
	return symbols, files
}

// advise names the version to go to where a fix came after the vetted one, and
// says where a reported fix did not help.
func advise(f *finding.Finding, list []candidate) {
	for _, c := range list {
		if c.tie < sameFile || !c.fits || c.FixedIn == "" {
			continue
		}
		say := "Reported fixed in " + c.FixedIn + " (" + c.URL + "), still present in the code."
		if !c.fixed {
			say = "Upgrade to " + c.FixedIn + ", which holds the fix of " + c.URL + basis(c.FixBasis) + "."
		}
		f.Fix = strings.TrimSpace(f.Fix + " " + say)
		return
	}
}

func basis(how string) string {
	if how == "date" {
		return " (judged by dates, not by ancestry)"
	}
	return ""
}
