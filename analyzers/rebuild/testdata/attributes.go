// Package attributes has records that say something of what it keeps.
package attributes

import "context"

// CacheMetadata is what is known of one layer.
type CacheMetadata interface {
	GetMutable(key string) string
	SetMutable(ctx context.Context, id string) error
	ClearMutable() error
}

type Finder interface {
	FindLayers(ctx context.Context) ([]CacheMetadata, error)
}

type Layers struct{ found Finder }

// Use marks what is used.
func (l *Layers) Use(ctx context.Context, id string) error {
	layers, err := l.found.FindLayers(ctx)
	if err != nil {
		return err
	}
	for _, m := range layers {
		if err := m.ClearMutable(); err != nil {
			return err
		}
	}
	for _, m := range layers {
		if err := m.SetMutable(ctx, id); err != nil {
			return err
		}
	}
	return nil
}
