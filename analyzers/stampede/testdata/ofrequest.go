// Command ofrequest has caches that an object has which is opened for one request.
package main

import (
	"context"
	"database/sql"
	"net"
	"net/http"
	"sync"
)

// Tags are those that were looked at.
type Tags struct {
	mu sync.RWMutex
	m  map[string]string
}

func newTags() *Tags { return &Tags{m: map[string]string{}} }

// Get looks.
func (t *Tags) Get(name string) (string, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	id, ok := t.m[name]
	return id, ok
}

// Set keeps.
func (t *Tags) Set(name, id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.m[name] = id
}

// Repo is opened for a while.
type Repo struct {
	db       *sql.DB
	tagCache *Tags
}

// Open opens one.
func Open(db *sql.DB) (*Repo, error) { return &Repo{db, newTags()}, nil }

// Close lets go of all.
func (r *Repo) Close() { r.tagCache = nil }

// Tag asks for those that it has not seen.
func (r *Repo) Tag(ctx context.Context, name string) (id string, err error) {
	if id, ok := r.tagCache.Get(name); ok {
		return id, nil
	}
	if err := r.db.QueryRowContext(ctx, "SELECT id FROM tags WHERE name = ?", name).Scan(&id); err != nil {
		return "", err
	}
	r.tagCache.Set(name, id)
	return id, nil
}

// App is everybody's.
type App struct {
	db       *sql.DB
	tagCache *Tags
}

// Tag asks for those that nobody has seen.
func (a *App) Tag(ctx context.Context, name string) (id string, err error) {
	if id, ok := a.tagCache.Get(name); ok {
		return id, nil
	}
	if err := a.db.QueryRowContext(ctx, "SELECT id FROM tags WHERE name = ?", name).Scan(&id); err != nil { // want "stampede warn"
		return "", err
	}
	a.tagCache.Set(name, id)
	return id, nil
}

// Context is one request's.
type Context struct {
	Req  *http.Request
	Resp http.ResponseWriter
	Of   *About
	App  *App
	Site *Site
}

// Site is everybody's too, and comes with the context of the server.
type Site struct {
	db       *sql.DB
	tagCache *Tags
}

func newSite(db *sql.DB) *Site { return &Site{db, newTags()} }

// Tag asks for those that nobody has seen.
func (s *Site) Tag(ctx context.Context, name string) (id string, err error) {
	if id, ok := s.tagCache.Get(name); ok {
		return id, nil
	}
	if err := s.db.QueryRowContext(ctx, "SELECT id FROM tags WHERE name = ?", name).Scan(&id); err != nil { // want "stampede warn"
		return "", err
	}
	s.tagCache.Set(name, id)
	return id, nil
}

type siteKey struct{}

func siteOf(ctx context.Context) *Site { return ctx.Value(siteKey{}).(*Site) }

// About is what the request is about.
type About struct{ Repo *Repo }

type key struct{}

// Contexter makes a request's context.
func (a *App) Contexter(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &Context{Req: r, Resp: w, Of: &About{}, App: a, Site: siteOf(r.Context())}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, c)))
	})
}

type repoKey struct{}

func open(ctx context.Context, db *sql.DB) (*Repo, error) {
	if repo, ok := ctx.Value(repoKey{}).(*Repo); ok {
		return repo, nil
	}
	return Open(db)
}

// Assign opens what the request is about.
func Assign(c *Context) {
	repo, err := open(c.Req.Context(), c.App.db)
	if err != nil {
		http.Error(c.Resp, err.Error(), 500)
		return
	}
	c.Of.Repo = repo
}

// Show answers.
func Show(c *Context) {
	id, err := c.Of.Repo.Tag(c.Req.Context(), c.Req.PathValue("name"))
	if err == nil {
		c.Resp.Write([]byte(id))
	}
}

// ShowShared answers with what all share.
func ShowShared(c *Context) {
	id, err := c.App.Tag(c.Req.Context(), c.Req.PathValue("name"))
	if err == nil {
		c.Resp.Write([]byte(id))
	}
}

// ShowSite answers with what the site has.
func ShowSite(c *Context) {
	id, err := c.Site.Tag(c.Req.Context(), c.Req.PathValue("name"))
	if err == nil {
		c.Resp.Write([]byte(id))
	}
}

func handle(h func(c *Context)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h(r.Context().Value(key{}).(*Context))
	})
}

func main() {
	db, err := sql.Open("postgres", "")
	if err != nil {
		panic(err)
	}
	a := &App{db, newTags()}
	m := http.NewServeMux()
	m.Handle("/assign", handle(Assign))
	m.Handle("/tags/{name}", handle(Show))
	m.Handle("/shared/{name}", handle(ShowShared))
	m.Handle("/site/{name}", handle(ShowSite))
	site := context.WithValue(context.Background(), siteKey{}, newSite(db))
	srv := &http.Server{Addr: ":8080", Handler: a.Contexter(m), BaseContext: func(net.Listener) context.Context { return site }}
	srv.ListenAndServe()
}
