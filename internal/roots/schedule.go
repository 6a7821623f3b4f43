package roots

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
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

// units are the methods by which a chain such as Every(15).Seconds().Do(f) names what it
// counts, in seconds.
var units = map[string]float64{"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400, "month": 30 * 86400}

// interval is how often what a call schedules is run, in seconds: a duration that the
// call is given, or the schedule that it is given is made of; what the steps before it
// say; 0 where none of them is constant. What is called once by a timer comes back only
// where it sets a timer again.
func (fd *finder) interval(f *link.Func, i int32) float64 {
	c := &f.Calls[i]
	if c.Callee == "time.AfterFunc" {
		if !slices.ContainsFunc(fd.p.Handed(f, i, -1), fd.rearms) {
			return 0
		}
	} else if strings.HasSuffix(c.Name, "Once") || strings.HasSuffix(c.Name, "Timeout") {
		return 0
	}
	if s := fd.lasting(f, c.Args); s > 0 {
		return s
	}
	if s := fd.stepped(f, c.Recv); s > 0 || c.Val == 0 {
		return s
	}
	for j := range f.Calls { // the task that another call schedules
		if slices.ContainsFunc(f.Calls[j].Args, func(a int32) bool { return f.Unconverted(a) == c.Val }) {
			return fd.lasting(f, f.Calls[j].Args)
		}
	}
	return 0
}

// rearms: a function starts a timer that calls it again, or sets its own anew.
func (fd *finder) rearms(g *link.Func) bool {
	for j := range g.Calls {
		switch g.Calls[j].Callee {
		case "(*time.Timer).Reset":
			return true
		case "time.AfterFunc":
			if slices.ContainsFunc(fd.p.Handed(g, int32(j), -1), func(again *link.Func) bool { return again == g || again.Decl == g.Decl }) {
				return true
			}
		}
	}
	return false
}

// lasting is the duration among the arguments, or that one of them is made of.
func (fd *finder) lasting(f *link.Func, args []int32) float64 {
	for _, a := range args {
		if f.TypeAt(f.Values[a].Type).Named == "time.Duration" {
			return fd.seconds(link.Val{Ref: link.Ref{F: f, V: a}})
		}
		if x := &f.Values[f.Unconverted(a)]; x.Op == summary.CallVal {
			made := &f.Calls[x.N]
			for _, b := range made.Args {
				v := link.Val{Ref: link.Ref{F: f, V: b}}
				if f.TypeAt(f.Values[b].Type).Named == "time.Duration" {
					return fd.seconds(v)
				}
				if t := fd.p.Strings(v, false).Known(); len(t) == 1 && strings.Contains(made.Name, "Cron") {
					return everySeconds(t[0])
				}
			}
		}
	}
	return 0
}

// stepped reads the steps of a builder: Every(15).Seconds(), Every("30s"), Cron("* * * * *").
func (fd *finder) stepped(f *link.Func, v int32) float64 {
	unit := 0.0
	for range 8 {
		x := &f.Values[v]
		if x.Op != summary.CallVal {
			return 0
		}
		c := &f.Calls[x.N]
		if u := units[strings.TrimSuffix(strings.ToLower(c.Name), "s")]; u > 0 {
			unit = u
		}
		if len(c.Args) == 1 && (c.Name == "Every" || strings.HasPrefix(c.Name, "Cron")) {
			return fd.step(link.Val{Ref: link.Ref{F: f, V: f.Unconverted(c.Args[0])}}, unit)
		}
		v = c.Recv
	}
	return 0
}

func (fd *finder) step(v link.Val, unit float64) float64 {
	if t := fd.p.Strings(v, false).Known(); len(t) == 1 && v.Type().Kind == summary.String {
		if d, err := time.ParseDuration(t[0]); err == nil {
			return d.Seconds()
		}
		return everySeconds(t[0])
	}
	if v.Type().Named == "time.Duration" {
		return fd.seconds(v)
	}
	n, ok := fd.p.Int(v)
	if !ok {
		return 0
	}
	return float64(n) * unit
}
