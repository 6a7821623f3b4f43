package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/google"

	"github.com/cachevet/cachevet/internal/store"
)

const (
	contentType = "application/octet-stream"
	googleAPI   = "https://storage.googleapis.com"
	googleScope = "https://www.googleapis.com/auth/devstorage.read_write"
)

// googleBucket is a bucket of Google Cloud Storage.
type googleBucket struct {
	login  func() (*http.Client, error)
	api    string // without a final slash
	bucket string
	prefix string
	name   string // for errors
}

// openGoogle prepares the login for the first transfer, because finding
// credentials may ask the network, which the store bounds only there. With
// ?endpoint=, meant for emulators, none are used: a token goes to Google alone.
func openGoogle(ctx context.Context, u *url.URL) (Remote, error) {
	if u.Host == "" {
		return nil, fmt.Errorf("shared store %s: a bucket is missing, write gs://bucket/prefix", display(u))
	}
	g := &googleBucket{api: googleAPI, bucket: u.Host, prefix: prefix(u), name: display(u)}
	if endpoint := u.Query().Get("endpoint"); endpoint != "" {
		g.api = endpoint
		client := &http.Client{}
		g.login = func() (*http.Client, error) { return client, nil }
		return g, nil
	}
	g.login = sync.OnceValues(func() (*http.Client, error) { return googleLogin(context.WithoutCancel(ctx)) })
	return g, nil
}

// googleLogin needs a context that outlives one transfer: it renews tokens.
func googleLogin(ctx context.Context) (*http.Client, error) {
	creds, err := google.FindDefaultCredentials(ctx, googleScope)
	if err != nil {
		return nil, errors.New("no Google credentials found; see `gcloud auth application-default login`")
	}
	client := oauth2.NewClient(ctx, creds.TokenSource)
	// A redirect would carry the token along to another host.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return client, nil
}

func (g *googleBucket) Get(ctx context.Context, name string) ([]byte, error) {
	path := "/storage/v1/b/" + url.PathEscape(g.bucket) + "/o/" + url.PathEscape(g.prefix+name)
	resp, err := g.do(ctx, http.MethodGet, path+"?alt=media", nil)
	if err != nil {
		return nil, fmt.Errorf("read from %s: %w", g.name, err)
	}
	data, err := readAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return nil, fmt.Errorf("read from %s: %w", g.name, plainError(err))
	}
	return data, nil
}

func (g *googleBucket) Put(ctx context.Context, name string, data []byte) error {
	query := url.Values{"uploadType": {"media"}, "name": {g.prefix + name}}
	path := "/upload/storage/v1/b/" + url.PathEscape(g.bucket) + "/o?" + query.Encode()
	resp, err := g.do(ctx, http.MethodPost, path, data)
	if err != nil {
		return fmt.Errorf("write to %s: %w", g.name, err)
	}
	return resp.Body.Close()
}

// do sends one request and returns an answer of status 200 only.
func (g *googleBucket) do(ctx context.Context, method, path string, body []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, g.api+path, bytes.NewReader(body))
	if err != nil {
		return nil, plainError(err)
	}
	req.Header.Set("Content-Type", contentType)
	client, err := g.login()
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, plainError(err)
	}
	if resp.StatusCode == http.StatusOK {
		return resp, nil
	}
	// Drained so that the connection can be used again.
	_, copyErr := io.CopyN(io.Discard, resp.Body, 1<<16)
	if copyErr != nil && !errors.Is(copyErr, io.EOF) {
		return nil, errors.Join(plainError(copyErr), resp.Body.Close())
	}
	if err := resp.Body.Close(); err != nil {
		return nil, plainError(err)
	}
	if resp.StatusCode == http.StatusNotFound && method == http.MethodGet {
		return nil, store.ErrMissing
	}
	return nil, fmt.Errorf("status %d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
}

// Close has nothing to release: idle connections end with the process.
func (g *googleBucket) Close() error { return nil }

// plainError drops the request from an error.
func plainError(err error) error {
	if plain := networkError(err); plain != nil {
		return plain
	}
	return errors.New("the request failed")
}

// networkError returns the part of an error that is about the network and names
// hosts alone, or nil.
func networkError(err error) error {
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, context.DeadlineExceeded):
		return context.DeadlineExceeded
	case errors.As(err, &dns):
		return dns
	case errors.As(err, &op):
		return op
	}
	return nil
}
