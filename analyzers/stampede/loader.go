package stampede

import (
	"slices"

	"github.com/cachevet/cachevet/analyzers"
	"github.com/cachevet/cachevet/internal/link"
	"github.com/cachevet/cachevet/internal/summary"
)

// loader looks for a cache whose own call runs a function on a miss, for each caller
// that misses: the client does not let one of them work for all.
func loader(p *analyzers.Pass, f *link.Func) *fill {
	for _, o := range f.Ops {
		if !o.Does("load") || !o.Does("read") || o.Does("coalesce") || p.Touch.Single(f, o.Call) {
			continue
		}
		if o.Rule.Func_ == nil {
			if x := byOption(p, f, o); x != nil {
				return x
			}
		} else if src := loads(p, f, o.Call); src != nil {
			return &fill{f: f, miss: o.Call, source: o.Call, read: missed(f, o), origin: *src}
		}
	}
	return nil
}

// missed is the read that a cache's own call makes.
func missed(f *link.Func, o *link.Op) link.Touch {
	return link.Touch{F: f, Call: o.Call, Effect: link.Reads, Op: o, Kind: o.Client.Kind, Conf: o.Conf}
}

// loads is the source that a function asks which a call is handed to run, nil if there is
// none, or one of many callers runs it for all.
func loads(p *analyzers.Pass, f *link.Func, call int32) *link.Touch {
	touches := p.Touch.At(f, call)
	for i := range touches {
		src := &touches[i]
		if src.Effect&(link.Source|link.Asks) != 0 && !src.Once && !src.Async && src.Ctx != nil && src.Ctx.Outermost().Edge.Via == link.Callback && !silent(src) {
			return src
		}
	}
	return nil
}

// byOption: the function comes as an option of the call, or of that which has made the
// cache: c.Get(key, ttlcache.WithLoader(load)).
func byOption(p *analyzers.Pass, f *link.Func, o *link.Op) *fill {
	for _, call := range options(f, o.Call) {
		if src := loads(p, f, call); src != nil {
			return &fill{f: f, miss: o.Call, source: call, read: missed(f, o), origin: *src}
		}
	}
	for _, made := range makers(p, f, o) {
		for _, call := range options(made.F, int32(made.Value().N)) {
			if loads(p, made.F, call) != nil {
				own := link.Touch{F: f, Call: o.Call, Effect: link.Loads, Kind: o.Client.Kind, Conf: o.Conf}
				return &fill{f: f, miss: o.Call, source: o.Call, read: missed(f, o), origin: own}
			}
		}
	}
	return nil
}

// options are the calls that have made the options of a call.
func options(f *link.Func, call int32) (out []int32) {
	args := slices.Clone(f.Calls[call].Args)
	for n := 0; n < len(args); n++ {
		switch x := &f.Values[f.Unconverted(args[n])]; x.Op {
		case summary.List:
			args = append(args, x.Args...)
		case summary.CallVal:
			out = append(out, int32(x.N))
		}
	}
	return out
}

// makers are what the client's constructors gave of which one is the cache that an
// operation is on.
func makers(p *analyzers.Pass, f *link.Func, o *link.Op) (out []link.Ref) {
	recv := link.Ref{F: f, V: f.Calls[o.Call].Recv}
	if recv.V == 0 {
		return nil
	}
	from := []link.Ref{recv}
	if held := f.HeldIn(f.Unconverted(recv.V)); held.Op == summary.FieldOf || held.Op == summary.GlobalAddr {
		from = p.Prog.Stored(held.Str)
	}
	for _, r := range from {
		r = r.With(r.F.Unconverted(r.V))
		if x := r.Value(); x.Op == summary.CallVal && slices.ContainsFunc(r.F.Ops, func(m *link.Op) bool { return m.Call == int32(x.N) && m.Does("make") && m.Client == o.Client }) {
			out = append(out, r)
		}
	}
	return out
}
