package stampede

import (
	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
)

// loader looks for a cache whose own call runs a function on a miss, for each caller
// that misses: the client does not let one of them work for all.
func loader(p *analyzers.Pass, f *link.Func) *fill {
	for _, o := range f.Ops {
		if !o.Does("load") || !o.Does("read") || o.Does("coalesce") || o.Rule.Func_ == nil || p.Touch.Single(f, o.Call) {
			continue
		}
		touches := p.Touch.At(f, o.Call)
		for i := range touches {
			src := &touches[i]
			if src.Effect&(link.Source|link.Asks) == 0 || src.Once || src.Async || src.Ctx == nil || src.Ctx.Edge.Via != link.Callback || silent(src) {
				continue
			}
			read := link.Touch{F: f, Call: o.Call, Effect: link.Reads, Op: o, Kind: o.Client.Kind, Conf: o.Conf}
			return &fill{f: f, miss: o.Call, source: o.Call, read: read, origin: *src}
		}
	}
	return nil
}
