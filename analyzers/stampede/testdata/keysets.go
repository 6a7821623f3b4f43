package keysets

import (
	"context"
	"time"

	"github.com/lestrrat-go/jwx/jwk"
	"github.com/patrickmn/go-cache"
)

// Token is what a library has parsed.
type Token interface {
	AsMap(ctx context.Context) (map[string]any, error)
}

type Verifier struct {
	keys  *jwk.AutoRefresh
	parse func(raw string, set jwk.Set) Token
	have  *cache.Cache
	sets  *cache.Cache
}

func New(keys *jwk.AutoRefresh) *Verifier {
	return &Verifier{keys: keys, have: cache.New(time.Minute, time.Minute), sets: cache.New(time.Minute, time.Minute)}
}

// Claims are computed; the keys come from where they are kept.
func (v *Verifier) Claims(ctx context.Context, url, raw string, t Token) (map[string]any, error) {
	if c, ok := v.have.Get(raw); ok {
		return c.(map[string]any), nil
	}
	set, err := v.keys.Fetch(ctx, url)
	if err != nil || set.Len() == 0 {
		return nil, err
	}
	claims, err := t.AsMap(ctx)
	if err != nil {
		return nil, err
	}
	v.have.Set(raw, claims, 0)
	return claims, nil
}

// Keys asks the issuer each time.
func (v *Verifier) Keys(ctx context.Context, url string) (jwk.Set, error) {
	if s, ok := v.sets.Get(url); ok {
		return s.(jwk.Set), nil
	}
	s, err := jwk.Fetch(ctx, url) // want "stampede warn"
	if err != nil {
		return nil, err
	}
	v.sets.Set(url, s, 0)
	return s, nil
}
