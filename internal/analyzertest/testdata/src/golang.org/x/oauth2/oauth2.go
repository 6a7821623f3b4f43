// Package oauth2 has the shape of oauth2 and no behaviour.
package oauth2

import (
	"context"
	"net/http"
)

type Token struct{ AccessToken string }

type TokenSource interface{ Token() (*Token, error) }

func NewClient(ctx context.Context, src TokenSource) *http.Client { return nil }
