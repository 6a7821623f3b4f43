package pipeline

import (
	"bytes"
	"context"
	"maps"
	"os"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/cachevet/cachevet/internal/finding"
	"github.com/cachevet/cachevet/internal/modules"
	"github.com/cachevet/cachevet/signals"
)

// Listener gathers what modules say of themselves and joins it to findings.
type Listener struct {
	// Open gives the vocabulary and who collects: some 40 ms of work, done once and
	// only where there is a module to ask about.
	Open func() (*signals.Lexicon, *signals.Collector, error)
	// Remote: trackers are asked, not only the modules' own files.
	Remote bool
}

// listen asks the listener, if there is one.
func (e *Engine) listen(ctx context.Context, r *finding.Report, a *Analysis) error {
	if e.Listener == nil {
		return nil
	}
	e.say("signals", 0, 1)
	return e.Listener.Listen(ctx, r, a)
}

// atOnce is how many modules are asked about at a time; each host is asked by
// one request after the other all the same.
const atOnce = 4

// Listen adds the signals of the modules that a report has findings for, and of
// the vetted ones, and joins them. That something cannot be had is no error.
func (l *Listener) Listen(ctx context.Context, r *finding.Report, a *Analysis) error {
	by := map[string][]finding.Finding{}
	for _, m := range r.Modules {
		if m.Direct && m.Version != "" && len(r.Modules) <= maxQuiet {
			by[m.Path] = nil
		}
	}
	for _, f := range r.Findings {
		if f.Version != "" {
			by[f.Module] = append(by[f.Module], f)
		}
	}
	lexicon, collector := new(signals.Lexicon), (*signals.Collector)(nil)
	if len(by) > 0 {
		var err error
		if lexicon, collector, err = l.Open(); err != nil {
			return err
		}
	}
	facts := facts(a, by)
	got := make([]finding.ModuleSignals, len(by))
	paths := slices.Sorted(maps.Keys(by))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, path := range paths {
		group.Go(func() error {
			got[i] = collector.Collect(ctx, request(path, facts[path], by[path]))
			return nil
		})
	}
	_ = group.Wait() // no function fails: what is missing is said in its status
	for i, path := range paths {
		r.Signals[path] = got[i]
	}
	r.Findings = lexicon.Join(r.Findings, r.Signals)
	r.Coverage.Signals = l.coverage(got)
	return nil
}

// maxQuiet bounds the modules that are asked about although nothing was found in
// them.
const maxQuiet = 5

func (l *Listener) coverage(got []finding.ModuleSignals) string {
	if !l.Remote {
		return "off"
	}
	for _, s := range got {
		if !signals.Known(s.Status) {
			return "partial"
		}
	}
	return "complete"
}

func request(path string, f modules.Facts, fs []finding.Finding) signals.Request {
	req := signals.Request{Module: path, Version: f.Version, Time: f.Time, Deprecated: f.Deprecated, Retracted: f.Retracted, Findings: fs}
	if req.Version == "" && len(fs) > 0 {
		req.Version = fs[0].Version
	}
	if f.Dir != "" {
		req.Tree = os.DirFS(f.Dir)
	}
	if f.Origin.URL != "" {
		req.Origin = &signals.Origin{VCS: f.Origin.VCS, URL: f.Origin.URL, Subdir: f.Origin.Subdir, Hash: f.Origin.Hash, Ref: f.Origin.Ref}
	}
	return req
}

// facts takes what the load already knows of some modules: where they are, when
// they were made, where they came from. No command is run for it.
func facts(a *Analysis, of map[string][]finding.Finding) map[string]modules.Facts {
	out := map[string]modules.Facts{}
	for _, p := range a.Graph.Packages {
		m := p.Module
		if m == nil || out[m.Path].Path != "" {
			continue
		}
		if _, asked := of[m.Path]; !asked {
			continue
		}
		f := modules.Facts{Path: m.Path, Version: version(m), Dir: root(m), Deprecated: m.Deprecated}
		if m.Time != nil {
			f.Time = *m.Time
		}
		f.Origin = origin(m.GoMod)
		out[m.Path] = f
	}
	return out
}

// origin reads the .info file that the go command keeps beside a go.mod of the
// module cache.
func origin(goMod string) modules.Origin {
	info, ok := strings.CutSuffix(goMod, ".mod")
	if !ok {
		return modules.Origin{}
	}
	data, err := os.ReadFile(info + ".info")
	if err != nil {
		return modules.Origin{}
	}
	o, err := signals.ReadOrigin(bytes.NewReader(data))
	if err != nil || o == nil {
		return modules.Origin{}
	}
	return modules.Origin{VCS: o.VCS, URL: o.URL, Subdir: o.Subdir, Hash: o.Hash, Ref: o.Ref}
}
