// Package oauth2 has the shape of go-oauth2 and no behaviour.
package oauth2

import "context"

type ClientInfo interface{ GetID() string }

type TokenInfo interface{ GetClientID() string }

type ClientStore interface {
	GetByID(ctx context.Context, id string) (ClientInfo, error)
}

type TokenStore interface {
	Create(ctx context.Context, info TokenInfo) error
	RemoveByCode(ctx context.Context, code string) error
	RemoveByAccess(ctx context.Context, access string) error
	RemoveByRefresh(ctx context.Context, refresh string) error
	GetByCode(ctx context.Context, code string) (TokenInfo, error)
	GetByAccess(ctx context.Context, access string) (TokenInfo, error)
	GetByRefresh(ctx context.Context, refresh string) (TokenInfo, error)
}
