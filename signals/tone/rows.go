package tone

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// ReadRows reads labelled threads as FormatRows writes them: set, fold, label,
// words of the title, words of the text only, parted by tabs.
func ReadRows(data []byte) ([]Row, error) {
	var out []Row
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(cells) != 5 {
			return nil, fmt.Errorf("read labelled threads: line %d has %d cells, want 5", n, len(cells))
		}
		fold, err := strconv.Atoi(cells[1])
		if err != nil {
			return nil, fmt.Errorf("read labelled threads: line %d: %w", n, err)
		}
		out = append(out, Row{Set: cells[0], Fold: fold, Label: cells[2], Features: Features{Title: strings.Fields(cells[3]), Text: strings.Fields(cells[4])}})
	}
	return out, nil
}

// FormatRows writes labelled threads, a line each, their words by name.
func FormatRows(rows []Row) []byte {
	var b bytes.Buffer
	for _, r := range rows {
		fmt.Fprintf(&b, "%s\t%d\t%s\t%s\t%s\n", r.Set, r.Fold, r.Label, strings.Join(r.Features.Title, " "), strings.Join(r.Features.Text, " "))
	}
	return b.Bytes()
}
