// Package methods asks a server by one function for all methods, which keeps what GET gave
// and drops what another may have changed.
package methods

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

type Client struct{ rdb *redis.Client }

func (c *Client) do(ctx context.Context, method, path string) (string, error) {
	key := "answer:" + path
	if method == "GET" {
		if s, err := c.rdb.Get(ctx, key).Result(); err == nil {
			return s, nil
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, "https://example.com"+path, strings.NewReader(""))
	if err != nil {
		return "", err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if method != "GET" {
		c.rdb.Del(ctx, key)
	}
	if method == "GET" {
		c.rdb.Set(ctx, key, b, time.Hour)
	}
	return string(b), err
}

// Rename looks first, then changes: what it looks at is not dropped.
func (c *Client) Rename(ctx context.Context, repo string) error {
	if _, err := c.do(ctx, "GET", "/repos/"+repo); err != nil {
		return err
	}
	_, err := c.do(ctx, "POST", "/repos/"+repo)
	return err
}
