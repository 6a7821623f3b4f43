package report

import (
	"fmt"

	"github.com/cachevet/cachevet/internal/finding"
)

// A graph is a finding's path as a drawing from top to bottom: a box for each
// frame on the coloured band of its module, arrows between them, the command at
// the foot. All numbers are units of the SVG's own coordinates; the page scales
// the whole drawing, which is narrow enough to be read on a telephone.
type graph struct {
	Width, Height int
	Label         string
	Bands         []band
	Nodes         []node
	Edges         []edge
	Loops         []loop
}

type band struct {
	X, Y, W, H, TX, TY int
	Color              int
	Name, Full         string
}

type node struct {
	X, Y, W, H, R   int
	TX, TY, SY      int
	Class           string
	Name, Sub, Full string
	URL, Icon       string
}

type edge struct {
	X, Y1, Y2   int
	Class, Head string
	Labels      []label
}

type label struct {
	X, Y              int
	Class, Text, Full string
}

// loop is the arc beside a box whose call is repeated.
type loop struct{ D, Head string }

// The measures of a drawing.
const (
	graphWidth  = 420
	nodeX       = 16
	nodeWidth   = graphWidth - nodeX - 38
	nodeHeight  = 44
	spineX      = 36 // where the arrows run, left of all labels
	labelX      = 50
	bandHeader  = 24
	bandPad     = 12
	edgeHeight  = 24
	lineHeight  = 15
	nameRunes   = 43 // what fits a box at the size of a function name
	placeRunes  = 48
	labelRunes  = 50
	maxDrawn    = 24 // frames; of a longer path the middle is counted
	entryHeight = 30
	sinkHeight  = 52
)

// drawing is a graph in the making; y is the foot of what is drawn.
type drawing struct {
	graph
	y     int
	atlas atlas
	color func(module string) int
}

// draw lays out the path of f. color gives the colour number of a module.
func draw(f finding.Finding, a atlas, color func(string) int) graph {
	d := &drawing{atlas: a, color: color, y: 2}
	d.Width = graphWidth
	d.Label = fmt.Sprintf("Path in %d steps from %s to %s", len(f.Path), short(f.Entry.Function), name(f.Command))
	d.entry(f.Entry)
	var before *finding.Frame
	for i := 0; i < len(f.Path); {
		if n := len(f.Path) - maxDrawn; n > 0 && i == maxDrawn/2 {
			d.gap(n)
			i += n
			before = nil
			continue
		}
		i = d.band(f, i, before)
		before = &f.Path[i-1]
	}
	d.edge(before, "")
	d.sink(f)
	d.Height = d.y + 2
	return d.graph
}

// entry draws what calls the first frame from outside.
func (d *drawing) entry(e finding.Entry) {
	text := entryPhrase(e)
	d.Nodes = append(d.Nodes, node{X: nodeX, Y: d.y, W: nodeWidth, H: entryHeight, R: entryHeight / 2,
		TX: nodeX + 16, TY: d.y + 20, Class: "entry h-" + name(string(e.Heat)), Name: shorten(text, labelRunes), Full: text})
	d.y += entryHeight
}

// band draws the frames from number i on that are in one module, and returns
// the number of the next.
func (d *drawing) band(f finding.Finding, i int, before *finding.Frame) int {
	module := f.Path[i].Module
	end := i + 1
	for end < len(f.Path) && f.Path[end].Module == module && !(len(f.Path) > maxDrawn && end == maxDrawn/2) {
		end++
	}
	// The arrow into the band ends at its first box, below the band's name.
	arrow := d.y
	d.y += d.edgeSize(before, f.Path[i].Via)
	top := d.y
	d.y += bandHeader
	d.arrow(arrow, d.y, before, f.Path[i].Via)
	for j := i; j < end; j++ {
		if j > i {
			d.edge(&f.Path[j-1], f.Path[j].Via)
		}
		d.frame(f.Path[j])
	}
	full := moduleLabel(module, d.atlas.versions)
	d.y += bandPad
	d.Bands = append(d.Bands, band{X: 2, Y: top, W: graphWidth - 4, H: d.y - top, TX: labelX, TY: top + 16,
		Color: d.color(module), Name: shortenLeft(full, labelRunes), Full: full})
	return end
}

// frame draws the box of one step, with an arc where its call is repeated.
func (d *drawing) frame(f finding.Frame) {
	full := name(f.Function)
	if p := place(f.Place); p != "" {
		full += " at " + name(f.Module) + "/" + p
	}
	d.Nodes = append(d.Nodes, node{X: nodeX, Y: d.y, W: nodeWidth, H: nodeHeight, R: 8,
		TX: nodeX + 14, TY: d.y + 18, SY: d.y + 35, Name: shorten(short(f.Function), nameRunes),
		Sub: shortenLeft(place(f.Place), placeRunes), Full: full, URL: d.atlas.link(f.Place)})
	if f.Loop != "" {
		right, low, high := nodeX+nodeWidth, d.y+nodeHeight-10, d.y+11
		d.Loops = append(d.Loops, loop{
			D:    fmt.Sprintf("M%d %d C%d %d %d %d %d %d", right, low, right+28, low+7, right+28, high-7, right+7, high),
			Head: fmt.Sprintf("%d,%d %d,%d %d,%d", right+1, high, right+9, high-5, right+9, high+5)})
	}
	d.y += nodeHeight
}

// edge draws the arrow from the last box to one that follows at once. before is
// the frame that calls, via how.
func (d *drawing) edge(before *finding.Frame, via string) {
	from := d.y
	d.y += d.edgeSize(before, via)
	d.arrow(from, d.y, before, via)
}

// edgeSize is the height of an arrow with its labels.
func (d *drawing) edgeSize(before *finding.Frame, via string) int {
	lines := len(edgeLabels(before, via))
	return edgeHeight + max(lines-1, 0)*lineHeight
}

// edgeLabels says what is to be said of a call: how often, and by what means.
func edgeLabels(before *finding.Frame, via string) []label {
	var out []label
	if before != nil && before.Loop != "" {
		full := "↻ repeated over " + title(before.Loop)
		out = append(out, label{Class: "times", Text: shorten(full, labelRunes), Full: full})
	}
	if via != "" && via != "static" {
		full := "by " + name(via)
		out = append(out, label{Class: "via", Text: full, Full: full})
	}
	return out
}

func (d *drawing) arrow(from, to int, before *finding.Frame, via string) {
	e := edge{X: spineX, Y1: from, Y2: to - 6, Head: fmt.Sprintf("%d,%d %d,%d %d,%d", spineX, to-1, spineX-5, to-9, spineX+5, to-9)}
	if via != "" && via != "static" {
		e.Class = "dynamic"
	}
	if before != nil && before.Loop != "" {
		e.Class = "many"
	}
	e.Labels = edgeLabels(before, via)
	for i := range e.Labels {
		e.Labels[i].X, e.Labels[i].Y = labelX, from+16+i*lineHeight
	}
	d.Edges = append(d.Edges, e)
}

// gap stands for the steps in the middle of a very long path.
func (d *drawing) gap(n int) {
	d.Nodes = append(d.Nodes, node{X: nodeX, Y: d.y, W: nodeWidth, H: entryHeight, R: 8, TX: labelX, TY: d.y + 20,
		Class: "gap", Name: fmt.Sprintf("… %d more steps …", n), Full: fmt.Sprintf("%d more steps, listed beside", n)})
	d.y += entryHeight
}

// sink draws the command.
func (d *drawing) sink(f finding.Finding) {
	x, y := nodeX+16, d.y+15
	full := name(f.Command) + " by " + name(f.Sink.Callee) + " at " + name(f.Sink.Module) + "/" + place(f.Sink.Place)
	d.Nodes = append(d.Nodes, node{X: nodeX, Y: d.y, W: nodeWidth, H: sinkHeight, R: 12,
		TX: x + 34, TY: d.y + 22, SY: d.y + 41, Class: "sink s-" + string(f.Level), Name: shorten(name(f.Command), nameRunes-10),
		Sub: shorten(short(f.Sink.Callee), placeRunes-6), Full: full, URL: d.atlas.link(f.Sink.Place),
		// A cylinder, the sign for a store.
		Icon: fmt.Sprintf("M%[1]d %[2]d a10 4 0 0 1 20 0 v16 a10 4 0 0 1 -20 0 z M%[1]d %[2]d a10 4 0 0 0 20 0 M%[1]d %[3]d a10 4 0 0 0 20 0", x, y, y+8)})
	d.y += sinkHeight
}

// shorten cuts the middle out of s; the end, a method's name, matters most.
func shorten(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	head := n / 3
	return string(runes[:head]) + "…" + string(runes[len(runes)-(n-head-1):])
}

// shortenLeft cuts the beginning of s off.
func shortenLeft(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return "…" + string(runes[len(runes)-n+1:])
}
