package signals

import (
	"regexp"
	"slices"
	"sort"
	"strings"
)

var (
	backticked = regexp.MustCompile("`([^`\n]{1,80})`")
	called     = regexp.MustCompile(`\b([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\(`)
	dotted     = regexp.MustCompile(`\b([A-Za-z_]\w*\.[A-Z]\w+)\b`)
	humped     = regexp.MustCompile(`\b([A-Za-z][a-z0-9]+(?:[A-Z][a-z0-9]*)+)\b`)
	shouted    = regexp.MustCompile(`\b([A-Z]{3,}(?:_[A-Z]+)*)\b`)
	goFile     = regexp.MustCompile(`\b((?:[\w.-]+/)*[\w.-]+\.go)\b`)
)

// maxNames bounds the names taken from one thread.
const maxNames = 200

// names lists what a thread names: identifiers as they stand (Recv.Method),
// their last part, commands in upper case, Go files. Sorted.
func (x text) names() []string {
	set := map[string]bool{}
	all := x.whole.body + "\n" + x.code
	for _, m := range backticked.FindAllStringSubmatch(x.whole.body, maxNames) {
		addName(set, strings.Fields(m[1])[0:min(1, len(strings.Fields(m[1])))]...)
	}
	for _, re := range []*regexp.Regexp{called, dotted, humped, shouted, goFile} {
		for _, m := range re.FindAllStringSubmatch(all, maxNames) {
			addName(set, m[1])
		}
	}
	out := make([]string, 0, len(set))
	for n := range set {
		out = append(out, n)
	}
	sort.Strings(out)
	return out[:min(len(out), maxNames)]
}

// addName records a name, and of a dotted one its last two parts and its last.
func addName(set map[string]bool, list ...string) {
	for _, n := range list {
		n = strings.Trim(n, "()*&.,;:'\"")
		if len(n) < 3 {
			continue
		}
		set[n] = true
		if strings.HasSuffix(n, ".go") {
			continue
		}
		if parts := strings.Split(n, "."); len(parts) > 1 {
			set[strings.Join(parts[len(parts)-2:], ".")] = true
			set[parts[len(parts)-1]] = true
		}
	}
}

// generic lists method names that say nothing without a class beside them.
func generic(name string) bool {
	return len(name) < 4 || slices.Contains([]string{
		"Get", "Set", "Del", "Delete", "Clear", "Keys", "Close", "Reset", "Flush", "Lock", "Unlock", "New", "Open", "Load", "Save",
		"Store", "Read", "Write", "Exec", "Query", "Find", "List", "Update", "Remove", "Fetch", "Init", "Start", "Stop", "Handle", "Execute", "Process",
	}, name)
}
