package tone

import (
	"bytes"
	_ "embed"
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"
)

//go:embed words.tsv
var fitted []byte

// Model weighs words: above zero speaks of harm, below against it.
type Model struct {
	Bias    float64
	Weights map[string]float64
}

// Load reads the built-in weights.
func Load() (*Model, error) { return Parse(fitted) }

const biasName = "<bias>"

// Parse reads weights as Format writes them.
func Parse(data []byte) (*Model, error) {
	m := &Model{Weights: map[string]float64{}}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		name, number, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		w, err := strconv.ParseFloat(number, 64)
		if err != nil || name == "" || math.IsNaN(w) || math.IsInf(w, 0) {
			return nil, fmt.Errorf("read words.tsv: line %d is %q, want a word, a tab and a number", n, strings.TrimSpace(line))
		}
		if name == biasName {
			m.Bias = w
			continue
		}
		m.Weights[name] = w
	}
	return m, nil
}

// least is the smallest weight that is written down.
const least = 0.02

// Format writes the weights, a word a line, by word.
func (m *Model) Format() []byte {
	names := make([]string, 0, len(m.Weights))
	for n, w := range m.Weights {
		if math.Abs(w) >= least {
			names = append(names, n)
		}
	}
	sort.Strings(names)
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\t%.2f\n", biasName, m.Bias)
	for _, n := range names {
		fmt.Fprintf(&b, "%s\t%.2f\n", n, m.Weights[n])
	}
	return b.Bytes()
}

// enough is how many known words it takes to say something in full.
const enough = 3.0

// LogOdds is what the words say together; zero is undecided.
func (m *Model) LogOdds(f Features) float64 {
	sum, known := m.Bias, 0.0
	f.each(func(n string) bool { _, ok := m.Weights[n]; return ok }, func(n string, v float64) {
		sum += m.Weights[n] * v
		if n[0] != '<' {
			known++
		}
	})
	return sum * math.Min(1, known/enough)
}
