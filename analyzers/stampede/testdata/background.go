package background

import (
	"context"
	"net/http"
	"time"

	gocache "github.com/patrickmn/go-cache"
)

type Source interface {
	FetchPage(ctx context.Context, url string) (string, error)
}

type Pages struct {
	c   *gocache.Cache
	src Source
}

func New(c *gocache.Cache, src Source) *Pages { return &Pages{c, src} }

// Get asks on a miss through what a refresh in the background uses too: the miss is here.
func (p *Pages) Get(ctx context.Context, url string) (string, error) {
	if v, ok := p.c.Get(url); ok {
		go func() {
			if _, err := p.renew(ctx, url); err != nil {
				p.c.Delete(url)
			}
		}()
		return v.(string), nil
	}
	return p.renew(ctx, url) // want "stampede warn Source.FetchPage"
}

func (p *Pages) renew(ctx context.Context, url string) (string, error) {
	page, err := p.src.FetchPage(ctx, url)
	if err == nil {
		p.c.Set(url, page, 0)
	}
	return page, err
}

// Both has a step of its own for the miss.
func (p *Pages) Both(ctx context.Context, url string) (string, error) {
	if v, ok := p.c.Get("both " + url); ok {
		return v.(string), nil
	}
	return p.handleMiss(ctx, url)
}

func (p *Pages) handleMiss(ctx context.Context, url string) (string, error) {
	page, err := p.src.FetchPage(ctx, url) // want "stampede warn Source.FetchPage"
	if err == nil {
		p.c.Set("both "+url, page, 0)
	}
	return page, err
}

// Answer is a request and what is known of it.
type Answer struct{ url, page string }

// Reply has the read start a refresh of what it found; who found nothing asks himself.
func (p *Pages) Reply(ctx context.Context, a *Answer) error {
	if p.fromCache(ctx, a) {
		return nil
	}
	if err := p.fetch(ctx, a); err != nil { // want "stampede warn"
		return err
	}
	p.c.Set("reply "+a.url, a.page, 0)
	return nil
}

func (p *Pages) fromCache(ctx context.Context, a *Answer) bool {
	v, ok := p.c.Get("reply " + a.url)
	if !ok {
		return false
	}
	a.page = v.(string)
	go func() {
		next := &Answer{url: a.url}
		if p.fetch(ctx, next) == nil {
			p.c.Set("reply "+a.url, next.page, 0)
		}
	}()
	return true
}

func (p *Pages) fetch(ctx context.Context, a *Answer) error {
	res, err := http.Get(a.url)
	if err != nil {
		return err
	}
	a.page = res.Status
	return res.Body.Close()
}

// Later has a timer write what it has found.
func (p *Pages) Later(ctx context.Context, url string) (string, error) {
	if v, ok := p.c.Get("later " + url); ok {
		return v.(string), nil
	}
	page, err := p.src.FetchPage(ctx, url) // want "stampede warn Source.FetchPage"
	if err != nil {
		return "", err
	}
	time.AfterFunc(time.Second, func() { p.c.Set("later "+url, page, 0) })
	return page, nil
}
