// Package autocert has the shape of autocert and no behaviour.
package autocert

import "context"

type Cache interface {
	Get(ctx context.Context, key string) ([]byte, error)
	Put(ctx context.Context, key string, data []byte) error
	Delete(ctx context.Context, key string) error
}

type Manager struct{ Cache Cache }
