package link

import (
	"strings"

	"github.com/cachevet/cachevet/internal/summary"
	"github.com/cachevet/cachevet/rules"
)

// Absent reports whether an op writes only where the key is absent, as locks are
// taken, and whether the same command gives the key a time to live.
func (p *Program) Absent(o *Op) (absent, expires bool) {
	if o.Does("none") {
		return false, false
	}
	if o.Client.Kind == rules.Store {
		return p.storeAbsent(o)
	}
	if o.Script != nil {
		return o.Script.SetsIfAbsent || o.Script.LooksFirst, o.Script.SetsExpiry
	}
	switch o.Command {
	case "SETNX", "MSETNX", "HSETNX", "ADD":
		return true, p.givesTTL(o)
	case "SET":
	default:
		return false, false
	}
	if o.Does("build") && o.Rule.Raw == nil {
		return p.builderAbsent(o)
	}
	if o.Rule.Raw == nil {
		return p.argsAbsent(o)
	}
	params, spelled := p.Params(o, nil)
	_, nx := p.Keyword(params, "NX")
	_, ttl := p.Keyword(params, "EX", "PX", "EXAT", "PXAT", "KEEPTTL")
	return nx, ttl || !spelled
}

// AbsentUnder is Absent for an op that a call leads to: what the caller passes
// for the time to live counts.
func (p *Program) AbsentUnder(r Reached) (absent, expires bool) {
	absent, expires = p.Absent(r.Op)
	if !absent || !expires || r.In == nil || r.Script != nil {
		return absent, expires
	}
	v, ok := r.Op.Arg(r.Rule.TTL)
	if !ok {
		return absent, expires
	}
	v.Ctx = chain(v.Ctx, r.In)
	return absent, !p.noneForNew(v)
}

// noneForNew: a key that was absent has no time to live that could be kept, either.
func (p *Program) noneForNew(v Val) bool {
	n, ok := p.Int(v)
	return ok && n < 0 || p.NoTime(v)
}

// givesTTL: an argument or a field that is not known to be nothing.
func (p *Program) givesTTL(o *Op) bool {
	v, ok := o.Arg(o.Rule.TTL)
	if !ok || o.Rule.NoTTL || o.Rule.Raw != nil {
		return false
	}
	return !p.noneForNew(v)
}

// NoTime reports whether a time to live is known to be none: the constant 0, or
// a struct in which its field was left alone.
func (p *Program) NoTime(v Val) bool {
	if n, ok := p.Int(v); ok {
		return n == 0
	}
	if v.V == 0 {
		return false
	}
	if t := v.Type(); t.Kind != summary.Pointer && t.Kind != summary.Struct {
		return false
	}
	ttl, set, known := p.Field(v, "Expiration", "TTL", "ExpireAt", "KeepTTL")
	if !set {
		return known
	}
	n, ok := p.Int(ttl)
	return ok && n == 0
}

// argsAbsent reads the mode of SetArgs.
func (p *Program) argsAbsent(o *Op) (absent, expires bool) {
	v, ok := o.Arg(o.Rule.TTL)
	if !ok {
		return false, false
	}
	mode, set, _ := p.Field(v, "Mode")
	if !set {
		return false, false
	}
	for _, s := range p.Strings(mode, false).Known() {
		absent = absent || strings.EqualFold(s, "NX")
	}
	return absent, !p.NoTime(v)
}

func (p *Program) builderAbsent(o *Op) (absent, expires bool) {
	if o.inner != o.F {
		return false, false
	}
	steps, ends := p.Chain(o.F, o.Call)
	for _, s := range steps {
		absent = absent || s.Name == "Nx"
		expires = expires || strings.HasPrefix(s.Name, "Ex") || strings.HasPrefix(s.Name, "Px") || s.Name == "Keepttl"
	}
	return absent, expires || !ends
}
