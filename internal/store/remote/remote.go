// Package remote gives the store places that several machines share: a folder,
// S3 and what speaks its protocol, Google Cloud Storage, Azure Blob Storage.
//
// It does not know what it carries; the store verifies what comes back, bounds
// the time and decides when to give up. Credentials are those that each vendor's
// own library finds; they are never part of an error or an address shown.
//
// Buckets go through gocloud.dev, except Google's: its driver brings gRPC, which
// would make the binary 20 MB larger and each start 7 ms slower for two HTTP
// calls, so that gs:// speaks the JSON API with Google's own login library.
// Building with the tag nobuckets leaves folders only.
package remote

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/cachevet/cachevet/internal/store"
)

// maxObject bounds what is read from a remote, in bytes.
const maxObject = 256<<20 + 1<<10

// Remote is an opened place; Close releases its connections.
type Remote interface {
	store.Remote
	io.Closer
}

// Open opens the place that an address names: the path of a folder, or
// file:///folder, s3://bucket/prefix, gs://bucket/prefix,
// azblob://container/prefix. Parameters such as ?region=eu-west-1 or
// ?endpoint=https://minio.example go to the driver. Nothing is transferred yet,
// so that a place which does not exist is noticed at its first use.
func Open(ctx context.Context, address string) (Remote, error) {
	scheme, _, found := strings.Cut(address, "://")
	if !found {
		return openFolder(address)
	}
	u, err := url.Parse(address)
	if err != nil {
		// The parser's message repeats the address, which may hold a secret.
		return nil, fmt.Errorf("shared store %s://...: the address is not a valid URL", scheme)
	}
	switch scheme {
	case "file":
		if u.Host != "" && u.Host != "localhost" {
			return nil, fmt.Errorf("shared store %s: write file:///folder, with three slashes", display(u))
		}
		return openFolder(filepath.FromSlash(u.Path))
	case "gs":
		return openGoogle(ctx, u)
	case "s3", "azblob":
		return openBucket(ctx, u)
	}
	return nil, fmt.Errorf("shared store %s: %q is not one of file, s3, gs, azblob", display(u), scheme)
}

// display is the address without user, password and parameters.
func display(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// prefix is the path of an address as the start of object names.
func prefix(u *url.URL) string {
	p := strings.Trim(u.Path, "/")
	if p == "" {
		return ""
	}
	return p + "/"
}

// readAll reads an object up to the limit.
func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxObject+1))
	if err == nil && len(data) > maxObject {
		err = fmt.Errorf("object over %d bytes", maxObject)
	}
	return data, err
}
