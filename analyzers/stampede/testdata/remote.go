// Package remote asks servers by way of clients that others wrote.
package remote

import (
	"context"
	"time"

	"example.com/gen/filespb"
	"example.com/registry"
	"github.com/redis/go-redis/v9"
)

// Images keeps what servers say.
type Images struct {
	rdb   *redis.Client
	files filespb.FilesClient
	reg   *registry.Client
}

// Known keeps no more than that a service has answered.
func (m *Images) Known(ctx context.Context, name string) bool {
	if m.rdb.Get(ctx, "known:"+name).Err() == nil {
		return true
	}
	if _, err := m.files.Upload(ctx, &filespb.UploadRequest{Name: name}); err != nil { // want "stampede warn"
		return false
	}
	m.rdb.Set(ctx, "known:"+name, "", time.Minute)
	return true
}

// Digest asks a registry.
func (m *Images) Digest(ctx context.Context, name string) (string, error) {
	if v, err := m.rdb.Get(ctx, "digest:"+name).Result(); err == nil {
		return v, nil
	}
	doc, err := m.reg.Manifest(ctx, name) // want "stampede warn"
	if err != nil {
		return "", err
	}
	m.rdb.Set(ctx, "digest:"+name, doc.Digest, time.Minute)
	return doc.Digest, nil
}

// Parsed works out what it is given.
func (m *Images) Parsed(ctx context.Context, doc string) (string, error) {
	if v, err := m.rdb.Get(ctx, "parsed:"+doc).Result(); err == nil {
		return v, nil
	}
	man, err := m.reg.ParseManifest(ctx, doc)
	if err != nil {
		return "", err
	}
	m.rdb.Set(ctx, "parsed:"+doc, man.Digest, time.Minute)
	return man.Digest, nil
}
