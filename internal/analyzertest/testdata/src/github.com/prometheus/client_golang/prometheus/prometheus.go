// Package prometheus has the shape of the library and no behaviour.
package prometheus

type Desc struct{ name string }

type Metric interface{ Desc() *Desc }

type Collector interface {
	Describe(chan<- *Desc)
	Collect(chan<- Metric)
}

type GaugeFunc interface {
	Metric
	Collector
}

type (
	Opts      struct{ Name string }
	GaugeOpts Opts
)

func NewGaugeFunc(opts GaugeOpts, function func() float64) GaugeFunc { return nil }
func MustRegister(cs ...Collector)                                   {}
