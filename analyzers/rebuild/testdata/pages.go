// Package pages fills a cache from an API, page by page.
package pages

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/gomodule/redigo/redis"
)

type user struct{ ID, Name, Mail string }

type answer struct {
	Next *string
	Data []*user
}

type Manager struct {
	pool *redis.Pool
	http *http.Client
	base string
}

func (m *Manager) ask(ctx context.Context, url string, v any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := m.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	return json.NewDecoder(res.Body).Decode(v)
}

func (m *Manager) set(key, val string) error {
	conn := m.pool.Get()
	defer conn.Close()
	_, err := conn.Do("SET", key, val, "EX", 300)
	return err
}

func (m *Manager) keep(u *user) error {
	if err := m.set("user:"+u.ID, u.Name); err != nil {
		return err
	}
	return m.set("mail:"+u.Mail, u.ID)
}

// Update fetches all there are.
func (m *Manager) Update(ctx context.Context) error {
	url := m.base + "/users"
	for {
		var r answer
		if err := m.ask(ctx, url, &r); err != nil {
			return err
		}
		for _, u := range r.Data {
			if err := m.keep(u); err != nil { // want "rebuild-loop fail SET"
				continue
			}
		}
		if r.Next == nil {
			break
		}
		url = m.base + *r.Next
	}
	return nil
}

// Page fetches one.
func (m *Manager) Page(ctx context.Context, url string) error {
	var r answer
	if err := m.ask(ctx, url, &r); err != nil {
		return err
	}
	for _, u := range r.Data {
		if err := m.keep(u); err != nil {
			return err
		}
	}
	return nil
}

// account is what a user becomes on the way.
type account struct{ Login, Mail string }

func (m *Manager) keepAccount(a *account) error {
	return m.set("login:"+a.Login, a.Mail)
}

func (m *Manager) convert(u *user) error {
	return m.keepAccount(&account{Login: u.Name, Mail: u.Mail})
}

// Renew makes another thing of each item first.
func (m *Manager) Renew(ctx context.Context) error {
	url := m.base + "/users"
	for {
		var r answer
		if err := m.ask(ctx, url, &r); err != nil {
			return err
		}
		for _, u := range r.Data {
			if err := m.convert(u); err != nil { // want "rebuild-loop fail SET"
				continue
			}
		}
		if r.Next == nil {
			return nil
		}
		url = m.base + *r.Next
	}
}

// Attempt asks the same again where something has failed.
func (m *Manager) Attempt(ctx context.Context, url string) error {
	for {
		var r answer
		if err := m.ask(ctx, url, &r); err != nil {
			return err
		}
		failed := false
		for _, u := range r.Data {
			if err := m.keep(u); err != nil {
				failed = true
			}
		}
		if !failed {
			return nil
		}
	}
}
