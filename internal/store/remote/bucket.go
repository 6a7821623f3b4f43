//go:build !nobuckets

package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/aws/smithy-go"
	"gocloud.dev/blob"
	_ "gocloud.dev/blob/azureblob" // azblob://
	_ "gocloud.dev/blob/s3blob"    // s3://
	"gocloud.dev/gcerrors"

	"github.com/cachevet/cachevet/internal/store"
)

// bucket is anything that gocloud.dev opens.
type bucket struct {
	b    *blob.Bucket
	name string // for errors
}

func openBucket(ctx context.Context, u *url.URL) (Remote, error) {
	bare := *u
	bare.Path = ""
	if u.Scheme == "s3" {
		bare.RawQuery = s3Query(u.Query())
	}
	b, err := blob.OpenBucket(ctx, bare.String())
	if err != nil {
		return nil, fmt.Errorf("open shared store %s: %w", display(u), optionError(err))
	}
	if p := prefix(u); p != "" {
		b = blob.PrefixedBucket(b, p)
	}
	return bucket{b, display(u)}, nil
}

// s3Query switches off the checksums that only some S3 services know, and whose
// absence the client would report on stderr for each object: the store has its
// own.
func s3Query(q url.Values) string {
	for _, name := range []string{"response_checksum_validation", "request_checksum_calculation"} {
		if !q.Has(name) {
			q.Set(name, "when_required")
		}
	}
	return q.Encode()
}

// optionError keeps what a driver says of a parameter that is wrong or missing,
// unless an address or value is quoted in it.
func optionError(err error) error {
	if strings.ContainsAny(err.Error(), "?=&/") {
		return errors.New("the address, its parameters or the credentials are not accepted")
	}
	return errors.New(err.Error())
}

func (r bucket) Get(ctx context.Context, name string) ([]byte, error) {
	in, err := r.b.NewReader(ctx, name, nil)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return nil, fmt.Errorf("%s: %w", name, store.ErrMissing)
	}
	if err != nil {
		return nil, fmt.Errorf("read from %s: %w", r.name, describe(err))
	}
	data, err := readAll(in)
	if err = errors.Join(err, in.Close()); err != nil {
		return nil, fmt.Errorf("read from %s: %w", r.name, describe(err))
	}
	return data, nil
}

func (r bucket) Put(ctx context.Context, name string, data []byte) error {
	// Not WriteAll: in v0.47.0 its Azure driver panics when a write fails.
	opts := &blob.WriterOptions{ContentType: contentType}
	if err := r.b.Upload(ctx, name, bytes.NewReader(data), opts); err != nil {
		return fmt.Errorf("write to %s: %w", r.name, describe(err))
	}
	return nil
}

func (r bucket) Close() error { return r.b.Close() }

// describe keeps of a driver's error what holds no secret: drivers quote whole
// requests, signatures included.
func describe(err error) error {
	if plain := networkError(err); plain != nil {
		return plain
	}
	code := gcerrors.Code(err).String()
	if said := serviceCode(err); said != "" {
		code += " (" + said + ")"
	}
	return errors.New(code)
}

// serviceCode is the vendor's word for what is wrong, such as AccessDenied. It
// comes over the network, so that only letters and digits of it count.
func serviceCode(err error) string {
	var aws smithy.APIError
	var azure *azcore.ResponseError
	code := ""
	switch {
	case errors.As(err, &aws):
		code = aws.ErrorCode()
	case errors.As(err, &azure):
		code = azure.ErrorCode
	}
	return strings.Map(func(r rune) rune {
		if r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, code[:min(len(code), 64)])
}
