// Package resty has the shape of resty and no behaviour.
package resty

import (
	"context"
	"time"
)

type Client struct{}

func New() *Client                                   { return &Client{} }
func (c *Client) R() *Request                        { return &Request{} }
func (c *Client) SetTimeout(d time.Duration) *Client { return c }
func (c *Client) SetBaseURL(u string) *Client        { return c }

type Request struct{}

func (r *Request) SetContext(ctx context.Context) *Request { return r }
func (r *Request) SetBody(b any) *Request                  { return r }
func (r *Request) SetResult(v any) *Request                { return r }
func (r *Request) Get(u string) (*Response, error)         { return nil, nil }
func (r *Request) Post(u string) (*Response, error)        { return nil, nil }

type Response struct{}

func (r *Response) String() string { return "" }
