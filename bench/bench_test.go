package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

const twoTargets = `{"target":"small","step":"capslock","round":1,"wall":30,"cpu":20,"peak":1200,"load":2}
{"target":"small","step":"cachevet, cold","round":1,"wall":9,"cpu":2,"peak":100,"load":1,"packages":266,"analysed":4}
{"target":"small","step":"cachevet, cold","round":2,"wall":1,"cpu":3,"peak":90,"load":1,"packages":266,"analysed":4}
{"target":"small","step":"cachevet, cold","round":3,"wall":2,"cpu":1,"peak":80,"load":3,"packages":266,"analysed":4}
{"target":"large","step":"cachevet, cold","round":1,"wall":7,"cpu":12,"peak":1016,"load":1,"packages":2199,"analysed":147}
`

func TestMediansNotMeans(t *testing.T) {
	ss, err := readSamples(strings.NewReader(twoTargets))
	if err != nil {
		t.Fatal(err)
	}
	rows := summarise(ss)
	if len(rows) != 3 {
		t.Fatalf("%d rows, want 3: %+v", len(rows), rows)
	}
	cold := rows[1]
	if cold.rounds != 3 || cold.wall != 2 || cold.cpu != 2 || cold.peak != 90 {
		t.Errorf("cold = %+v, want the medians 2 s, 2 s, 90 MB of 3 rounds", cold)
	}
	if cold.load != [2]float64{1, 3} {
		t.Errorf("load = %v, want 1 to 3", cold.load)
	}
}

func TestRatiosAgainstCapslock(t *testing.T) {
	ss, err := readSamples(strings.NewReader(twoTargets))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	compare(&out, targets[0], rowsOf(summarise(ss), "small"))
	want := "| cachevet, cold | 2.00 | 2.00 | 90 | 15 x | 10 x | 13 x | 3 | 1.0 to 3.0 |"
	if !strings.Contains(out.String(), want) {
		t.Errorf("no line\n%s\nin\n%s", want, out.String())
	}
}

func TestPlotIsWellFormed(t *testing.T) {
	ss, err := readSamples(strings.NewReader(twoTargets))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := plot(&out, grown(summarise(ss))); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "<circle"); n != 4 {
		t.Errorf("%d dots, want 4: two modules in two panels", n)
	}
	dec := xml.NewDecoder(&out)
	for {
		_, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestTicksAreRound(t *testing.T) {
	for most, want := range map[float64]float64{0: 1, 9: 2, 147: 50, 1016: 200, 0.9: 0.2} {
		if got := tick(most); got < want*0.999 || got > want*1.001 {
			t.Errorf("tick(%g) = %g, want %g", most, got, want)
		}
	}
}
