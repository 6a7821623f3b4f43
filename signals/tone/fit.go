package tone

import (
	"math"
	"sort"
)

// Row is one labelled thread.
type Row struct {
	// Set names the collection that the thread came with, Fold one of ten parts
	// by the tracker's owner.
	Set      string
	Fold     int
	Label    string
	Features Features
}

// Relevant tells whether the row's thread warns of something.
func (r Row) Relevant() bool { return r.Label != "irrelevant" }

// What the fit hangs on. penalty keeps the weights of rare words small; rounds
// are enough for the third digit.
const (
	penalty = 3.0
	rounds  = 150
	stride  = 0.5
)

// Fit fits a logistic regression over the rows' features. Equal rows give equal
// weights: nothing is drawn at random, sums are made in one order, and products
// are rounded (float64) lest a processor fuses them.
func Fit(rows []Row) *Model {
	names, columns := columnsOf(rows)
	w := make([]float64, len(names)+1) // the last is the bias
	squares := make([]float64, len(w))
	gradient := make([]float64, len(w))
	bias := len(names)
	for range rounds {
		for i := range gradient {
			gradient[i] = float64(penalty * w[i])
		}
		gradient[bias] = 0
		for i, r := range rows {
			d := sigmoid(w[bias] + dot(w, columns[i]))
			if r.Relevant() {
				d--
			}
			gradient[bias] += d
			for _, c := range columns[i] {
				gradient[c.at] += float64(d * c.value)
			}
		}
		for i, g := range gradient {
			squares[i] += float64(g * g)
			if squares[i] > 0 {
				w[i] -= float64(stride * g / math.Sqrt(squares[i]))
			}
		}
	}
	m := &Model{Bias: w[bias], Weights: map[string]float64{}}
	for i, n := range names {
		m.Weights[n] = w[i]
	}
	return m
}

type column struct {
	at    int
	value float64
}

// columnsOf numbers the features that more than one row has.
func columnsOf(rows []Row) ([]string, [][]column) {
	count := map[string]int{}
	for _, r := range rows {
		r.Features.each(anyWord, func(n string, _ float64) { count[n]++ })
	}
	var names []string
	for n, c := range count {
		if c > 1 {
			names = append(names, n)
		}
	}
	sort.Strings(names)
	at := map[string]int{}
	for i, n := range names {
		at[n] = i
	}
	out := make([][]column, len(rows))
	for i, r := range rows {
		r.Features.each(func(n string) bool { _, ok := at[n]; return ok }, func(n string, v float64) {
			out[i] = append(out[i], column{at[n], v})
		})
	}
	return names, out
}

func anyWord(string) bool { return true }

func dot(w []float64, row []column) float64 {
	sum := 0.0
	for _, c := range row {
		sum += float64(w[c.at] * c.value)
	}
	return sum
}

func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }
