package jwk

import "context"

type Set interface{ Len() int }

type FetchOption interface{ fetch() }

type AutoRefresh struct{}

func (af *AutoRefresh) Fetch(ctx context.Context, url string) (Set, error) { return nil, nil }

func Fetch(ctx context.Context, url string, options ...FetchOption) (Set, error) { return nil, nil }

func FetchHTTP(url string, options ...FetchOption) (Set, error) { return nil, nil }

func WithHTTPClient(c any) FetchOption { return nil }
