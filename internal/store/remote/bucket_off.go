//go:build nobuckets

package remote

import (
	"context"
	"fmt"
	"net/url"
)

func openBucket(_ context.Context, u *url.URL) (Remote, error) {
	return nil, fmt.Errorf("shared store %s: this cachevet was built with the tag nobuckets; use a folder or another build", display(u))
}
