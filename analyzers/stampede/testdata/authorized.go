// Package authorized asks for credentials, and with them for what it keeps.
package authorized

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"
)

// Hosts has what is known of repositories.
type Hosts struct {
	db  *sql.DB
	rdb *redis.Client
}

type host struct{ token string }

func (h *Hosts) authorized(ctx context.Context, name string) (*host, error) {
	var out host
	err := h.db.QueryRowContext(ctx, "SELECT token FROM hosts WHERE name = ?", name).Scan(&out.token)
	return &out, err
}

func (h *host) get(ctx context.Context, repo string) (string, error) {
	res, err := http.Get("https://repos/" + repo + "?token=" + h.token)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var out struct{ URL string }
	return out.URL, json.NewDecoder(res.Body).Decode(&out)
}

// URL is what the host says.
func (h *Hosts) URL(ctx context.Context, name, repo string) (string, error) {
	if url, err := h.rdb.Get(ctx, "url:"+name+repo).Result(); err == nil {
		return url, nil
	}
	c, err := h.authorized(ctx, name)
	if err != nil {
		return "", err
	}
	url, err := c.get(ctx, repo) // want "stampede warn Get"
	if err != nil {
		return "", err
	}
	h.rdb.Set(ctx, "url:"+name+repo, url, time.Hour)
	return url, nil
}

// Token is what the database says.
func (h *Hosts) Token(ctx context.Context, name string) (string, error) {
	if token, err := h.rdb.Get(ctx, "token:"+name).Result(); err == nil {
		return token, nil
	}
	c, err := h.authorized(ctx, name) // want "stampede warn DB.QueryRowContext"
	if err != nil {
		return "", err
	}
	h.rdb.Set(ctx, "token:"+name, c.token, time.Hour)
	return c.token, nil
}

// site is asked for what it knows, and remembers that.
type site struct {
	url   string
	known *redis.Client
}

type asker interface {
	Title(ctx context.Context, page string) (string, error)
}

func (s *site) Title(ctx context.Context, page string) (string, error) {
	if title, err := s.known.Get(ctx, "title:"+page).Result(); err == nil {
		return title, nil
	}
	res, err := http.Get(s.url + page) // want "stampede warn Get"
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var out struct{ Title string }
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		return "", err
	}
	s.known.Set(ctx, "title:"+page, out.Title, time.Hour)
	return out.Title, nil
}

func (h *Hosts) site(ctx context.Context, name string) (asker, error) {
	out := site{known: h.rdb}
	err := h.db.QueryRowContext(ctx, "SELECT url FROM sites WHERE name = ?", name).Scan(&out.url)
	return &out, err
}

// Heading is made of what a site says, which keeps that too.
func (h *Hosts) Heading(ctx context.Context, name, page string) (string, error) {
	if heading, err := h.rdb.Get(ctx, "heading:"+name+page).Result(); err == nil {
		return heading, nil
	}
	s, err := h.site(ctx, name)
	if err != nil {
		return "", err
	}
	title, err := s.Title(ctx, page) // want "stampede warn asker.Title"
	if err != nil {
		return "", err
	}
	h.rdb.Set(ctx, "heading:"+name+page, name+": "+title, time.Hour)
	return name + ": " + title, nil
}
