// Package finding is the vocabulary of cachevet: what a report says, in the
// words of the JSON contract. It imports nothing, so that every stage can speak
// it. It does not know how findings are made, judged or printed.
package finding

// Level says how loud a finding is.
type Level string

// The levels, quietest first. None means that a place is judged harmless.
const (
	None Level = ""
	Note Level = "note"
	Warn Level = "warn"
	Fail Level = "fail"
)

// Rank orders levels: 0 for None up to 3 for Fail.
func (l Level) Rank() int {
	switch l {
	case Note:
		return 1
	case Warn:
		return 2
	case Fail:
		return 3
	}
	return 0
}

// AtMost returns the quieter of l and limit.
func (l Level) AtMost(limit Level) Level {
	if l.Rank() > limit.Rank() {
		return limit
	}
	return l
}

// Raise returns the next louder level, one step, at most Fail. None stays None.
func (l Level) Raise() Level {
	switch l {
	case Note:
		return Warn
	case Warn, Fail:
		return Fail
	}
	return l
}

// Lower returns the next quieter level, at least Note. None stays None.
func (l Level) Lower() Level {
	switch l {
	case Fail:
		return Warn
	case Warn, Note:
		return Note
	}
	return l
}

// Verdict is the answer of a run.
type Verdict string

// The verdicts. Incomplete: something that matters could not be analysed.
const (
	Pass       Verdict = "pass"
	WarnOnly   Verdict = "warn"
	Failed     Verdict = "fail"
	Incomplete Verdict = "incomplete"
)

// Heat says how often an entry runs in production.
type Heat string

// The heats, hottest first. Announced is an exported function whose name says
// what the operation does; cold is a command, a test or an example.
const (
	Request   Heat = "request"
	Periodic  Heat = "periodic"
	Startup   Heat = "startup"
	Announced Heat = "announced"
	Cold      Heat = "cold"
)

// Rank orders heats: 0 for unknown, 1 for Cold up to 5 for Request.
func (h Heat) Rank() int {
	switch h {
	case Cold:
		return 1
	case Announced:
		return 2
	case Startup:
		return 3
	case Periodic:
		return 4
	case Request:
		return 5
	}
	return 0
}

// Confidence says how sure the path to a finding is.
type Confidence string

// The confidences. Possible rests on an over-approximated dynamic call.
const (
	Certain  Confidence = "certain"
	Likely   Confidence = "likely"
	Possible Confidence = "possible"
)

// Rank orders confidences: 0 for Possible up to 2 for Certain.
func (c Confidence) Rank() int {
	switch c {
	case Certain:
		return 2
	case Likely:
		return 1
	}
	return 0
}

// Status tells whether a finding is news.
type Status string

// The statuses.
const (
	New      Status = "new"
	Existing Status = "existing"
	Waived   Status = "waived"
)

// Module is one module that was vetted. From is the version (or module@version
// where the path changed) that it is compared with, empty where it is compared
// with none.
type Module struct {
	Path    string `json:"path"`
	Version string `json:"version"`
	From    string `json:"from,omitempty"`
	Direct  bool   `json:"direct"`
	// Note says what a reader should know of the choice of this version.
	Note string `json:"note,omitempty"`
	// Deprecated and Retracted quote the module's own go.mod, where it says so.
	Deprecated string `json:"deprecated,omitempty"`
	Retracted  string `json:"retracted,omitempty"`
	// Rollback is the one command that gets rid of what fails: to a later version
	// that was found not to have it, or back.
	Rollback string `json:"rollback,omitempty"`
	// RollbackNote says why that one; Back is the command that goes back, where
	// Rollback goes on to a later version.
	RollbackNote string `json:"rollback_note,omitempty"`
	Back         string `json:"back,omitempty"`
}

// Place is a position in a module: File is relative to the module's root with
// forward slashes, Line counts from 1.
type Place struct {
	Module string `json:"module"`
	File   string `json:"file"`
	Line   int    `json:"line"`
}

// Entry is the hot function a path starts from.
type Entry struct {
	Function string `json:"function"`
	Kind     string `json:"kind"`
	Heat     Heat   `json:"heat"`
	Place
	// Route is the route, topic or schedule, where it is a constant.
	Route string `json:"route,omitempty"`
	// Share is the share of profile samples that this entry covers, 0 to 1.
	Share float64 `json:"share,omitempty"`
}

// Sink is the function that contains the dangerous call, and what it calls.
type Sink struct {
	Function string `json:"function"`
	Callee   string `json:"callee"`
	Place
}

// Frame is one step of a path. Place is where Function makes the next call (in
// the last frame: where the sink's call is); Via says how the step before came
// to Function: static, interface, closure or callback.
type Frame struct {
	Function string `json:"function"`
	Place
	Via string `json:"via"`
	// Loop names what the call is repeated over, where it stands in a loop.
	Loop string `json:"loop,omitempty"`
}

// Also is a further entry that reaches the same sink, with the level that it
// alone would give.
type Also struct {
	Function string `json:"function"`
	Kind     string `json:"kind"`
	Heat     Heat   `json:"heat"`
	Level    Level  `json:"level"`
	Route    string `json:"route,omitempty"`
}

// Joined is a thread or document that speaks of the same thing as a finding.
// Effect is raises, neutral or fixed.
type Joined struct {
	URL    string `json:"url"`
	Title  string `json:"title"`
	Phrase string `json:"phrase"`
	State  string `json:"state"`
	Effect string `json:"effect"`
	// FixedIn is the first version known to hold the fix.
	FixedIn string `json:"fixed_in,omitempty"`
}

// Unreached ends the Message of a finding in a package that the user's code
// imports without a path to it.
const Unreached = "No entry of your code reaches it."

// Finding is one sink and one command, seen from its hottest and nearest entry.
type Finding struct {
	ID         string     `json:"id"`
	Hazard     string     `json:"hazard"`
	Level      Level      `json:"level"`
	Status     Status     `json:"status"`
	Module     string     `json:"module"`
	Version    string     `json:"version"`
	Command    string     `json:"command"`
	Entry      Entry      `json:"entry"`
	Sink       Sink       `json:"sink"`
	Path       []Frame    `json:"path"`
	Also       []Also     `json:"also"`
	Confidence Confidence `json:"confidence"`
	Cost       string     `json:"cost"`
	Message    string     `json:"message"`
	Fix        string     `json:"fix"`
	Signals    []Joined   `json:"signals"`
	// Waiver tells who waived a waived finding, why and until when.
	Waiver *Waiver `json:"waiver,omitempty"`
	// Behaviour is what makes two findings of two versions the same one.
	Behaviour string `json:"-"`
}

// Waiver is one entry of the user's policy that lets a finding pass.
type Waiver struct {
	Finding string `json:"finding,omitempty"`
	Hazard  string `json:"hazard,omitempty"`
	Module  string `json:"module,omitempty"`
	Owner   string `json:"owner"`
	Reason  string `json:"reason"`
	Expires string `json:"expires"`
}

// Waivers is the account of the user's waivers in this run.
type Waivers struct {
	Used    []Waiver `json:"used"`
	Unused  []Waiver `json:"unused"`
	Expired []Waiver `json:"expired"`
}

// Skip is one package that could not be analysed, or not fully.
type Skip struct {
	Package string `json:"package"`
	Why     string `json:"why"`
	// Matters is set where a path to a cache may have been missed because of it.
	Matters bool `json:"matters"`
}

// Coverage is the ledger of what was looked at.
type Coverage struct {
	Packages        int    `json:"packages"`
	Analysed        int    `json:"analysed"`
	Skipped         []Skip `json:"skipped"`
	UnresolvedCalls int    `json:"unresolved_calls"`
	// Signals is complete, partial or off.
	Signals string `json:"signals"`
}

// Signal is one thing that the project says of itself: a thread of its tracker,
// a sentence of its README or of a doc comment.
type Signal struct {
	Class string `json:"class"`
	// Source is issue, pull-request, readme, doc-comment, go.mod or repository.
	Source string  `json:"source"`
	URL    string  `json:"url,omitempty"`
	Title  string  `json:"title,omitempty"`
	Phrase string  `json:"phrase"`
	State  string  `json:"state,omitempty"`
	Date   string  `json:"date,omitempty"`
	Score  float64 `json:"score"`
	// Level is note or warn; a signal alone never fails.
	Level Level `json:"level"`
	// Symbol is the exported function or command that it speaks of, if any.
	Symbol  string `json:"symbol,omitempty"`
	FixedIn string `json:"fixed_in,omitempty"`
	// FixBasis is ancestry or date: how FixedIn is known.
	FixBasis string `json:"fix_basis,omitempty"`
	// Names are the symbols, commands and files that it names, for joining.
	Names []string `json:"-"`
}

// ModuleSignals is what is known of one module's own words. Status is ok or the
// reason why they are unknown.
type ModuleSignals struct {
	Repository string   `json:"repository,omitempty"`
	FoundBy    string   `json:"found_by,omitempty"`
	Status     string   `json:"status"`
	Archived   bool     `json:"archived,omitempty"`
	Hosts      []string `json:"hosts,omitempty"`
	AsOf       string   `json:"as_of,omitempty"`
	Signals    []Signal `json:"signals"`
	// More counts the signals beyond those listed.
	More int `json:"more,omitempty"`
}

// Tool names the program that wrote a report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Report is the JSON contract, cachevet/1.
type Report struct {
	Schema   string                   `json:"schema"`
	Tool     Tool                     `json:"tool"`
	Mode     string                   `json:"mode"`
	Verdict  Verdict                  `json:"verdict"`
	Reasons  []string                 `json:"reasons"`
	Modules  []Module                 `json:"modules"`
	Findings []Finding                `json:"findings"`
	Fixed    []Finding                `json:"fixed"`
	Signals  map[string]ModuleSignals `json:"signals"`
	Waivers  Waivers                  `json:"waivers"`
	Coverage Coverage                 `json:"coverage"`
	// Anchors maps a module path to the go.mod file and line that requires it,
	// relative to the repository, so that formats can point at the change.
	Anchors map[string]Place `json:"anchors,omitempty"`
	// Versions gives the version of every module that a path runs through or ends
	// at; the user's own module has the empty one.
	Versions map[string]string `json:"versions,omitempty"`
}

// SchemaName is the value of Report.Schema.
const SchemaName = "cachevet/1"
