// Package defaults asks with a client that its user may give.
package defaults

import (
	"io"
	"net/http"
	"sync"
	"time"
)

type Open struct {
	mu     sync.Mutex
	Client *http.Client
	doc    []byte
}

func NewOpen() *Open { return &Open{Client: &http.Client{Transport: http.DefaultTransport}} }

// Get waits for ever where the user has left the client alone.
func (o *Open) Get() ([]byte, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	doc, err := read(o.Client) // want "no-deadline warn"
	o.doc = doc
	return doc, err
}

type Patient struct {
	mu     sync.Mutex
	client *http.Client
	doc    []byte
}

type Option func(*Patient)

func WithClient(c *http.Client) Option { return func(p *Patient) { p.client = c } }

func NewPatient(opts ...Option) *Patient {
	p := &Patient{client: http.DefaultClient}
	for _, o := range opts {
		o(p)
	}
	return p
}

func (p *Patient) Get() ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	doc, err := read(p.client) // want "no-deadline warn"
	p.doc = doc
	return doc, err
}

type Limited struct {
	mu     sync.Mutex
	Client *http.Client
	doc    []byte
}

func NewLimited(t http.RoundTripper) *Limited {
	return &Limited{Client: &http.Client{Transport: http.DefaultTransport, Timeout: time.Second}}
}

// Get has a default that gives up.
func (l *Limited) Get() ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	doc, err := read(l.Client)
	l.doc = doc
	return doc, err
}

type Routed struct {
	mu     sync.Mutex
	client *http.Client
	doc    []byte
}

func NewRouted(t http.RoundTripper) *Routed { return &Routed{client: &http.Client{Transport: t}} }

// Get has a transport that may have limits of its own.
func (r *Routed) Get() ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	doc, err := read(r.client)
	r.doc = doc
	return doc, err
}

func read(c *http.Client) ([]byte, error) {
	resp, err := c.Get("https://example.com/")
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
