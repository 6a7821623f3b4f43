// Package oauth keeps tokens that an endpoint gives.
package oauth

import (
	"context"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// Provider keeps the token that its requests carry.
type Provider struct {
	mu    sync.Mutex
	conf  oauth2.Config
	slow  *http.Client
	token string
	cfg   map[string]string
}

func New() *Provider { return &Provider{slow: &http.Client{}} }

// Lookup waits for the endpoint for ever, and everybody for it.
func (p *Provider) Lookup() (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.token != "" {
		return p.token, nil
	}
	t, err := p.conf.TokenSource(context.Background(), nil).Token() // want "no-deadline warn"
	if err != nil {
		return "", err
	}
	p.token = t.AccessToken
	return p.token, nil
}

// Renew brings a client that waits for ever too, and keeps what it gets in a map.
func (p *Provider) Renew() (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t, ok := p.cfg["token"]; ok {
		return t, nil
	}
	ctx := context.WithValue(context.Background(), oauth2.HTTPClient, p.slow)
	t, err := p.conf.TokenSource(ctx, nil).Token() // want "no-deadline warn"
	if err != nil {
		return "", err
	}
	cfg := make(map[string]string)
	cfg["token"] = t.AccessToken
	p.cfg = cfg
	return t.AccessToken, nil
}

// Timed brings a client with a time limit.
func (p *Provider) Timed() (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	ctx := context.WithValue(context.Background(), oauth2.HTTPClient, &http.Client{Timeout: time.Second})
	t, err := p.conf.TokenSource(ctx, nil).Token()
	if err != nil {
		return "", err
	}
	p.token = t.AccessToken
	return p.token, nil
}

// Bounded gives up.
func (p *Provider) Bounded(code string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	t, err := p.conf.Exchange(ctx, code)
	if err != nil {
		return "", err
	}
	p.token = t.AccessToken
	return p.token, nil
}
