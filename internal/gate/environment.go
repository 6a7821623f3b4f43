package gate

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/cachevet/cachevet/internal/finding"
)

// explain works what the user knows of production into a finding's words.
func (e Environment) explain(f *finding.Finding) {
	if e.Keys > 0 && (f.Hazard == "keys" || f.Hazard == "scan-sweep") {
		f.Cost = sized(f.Cost, f.Command, e.Keys)
	}
	if e.Cluster && perNode(f.Command) {
		f.Message = sentence(f.Message, f.Command+" acts on one node of a cluster only: to mean all keys, it has to be sent to each.")
	}
	if lacks := e.lacks(f.Fix); lacks != "" {
		f.Fix = sentence(f.Fix, lacks)
	}
}

// alone lowers a flush at warn that somebody asks for, by a function of that name
// or at startup by an option, where nobody else uses the server. One that
// nobody asks for, or that says less than it does, stays what it is.
func (e Environment) alone(f *finding.Finding) finding.Level {
	asked := f.Entry.Heat == finding.Announced || f.Entry.Heat == finding.Startup
	if e.Shared != nil && !*e.Shared && f.Hazard == "flush" && asked && f.Level == finding.Warn {
		return f.Level.Lower()
	}
	return f.Level
}

// sized puts the number of keys beside the command in a cost, by its order of
// magnitude.
func sized(cost, command string, keys int64) string {
	over := fmt.Sprintf(" over about 1e%d keys", int(math.Round(math.Log10(float64(keys)))))
	if command != "" && strings.Contains(cost, command) {
		return strings.Replace(cost, command, command+over, 1)
	}
	return strings.TrimSpace(cost + over)
}

// perNode tells the commands that a cluster's nodes answer for their own keys.
func perNode(command string) bool {
	return slices.Contains([]string{"FLUSHALL", "FLUSHDB", "KEYS", "SCAN", "RANDOMKEY", "DBSIZE", "SWAPDB"}, command)
}

// lacks warns of what a cure names and the server does not have yet.
func (e Environment) lacks(fix string) string {
	for _, c := range []struct {
		word, since, instead string
	}{
		{"UNLINK", "4.0", "use DEL, a few keys at a time"},
		{"SCAN", "2.8", "keep the keys of a family in a set"},
	} {
		if strings.Contains(strings.ToUpper(fix), c.word) && older(e.Redis, c.since) {
			return fmt.Sprintf("Your Redis %s has no %s (since %s): %s.", e.Redis, c.word, c.since, c.instead)
		}
	}
	return ""
}

// older compares versions such as 3.2 and 4.0; an empty one is not older.
func older(version, than string) bool {
	if version == "" {
		return false
	}
	return slices.Compare(numbers(version), numbers(than)) < 0
}

func numbers(version string) []int {
	var out []int
	for part := range strings.SplitSeq(version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return out // ParsePolicy lets only digits pass
		}
		out = append(out, n)
	}
	for len(out) > 1 && out[len(out)-1] == 0 {
		out = out[:len(out)-1]
	}
	return out
}

func sentence(text, more string) string { return strings.TrimSpace(text + " " + more) }
