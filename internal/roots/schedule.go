package roots

import (
	"strconv"
	"strings"
	"time"
)

// everySeconds is how often a schedule comes round that says so by itself, such as
// "@every 30s" or "*/5 * * * *"; 0 for any other.
func everySeconds(schedule string) float64 {
	if every, ok := strings.CutPrefix(schedule, "@every "); ok {
		d, err := time.ParseDuration(strings.TrimSpace(every))
		if err != nil {
			return 0
		}
		return d.Seconds()
	}
	fields := strings.Fields(schedule)
	unit := 60.0
	switch len(fields) {
	case 5:
	case 6:
		if unit = 1; strings.Trim(fields[0], "0123456789") == "" { // at one second of a minute
			fields, unit = fields[1:], 60
		}
	default:
		return 0
	}
	if fields[0] == "*" {
		return unit
	}
	n, err := strconv.Atoi(strings.TrimPrefix(fields[0], "*/"))
	if err != nil || !strings.HasPrefix(fields[0], "*/") {
		return 0
	}
	return unit * float64(n)
}
