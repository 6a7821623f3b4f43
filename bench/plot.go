package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"path"
	"regexp"
	"strings"
)

func runPlot(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("plot", flag.ContinueOnError)
	if err := fs.Parse(args); err != nil {
		return err
	}
	rows, err := readRows(fs.Args())
	if err != nil {
		return err
	}
	return plot(out, grown(rows))
}

const (
	panelWidth, panelHeight = 400, 320
	left, right, top, below = 52, 20, 40, 44
)

// A panel is one quantity against the packages read.
type panel struct {
	title, unit string
	of          func(row) float64
}

// plot draws time and memory side by side. Colours follow the reader's light or
// dark mode and there is no background.
func plot(out io.Writer, rows []row) error {
	if len(rows) == 0 {
		return fmt.Errorf("plot: no cold scans among the samples")
	}
	panels := []panel{
		{"CPU time of a cold scan", "s", func(r row) float64 { return r.cpu }},
		{"Peak memory of a cold scan", "MB", func(r row) float64 { return r.peak }},
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">`+"\n",
		panelWidth*len(panels), panelHeight, panelWidth*len(panels), panelHeight)
	b.WriteString("<title>Time and memory of a cold scan against the packages read with their bodies</title>\n" + style)
	for i, p := range panels {
		fmt.Fprintf(&b, "<g transform=\"translate(%d 0)\">\n", i*panelWidth)
		p.draw(&b, rows)
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(out, b.String())
	return err
}

const style = `<style>
text { font: 11px system-ui, sans-serif; fill: #444 }
.title { font-size: 13px; font-weight: 600 }
.grid { stroke: #8884; stroke-width: 1 }
.dot { fill: #1a6fb5 }
@media (prefers-color-scheme: dark) { text { fill: #bbb } .dot { fill: #6cb6ff } }
</style>
`

func (p panel) draw(b *strings.Builder, rows []row) {
	var mostX, mostY float64
	for _, r := range rows {
		mostX, mostY = max(mostX, float64(r.analysed)), max(mostY, p.of(r))
	}
	stepX, stepY := tick(mostX), tick(mostY)
	endX, endY := math.Ceil(mostX/stepX)*stepX, math.Ceil(mostY/stepY)*stepY
	x := func(v float64) float64 { return left + v/endX*(panelWidth-left-right) }
	y := func(v float64) float64 { return panelHeight - below - v/endY*(panelHeight-top-below) }
	fmt.Fprintf(b, "<text class=\"title\" x=\"%d\" y=\"20\">%s (%s)</text>\n", left, p.title, p.unit)
	for v := 0.0; v <= endY; v += stepY {
		fmt.Fprintf(b, "<path class=\"grid\" d=\"M%d %.1fH%d\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%g</text>\n", left, y(v), panelWidth-right, left-6, y(v)+4, v)
	}
	for v := 0.0; v <= endX; v += stepX {
		fmt.Fprintf(b, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%g</text>\n", x(v), panelHeight-below+18, v)
	}
	fmt.Fprintf(b, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">packages read with their bodies</text>\n", (left+panelWidth-right)/2, panelHeight-8)
	p.points(b, rows, x, y)
}

// points draws the measurements. A label that would cover another is left out of
// the picture: its text stays as the dot's title.
func (p panel) points(b *strings.Builder, rows []row, x, y func(float64) float64) {
	type spot struct{ x, y float64 }
	var taken []spot
	for i := len(rows) - 1; i >= 0; i-- {
		r := rows[i]
		at := spot{x(float64(r.analysed)), y(p.of(r))}
		name := shortName(r.target)
		fmt.Fprintf(b, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"><title>%s: %d packages, %.3g %s</title></circle>\n", at.x, at.y, name, r.analysed, p.of(r), p.unit)
		free := true
		for _, o := range taken {
			free = free && (math.Abs(o.y-at.y) > 12 || math.Abs(o.x-at.x) > 75)
		}
		if !free {
			continue
		}
		taken = append(taken, at)
		anchor, dx := "start", 8.0
		if at.x > panelWidth-right-75 {
			anchor, dx = "end", -8
		}
		fmt.Fprintf(b, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", at.x+dx, at.y+4, anchor, name)
	}
}

var major = regexp.MustCompile(`/v[0-9]+$`)

func shortName(target string) string {
	for _, t := range targets {
		if t.Name == target {
			return path.Base(major.ReplaceAllString(t.Module, ""))
		}
	}
	return target
}

// tick is a round distance between grid lines, about five of them below most.
func tick(most float64) float64 {
	if most <= 0 {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(most/5)))
	for _, m := range []float64{1, 2, 5, 10} {
		if most/(m*unit) <= 6 {
			return m * unit
		}
	}
	return 10 * unit
}
