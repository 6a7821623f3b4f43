// Package oauth2 has the shape of oauth2 and no behaviour.
package oauth2

import (
	"context"
	"net/http"
)

var HTTPClient any

type Token struct{ AccessToken string }

type TokenSource interface{ Token() (*Token, error) }

type Config struct{ ClientID string }

func (c *Config) TokenSource(ctx context.Context, t *Token) TokenSource { return nil }

func (c *Config) Exchange(ctx context.Context, code string) (*Token, error) { return nil, nil }

func NewClient(ctx context.Context, src TokenSource) *http.Client { return nil }
