package chained

import (
	"context"
	"io"
	"net/http"

	"github.com/redis/go-redis/v9"
)

type Client struct {
	rdb *redis.Client
	api string
}

// get asks for what has changed since it was last asked.
func (c *Client) get(ctx context.Context, path string) (int, []byte, http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.api+path, nil)
	if err != nil {
		return 0, nil, nil, err
	}
	if tag := c.rdb.Get(ctx, "etag:"+path).Val(); tag != "" {
		req.Header.Set("If-None-Match", tag)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, nil, nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res.StatusCode, body, res.Header, err
}

func next(h http.Header) string { return h.Get("Link") }

// Pages cannot ask for a page before the one before has named it.
func (c *Client) Pages(ctx context.Context, repo string) (out [][]byte, err error) {
	page, tries := "/repos/"+repo+"/tags", 0
	for page != "" {
		tries++
		status, body, header, err := c.get(ctx, page)
		if err != nil {
			return nil, err
		}
		if status >= 400 {
			return nil, io.ErrUnexpectedEOF
		}
		if status == http.StatusNotModified {
			if len(out) > 0 || tries > 5 {
				break
			}
			continue
		}
		out = append(out, body)
		page = next(header)
	}
	return out, nil
}

// Named asks for the pages one by one though their names are known.
func (c *Client) Named(ctx context.Context, pages []string) (out [][]byte, err error) {
	for _, page := range pages {
		_, body, _, err := c.get(ctx, page) // want "per-item-roundtrip warn GET"
		if err != nil {
			return nil, err
		}
		out = append(out, body)
	}
	return out, nil
}

// Forefathers asks each for the one before it.
func (c *Client) Forefathers(ctx context.Context, id string, most int) (out []string) {
	for i := 0; i < most && id != ""; i++ {
		out = append(out, id)
		id = c.rdb.Get(ctx, "parent:"+id).Val()
	}
	return out
}

// Jump goes on where the answer says.
func (c *Client) Jump(ctx context.Context, n int64) {
	for i := int64(0); i < n; {
		i = int64(len(c.rdb.HGet(ctx, "jumps", key(i)).Val()))
	}
}

func key(i int64) string { return string(rune(i)) }

// Descendants has a whole generation at hand, and more as it goes.
func (c *Client) Descendants(ctx context.Context, id string) (out []string) {
	for todo := []string{id}; len(todo) > 0; {
		at := todo[0]
		out = append(out, at)
		todo = append(todo[1:], c.rdb.SMembers(ctx, "children:"+at).Val()...) // want "per-item-roundtrip warn SMEMBERS"
	}
	return out
}

// Copy keeps each page of a list that it asks for by pages.
func (c *Client) Copy(ctx context.Context, page string, most int) error {
	for i := 0; i < most && page != ""; i++ {
		res, err := http.Get(c.api + page)
		if err != nil {
			return err
		}
		body, err := io.ReadAll(res.Body)
		if err != nil {
			return err
		}
		c.rdb.Set(ctx, "page:"+page, body, 0) // want "per-item-roundtrip warn SET"
		page = next(res.Header)
	}
	return nil
}
