// Package changed takes out what a write has made old, and answers by a read-through.
package changed

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/redis/go-redis/v9"
)

// Roles keeps roles in a database, behind a cache.
type Roles struct {
	db  *sql.DB
	rdb *redis.Client
}

// Get reads through.
func (r *Roles) Get(ctx context.Context, id string) (v string, err error) {
	if v, err := r.rdb.Get(ctx, "role:"+id).Result(); err == nil {
		return v, nil
	}
	if err := r.db.QueryRowContext(ctx, "SELECT v FROM roles WHERE id = ?", id).Scan(&v); err != nil {
		return "", err
	}
	return v, r.rdb.Set(ctx, "role:"+id, v, time.Hour).Err()
}

// Update answers with what is there by now.
func (r *Roles) Update(ctx context.Context, id, v string) (string, error) {
	if _, err := r.db.ExecContext(ctx, "UPDATE roles SET v = ? WHERE id = ?", v, id); err != nil {
		return "", err
	}
	r.rdb.Del(ctx, "role:"+id)
	return r.Get(ctx, id)
}

func (r *Roles) write(ctx context.Context, id, v string) error {
	_, err := r.db.ExecContext(ctx, "UPDATE roles SET v = ? WHERE id = ?", v, id)
	return err
}

func (r *Roles) forget(ctx context.Context, id string) { r.rdb.Del(ctx, "role:"+id) }

// Rename does by steps.
func (r *Roles) Rename(ctx context.Context, id, v string) (string, error) {
	if err := r.write(ctx, id, v); err != nil {
		return "", err
	}
	r.forget(ctx, id)
	return r.Get(ctx, id)
}

// Renew has written nothing.
func (r *Roles) Renew(ctx context.Context, id string) (string, error) {
	r.rdb.Del(ctx, "role:"+id) // want "delete-before-refresh warn"
	return r.Get(ctx, id)
}

// Profile counts how often, beside.
func (r *Roles) Profile(ctx context.Context, id string) (v string, err error) {
	if _, err := r.db.ExecContext(ctx, "UPDATE loads SET n = n + 1"); err != nil {
		return "", err
	}
	r.rdb.Del(ctx, "role:"+id) // want "delete-before-refresh warn"
	if err := r.db.QueryRowContext(ctx, "SELECT v FROM roles WHERE id = ?", id).Scan(&v); err != nil {
		return "", err
	}
	return v, r.rdb.Set(ctx, "role:"+id, v, time.Hour).Err()
}

// Drive keeps what a server says of its files.
type Drive struct {
	rdb    *redis.Client
	client *http.Client
}

func (d *Drive) request(ctx context.Context, method, path string, body io.Reader) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, "https://example.com/"+path, body)
	if err != nil {
		return nil, err
	}
	return d.client.Do(req)
}

func (d *Drive) evict(ctx context.Context, path string) { d.rdb.Del(ctx, "file:"+path) }

// Stat reads through.
func (d *Drive) Stat(ctx context.Context, path string) (string, error) {
	if v, err := d.rdb.Get(ctx, "file:"+path).Result(); err == nil {
		return v, nil
	}
	resp, err := d.request(ctx, "PROPFIND", path, nil)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	return string(b), d.rdb.Set(ctx, "file:"+path, b, time.Hour).Err()
}

// Save uploads, and looks at what is there.
func (d *Drive) Save(ctx context.Context, path string, body io.Reader) (string, error) {
	resp, err := d.request(ctx, "PUT", path, body)
	if err != nil {
		return "", err
	}
	resp.Body.Close()
	d.evict(ctx, path)
	return d.Stat(ctx, path)
}

// Put says in a header where it is to be.
func (d *Drive) Put(ctx context.Context, from, to string) (string, error) {
	header := map[string]string{"Destination": to}
	resp, err := d.move(ctx, from, header)
	if err != nil {
		return "", err
	}
	resp.Body.Close()
	d.evict(ctx, to)
	return d.Stat(ctx, to)
}

func (d *Drive) move(ctx context.Context, from string, header map[string]string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, "MOVE", "https://example.com/"+from, nil)
	if err != nil {
		return nil, err
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	return d.client.Do(req)
}

// Look has saved nothing.
func (d *Drive) Look(ctx context.Context, path string) (string, error) {
	d.evict(ctx, path) // want "delete-before-refresh warn"
	return d.Stat(ctx, path)
}

// Compare has asked already, and throws that away.
func (d *Drive) Compare(ctx context.Context, path string) (string, error) {
	resp, err := d.request(ctx, "PROPFIND", path, nil)
	if err != nil {
		return "", err
	}
	if b, err := io.ReadAll(resp.Body); err != nil || len(b) == 0 {
		return "", err
	}
	d.evict(ctx, path) // want "delete-before-refresh warn"
	return d.Stat(ctx, path)
}

// Tokens are handed out in pairs.
type Tokens struct{ rdb *redis.Client }

func (t *Tokens) key(id string) string { return fmt.Sprintf("/jwt/%s", id) }

func (t *Tokens) drop(ctx context.Context, id string) error { return t.rdb.Del(ctx, t.key(id)).Err() }

type pair struct{ access, refresh string }

func (t *Tokens) create(user string) (*pair, error) {
	p := &pair{access: fresh()}
	p.refresh = p.access + "++" + user
	return p, nil
}

func fresh() string

func (t *Tokens) store(ctx context.Context, user string, p *pair) error {
	if err := t.rdb.Set(ctx, t.key(p.access), user, time.Hour).Err(); err != nil {
		return err
	}
	return t.rdb.Set(ctx, t.key(p.refresh), user, time.Hour).Err()
}

// Rotate ends the old pair.
func (t *Tokens) Rotate(ctx context.Context, db *sql.DB, claims map[string]any) error {
	id, _ := claims["refresh"].(string)
	user, _ := claims["user"].(string)
	if v, err := t.rdb.Get(ctx, t.key(id)).Result(); err != nil || v == "" {
		return err
	}
	if err := t.drop(ctx, id); err != nil {
		return err
	}
	var name string
	if err := db.QueryRowContext(ctx, "SELECT name FROM users WHERE id = ?", user).Scan(&name); err != nil {
		return err
	}
	p, err := t.create(user)
	if err != nil {
		return err
	}
	return t.store(ctx, name, p)
}
